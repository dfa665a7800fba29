// SPDX-License-Identifier: BSL-1.0
// A destination that the expression reads: the result is that of evaluating first. Each statement runs once into a
// tensor of its own and once over its operand.
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {

template <class X> X numbers() {
  X x;
  index i = 0;
  for (auto& v : x) v = static_cast<typename X::value_type>(0.125 * static_cast<double>(i++ * 7 % 31) - 1.5);
  return x;
}
template <class X> bool same(const X& a, const X& b) {
  for (index i = 0; i < product(X::size_type::list); ++i)
    if (a.data()[i] != b.data()[i]) return false;
  return true;
}

// assign(destination, source)
template <class X, class Assign> void check(const char* what, Assign assign) {
  INFO(what);
  const auto source = numbers<X>();
  X apart = source, x = source;
  assign(apart, source);
  assign(x, x);
  CHECK(same(apart, x));
  CHECK_FALSE(same(x, source));
}

using small = Tensor<float, 7, 7>;   // inside the object
using large = Tensor<float, 40, 40>; // on the heap

template <class X> void check_all() {
  check<X>("in place", [](auto& y, const auto& x) { y = x * x + 1; });
  check<X>("transposed", [](auto& y, const auto& x) { y = transpose(x, 0_c, 1_c); });
  check<X>("itself and transposed", [](auto& y, const auto& x) { y = x + transpose(x, 0_c, 1_c) * 2; });
  check<X>("softmax along the rows", [](auto& y, const auto& x) { y = softmax(x, 1_c); });
  check<X>("softmax across the rows", [](auto& y, const auto& x) { y = softmax(x, 0_c); });
  check<X>("softmax twice", [](auto& y, const auto& x) { y = softmax(softmax(x, 1_c), 0_c); });
  check<X>("its mean", [](auto& y, const auto& x) { y = x - mean(x, 0_c); });
  check<X>("its sum", [](auto& y, const auto& x) { y = x / (sum(x * x) + 1); });
  check<X>("its first row", [](auto& y, const auto& x) { y = x - x[0] + 1; });
  check<X>("its last column", [](auto& y, const auto& x) { y = x * unsqueeze(select(x, 1_c, -1_c), 1_c) + 3; });
  check<X>("layer_norm", [](auto& y, const auto& x) { y = layer_norm(x, x[1], x[2]); });
  check<X>("product", [](auto& y, const auto& x) { y = matmul(x, x); });
  check<X>("product inside", [](auto& y, const auto& x) { y = relu(matmul(x, x) + x) - x; });
  check<X>("cumsum", [](auto& y, const auto& x) { y = cumsum(x, 0_c); });
  check<X>("parts swapped", [](auto& y, const auto& x) {
    constexpr index n = std::remove_cvref_t<decltype(x)>::size_type::list[0];
    y = cat(narrow(x, 0_c, c<n / 2>, c<n - n / 2>), narrow(x, 0_c, 0_c, c<n / 2>), 0_c);
  });
  check<X>("reshaped", [](auto& y, const auto& x) {
    y = reshape(transpose(x, 0_c, 1_c), c<product(std::remove_cvref_t<decltype(y)>::size_type::list)>)
            .view(x.size(0_c), x.size(1_c));
  });
  check<X>("rows by number", [](auto& y, const auto& x) {
    Tensor<std::int64_t, std::remove_cvref_t<decltype(x)>::size_type::list[0]> ids;
    for (auto& i : ids) i = 2;
    y = embedding(ids, x);
  });
}

} // namespace

TEST_CASE("a tensor assigned from what reads it, inline") { check_all<small>(); }
TEST_CASE("a tensor assigned from what reads it, on the heap") { check_all<large>(); }

TEST_CASE("views that overlap, shifted either way") {
  const auto source = numbers<Tensor<double, 100>>();
  auto x = source;
  narrow(x, 0_c, 1_c, 99_c) = narrow(x, 0_c, 0_c, 99_c) * 2;
  for (index i = 1; i < 100; ++i) CHECK(x(i) == 2 * source(i - 1));
  CHECK(x(0) == source(0));
  x = source;
  narrow(x, 0_c, 0_c, 99_c) = narrow(x, 0_c, 1_c, 99_c) + narrow(x, 0_c, 0_c, 99_c);
  for (index i = 0; i < 99; ++i) CHECK(x(i) == source(i + 1) + source(i));
  CHECK(x(99) == source(99));
}

TEST_CASE("memory that two tensors share under different shapes") {
  double memory[24];
  for (int i = 0; i < 24; ++i) memory[i] = i;
  TensorView<double, 4, 6> a(memory);
  const TensorView<const double, 6, 4> b(memory);
  a = transpose(b, 0_c, 1_c) + 100;
  for (index i = 0; i < 4; ++i)
    for (index j = 0; j < 6; ++j) CHECK(a(i, j) == 100 + static_cast<double>(j * 4 + i));
}

TEST_CASE("in place where some rows are left over, or where every row is read again") {
  Tensor<float, 130, 64> y;
  Tensor<float, 64, 130> x;
  for (tenon::index i = 0; i < y.numel; ++i) {
    y.data()[i] = static_cast<float>(i % 13);
    x.data()[i] = static_cast<float>(i % 7);
  }
  const auto y0 = y;
  y = y + transpose(x, 0_c, 1_c);
  tenon::index wrong = 0;
  for (tenon::index i = 0; i < 130; ++i)
    for (tenon::index j = 0; j < 64; ++j) wrong += y(i, j) == y0(i, j) + x(j, i) ? 0 : 1;
  CHECK(wrong == 0);

  Tensor<float, 1, 64> d;
  for (tenon::index j = 0; j < 64; ++j) d(0, j) = static_cast<float>(j % 5);
  const auto d0 = d;
  d = sum(y0 * (d * 2.0f), 0_c, keepdim);
  for (tenon::index j = 0; j < 64; ++j) {
    float s = 0;
    for (tenon::index i = 0; i < 130; ++i) s += y0(i, j) * d0(0, j) * 2.0f;
    wrong += d(0, j) == s ? 0 : 1; // small whole numbers
  }
  CHECK(wrong == 0);

  Tensor<float, 4, 64> z;
  for (tenon::index i = 0; i < z.numel; ++i) z.data()[i] = static_cast<float>(i % 11);
  const auto z0 = z;
  z = z + narrow(z * 2.0f, 0_c, 0_c, 1_c);
  for (tenon::index i = 0; i < 4; ++i)
    for (tenon::index j = 0; j < 64; ++j) wrong += z(i, j) == z0(i, j) + 2 * z0(0, j) ? 0 : 1;
  CHECK(wrong == 0);

  Tensor<int, 8> b;
  for (int i = 0; i < 8; ++i) b(i) = 3 * i + 1;
  const auto b0 = b;
  narrow(b, 0_c, 1_c, 7_c) = narrow(b, 0_c, 0_c, 7_c) % 5;
  for (int i = 1; i < 8; ++i) CHECK(b(i) == b0(i - 1) % 5);
}

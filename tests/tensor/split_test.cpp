// SPDX-License-Identifier: BSL-1.0
// Parts of tensors, and tensors from parts: split, chunk, cat, stack.
#include "support.hpp"

#include <tenon/autograd.hpp>

#include <boost/hana/for_each.hpp>
#include <boost/hana/size.hpp>

using namespace tenon;
using namespace tenon::test;

namespace hana = boost::hana;

namespace {
using T234 = Tensor<float, 2, 3, 4>;
using T7 = Tensor<int, 7>;
} // namespace

TEST_CASE("equal chunks are an array of views", "[tensor]") {
  T234 x = counting<T234>();
  auto parts = split(x, 2_c, 2_c);
  static_assert(std::is_same_v<decltype(parts), std::array<View<float, Layout<Size<2, 3, 2>, Strides<12, 4, 1>>>, 2>>);
  auto [l, r] = split(x, 2_c, 2_c);
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 2; ++k) {
        REQUIRE(&l(i, j, k) == &x(i, j, k));
        REQUIRE(&r(i, j, k) == &x(i, j, k + 2));
      }
  float sum = 0;
  for (auto chunk : split(x, 1_c, 1_c)) sum += chunk(0, 0, 0);
  CHECK(sum == 0 + 4 + 8);
  for (auto chunk : x.split(1_c)) chunk = chunk + 1.f;
  CHECK(x(1, 2, 3) == 24);
  const T234& constant = x;
  static_assert(std::is_same_v<decltype(constant.split(1_c)[0](0, 0, 0)), const float&>);
}

TEST_CASE("unequal chunks are a tuple of views, the last one smaller", "[tensor]") {
  T7 x = counting<T7>();
  auto [a, b, c] = split(x, 3_c);
  static_assert(shape<decltype(a), 3> && shape<decltype(b), 3> && shape<decltype(c), 1>);
  CHECK(&b(0) == &x(3));
  CHECK(&c(0) == &x(6));
  static_assert(std::is_same_v<decltype(split(x, 9_c)), std::array<TensorView<int, 7>, 1>>);
}

TEST_CASE("parts of listed sizes", "[tensor]") {
  T234 x = counting<T234>();
  auto [p, q] = split(x, sizes(1_c, 2_c), 1_c);
  static_assert(shape<decltype(p), 2, 1, 4> && shape<decltype(q), 2, 2, 4>);
  CHECK(&q(1, 1, 3) == &x(1, 2, 3));
  auto [n, all] = split(x, sizes(0_c, 4_c), -1_c);
  static_assert(shape<decltype(n), 2, 3, 0> && shape<decltype(all), 2, 3, 4>);
  static_assert(std::tuple_size_v<decltype(split(x, sizes(1_c, 1_c)))> == 2);
}

TEST_CASE("chunk cuts into at most so many parts", "[tensor]") {
  T7 x = counting<T7>();
  auto [a, b, c] = chunk(x, 3_c);
  static_assert(shape<decltype(a), 3> && shape<decltype(b), 3> && shape<decltype(c), 1>);
  static_assert(std::tuple_size_v<decltype(chunk(x, 4_c))> == 4); // 2, 2, 2, 1
  static_assert(std::tuple_size_v<decltype(chunk(x, 5_c))> == 4);
  static_assert(std::tuple_size_v<decltype(chunk(x, 100_c))> == 7);
  CHECK(c(0) == 6);
  T234 y = counting<T234>();
  auto [l, r] = chunk(y, 2_c, -1_c);
  CHECK(&r(1, 2, 1) == &y(1, 2, 3));
}

TEST_CASE("an empty dimension gives one empty chunk", "[tensor]") {
  Tensor<float, 0, 3> x;
  static_assert(std::tuple_size_v<decltype(split(x, 2_c))> == 1);
  static_assert(std::tuple_size_v<decltype(split(x, 0_c))> == 1);
  static_assert(shape<decltype(split(x, 2_c)[0]), 0, 3>);
}

TEST_CASE("both kinds of parts are Hana sequences", "[tensor]") {
  T7 x = counting<T7>();
  const auto equal = split(x, sizes(2_c, 2_c, 3_c));
  const Tensor<int, 6> y = counting<Tensor<int, 6>>();
  static_assert(decltype(hana::size(equal))::value == 3);
  static_assert(decltype(hana::size(split(y, 2_c)))::value == 3);
  int sum = 0;
  hana::for_each(equal, [&](auto part) { sum += part(0); });
  CHECK(sum == 0 + 2 + 4);
  hana::for_each(split(y, 2_c), [&](auto part) { sum += part(0); });
  CHECK(sum == 6 + 0 + 2 + 4);
  CHECK(hana::at_c<2>(equal)(2) == 6);
}

TEST_CASE("parts of a tensor that ends own their elements", "[tensor]") {
  auto [a, b] = split(counting<Tensor<float, 300, 2>>(), sizes(100_c, 200_c));
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(b)>, Tensor<float, 200, 2>>);
  CHECK(a(99, 1) == 199);
  CHECK(b(199, 1) == 599);
  auto parts = counting<Tensor<float, 4>>().split(2_c);
  static_assert(std::is_same_v<decltype(parts), std::array<Tensor<float, 2>, 2>>);
  CHECK(parts[1](0) == 2);
}

TEST_CASE("parts of expressions are lazy, parts of parameters carry gradients", "[tensor]") {
  T7 x = counting<T7>();
  auto [a, b] = split(x * 2, sizes(4_c, 3_c));
  CHECK(eval(b)(2) == 12);
  x(6) = 10;
  CHECK(eval(b)(2) == 20);
  CHECK(eval(a)(1) == 2);

  Parameter<float, 6> w = counting<Tensor<float, 6>>();
  auto [u, v] = split(w, 3_c);
  CHECK(v.data == w.data() + 3);
  CHECK(v.gradient == w.grad().data() + 3);
  CHECK(u.data == w.data());
}

TEST_CASE("cat puts tensors one after another, and undoes split", "[tensor]") {
  const T234 x = counting<T234>();
  auto [l, r] = split(x, sizes(3_c, 1_c), 2_c);
  const auto back = eval(cat(l, r, 2_c));
  static_assert(std::is_same_v<decltype(back), const T234>);
  CHECK(std::equal(x.begin(), x.end(), back.begin()));
  auto [p, q, s] = split(x, 1_c, 1_c);
  const auto turned = eval(cat(s, q * 1.f, p, -2_c));
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 4; ++k) REQUIRE(turned(i, j, k) == x(i, 2 - j, k));
}

TEST_CASE("tensors of different types meet in cat and stack, and receive in their own", "[tensor]") {
  Parameter<float, 2> p = ones<float, 2>();
  Parameter<double, 2> q;
  const Tensor<int, 2> whole;
  {
    Tape tape;
    Variable y = cat(p, q, whole);
    STATIC_REQUIRE(std::is_same_v<decltype(y)::value_type, double>);
    tape.backward(y, arange<double, 6>(1.0));
  }
  CHECK((p.grad()(0) == 1 && p.grad()(1) == 2 && q.grad()(0) == 3 && q.grad()(1) == 4));
  backward(stack(p, q), tensor({{1.0, 2.0}, {3.0, 4.0}}));
  CHECK((p.grad()(0) == 2 && p.grad()(1) == 4 && q.grad()(0) == 6 && q.grad()(1) == 8));
}

// as in a sum
template <class A, class B> constexpr bool meet_in_cat() {
  using X = Tensor<A, 2>;
  using Y = Tensor<B, 2>;
  using sum = value_of<decltype(X() + Y())>;
  return std::is_same_v<value_of<decltype(cat(X(), Y()))>, sum> &&
         std::is_same_v<value_of<decltype(stack(Y(), X()))>, sum>;
}
static_assert(meet_in_cat<std::int8_t, std::int16_t>() && meet_in_cat<std::int8_t, std::uint8_t>());
static_assert(meet_in_cat<bool, std::uint8_t>() && meet_in_cat<bool, float>() && meet_in_cat<std::int64_t, float>());
static_assert(
    std::is_same_v<value_of<decltype(cat(Tensor<bool, 1>(), Tensor<std::int8_t, 1>(), Tensor<float, 1>()))>, float>);

TEST_CASE("cat works along dimension 0 unless told otherwise", "[tensor]") {
  const auto a = tensor({{1, 2}, {3, 4}}), b = tensor({{5, 6}, {7, 8}});
  const auto rows = eval(cat(a, b, a));
  static_assert(shape<decltype(rows), 6, 2>);
  CHECK(rows(2, 1) == 6);
  CHECK(rows(5, 0) == 3);
  const auto columns = eval(cat(a, transpose(b, 0_c, 1_c), 1_c));
  static_assert(shape<decltype(columns), 2, 4>);
  CHECK(columns(0, 3) == 7);
  static_assert(shape<decltype(cat(a)), 2, 2>);
  static_assert(shape<decltype(cat(a, zeros<int, 0, 2>())), 2, 2>);
  const auto owned = eval(cat(tensor({1, 2}), tensor({3})) + 1);
  CHECK(owned(2) == 4);
}

TEST_CASE("stack puts tensors along a new dimension", "[tensor]") {
  const auto a = tensor({1, 2, 3}), b = tensor({4, 5, 6});
  const auto rows = eval(stack(a, b));
  static_assert(shape<decltype(rows), 2, 3>);
  CHECK(rows(1, 0) == 4);
  const auto columns = eval(stack(a, b, a + b, -1_c));
  static_assert(shape<decltype(columns), 3, 3>);
  CHECK(columns(2, 0) == 3);
  CHECK(columns(2, 1) == 6);
  CHECK(columns(2, 2) == 9);
  const auto middle = eval(stack(columns, columns, 1_c));
  static_assert(shape<decltype(middle), 3, 2, 3>);
  CHECK(middle(1, 1, 2) == 7);
  const Tensor<float> s = tensor(1.f), t = tensor(2.f);
  const auto scalars = eval(stack(s, t));
  CHECK(scalars(1) == 2);
}

TEST_CASE("parts are assigned through, also from what they overlap", "[tensor]") {
  T7 x = counting<T7>();
  narrow(x, 0_c, 1_c, 6_c) = narrow(x, 0_c, 0_c, 6_c);
  CHECK(x(6) == 5);
  CHECK(x(1) == 0);
  auto [a, b] = split(narrow(x, 0_c, 1_c, 6_c), 3_c);
  narrow(x, 0_c, 1_c, 6_c) = cat(b, a); // the halves change places
  CHECK(x(1) == 3);
  CHECK(x(4) == 0);
}

TEST_CASE("parts are cut and joined while compiling", "[tensor]") {
  static_assert([] {
    const auto x = tensor({1, 2, 3, 4});
    auto [a, b] = split(x, 2_c);
    const auto y = eval(cat(b, a));
    return y(0) == 3 && y(3) == 2 && eval(stack(a, b, 1_c))(0, 1) == 3;
  }());
}

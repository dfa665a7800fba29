// SPDX-License-Identifier: BSL-1.0
// Products of all ranks, with batches that broadcast and lazy operands; linear, dot and outer.
#include "support.hpp"

#include <rapidcheck.h>

using namespace tenon;
using namespace tenon::test;

namespace {

template <index M, index K, index N>
std::vector<double> product_of(const Tensor<double, M, K>& a, const Tensor<double, K, N>& b) {
  std::vector<double> r;
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j) {
      double s = 0;
      for (index k = 0; k < K; ++k) s += a(i, k) * b(k, j);
      r.push_back(s);
    }
  return r;
}

} // namespace

TEST_CASE("products of matrices", "[ops][property]") {
  CHECK(rc::check("7 x 9 x 11 and its neighbours", [](unsigned seed) {
    const auto a = sample<Tensor<double, 7, 9>>(-2, 2, seed);
    const auto b = sample<Tensor<double, 9, 11>>(-2, 2, seed + 1);
    const auto expected = product_of(a, b);
    const auto actual = values_of(matmul(a, b));
    const Tensor<float, 7, 9> fa = a;
    const Tensor<float, 9, 11> fb = b;
    const auto rounded = values_of(matmul(fa, fb));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      RC_ASSERT(near(actual[i], expected[i], 1e-12));
      RC_ASSERT(near(rounded[i], expected[i], 5e-6));
    }
  }));
}

TEST_CASE("vectors are rows on the left and columns on the right", "[ops]") {
  const auto v = filled<Tensor<double, 2>>({1, 2});
  const auto m = filled<Tensor<double, 2, 3>>({1, 2, 3, 4, 5, 6});
  const auto w = filled<Tensor<double, 3>>({1, 0, -1});
  check_values(matmul(v, v), {5});
  check_values(matmul(v, m), {9, 12, 15});
  check_values(matmul(m, w), {-2, -2});
  check_values(dot(v, v), {5});
  check_values(outer(v, w), {1, 0, -1, 2, 0, -2});
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(matmul(v, v))>, Size<>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(matmul(v, m))>, Size<3>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(matmul(m, w))>, Size<2>>);
}

TEST_CASE("batches broadcast", "[ops]") {
  const auto a = sample<Tensor<double, 4, 1, 2, 3>>();
  const auto b = sample<Tensor<double, 5, 3, 2>>(-2, 2, 2);
  const Tensor<double, 4, 5, 2, 2> y = matmul(a, b);
  for (index n = 0; n < 4; ++n)
    for (index m = 0; m < 5; ++m)
      check_values(y[n][m], product_of(Tensor<double, 2, 3>(a[n][0]), Tensor<double, 3, 2>(b[m])));
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(matmul(a, Tensor<double, 3, 7>()))>, Size<4, 1, 2, 7>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(matmul(a, Tensor<double, 3>()))>, Size<4, 1, 2>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(matmul(Tensor<double, 3>(), b))>, Size<5, 2>>);
  const auto row = sample<Tensor<double, 3>>();
  for (index m = 0; m < 5; ++m)
    check_values(Tensor<double, 5, 2>(matmul(row, b))[m],
                 product_of(Tensor<double, 1, 3>(view(row, 1_c, 3_c)), Tensor<double, 3, 2>(b[m])));
}

TEST_CASE("bmm multiplies matrix by matrix", "[ops]") {
  const auto a = sample<Tensor<double, 3, 2, 5>>();
  const auto b = sample<Tensor<double, 3, 5, 4>>(-2, 2, 2);
  std::vector<double> expected;
  for (index n = 0; n < 3; ++n)
    for (index i = 0; i < 2; ++i)
      for (index j = 0; j < 4; ++j) {
        double s = 0;
        for (index k = 0; k < 5; ++k) s += a(n, i, k) * b(n, k, j);
        expected.push_back(s);
      }
  check_values(bmm(a, b), expected);
  check_gradient(a, [&](const auto& v) { return bmm(v, b); });
  check_gradient(b, [&](const auto& v) { return bmm(a * 2, v); });
}

TEST_CASE("operands may be lazy, strided or of another type", "[ops]") {
  const auto a = sample<Tensor<double, 3, 4>>(), b = sample<Tensor<double, 3, 4>>(-2, 2, 2);
  Tensor<double, 3, 4> sum2;
  for (index i = 0; i < 12; ++i) sum2.data()[i] = a.data()[i] + 1;
  const Tensor<double, 4, 3> bt = transpose(b, 0_c, 1_c);
  check_values(matmul(a + 1, transpose(b, 0_c, 1_c)), product_of(sum2, bt));
  check_values(matmul(tenon::exp(a), bt) + 1, values_of(matmul(eval(tenon::exp(a)), bt) + 1));
  const Tensor<float, 4, 3> ft = bt;
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(matmul(a, ft))>, double>);
  check_values(matmul(a, ft), product_of(a, Tensor<double, 4, 3>(ft)));
}

TEST_CASE("a product is converted to what it is stored in", "[ops]") {
  const Tensor<double, 33, 5> a = full<double, 33, 5>(0.5);
  const Tensor<float, 33, 33> y = matmul(a, transpose(a, 0_c, 1_c));
  CHECK(y(32, 0) == 1.25f);
  const auto whole = tensor({{1, 2}, {3, 4}});
  Tensor<double, 3, 2, 2> z;
  z[1] = matmul(whole, whole);
  CHECK((z(0, 1, 1) == 0 && z(1, 0, 1) == 10 && z(1, 1, 1) == 22));
}

TEST_CASE("nothing in between gives zeros; infinities are not skipped", "[ops]") {
  check_values(matmul(Tensor<double, 2, 0>(), Tensor<double, 0, 2>()), {0, 0, 0, 0});
  check_values(matmul(filled<Tensor<double, 1, 2>>({0, 1}), filled<Tensor<double, 2, 1>>({inf, 1})), {NaN});
}

TEST_CASE("gradients of products", "[ops]") {
  const auto a = sample<Tensor<double, 2, 3>>();
  const auto b = sample<Tensor<double, 3, 4>>(-2, 2, 2);
  const auto batch = sample<Tensor<double, 2, 4, 3>>(-2, 2, 3);
  const auto v = sample<Tensor<double, 3>>(-2, 2, 4);
  check_gradient(a, [&](const auto& x) { return matmul(x, b); });
  check_gradient(b, [&](const auto& x) { return matmul(a, x); });
  check_gradient(b, [&](const auto& x) { return matmul(batch, x); });
  check_gradient(batch, [&](const auto& x) { return matmul(x, b); });
  check_gradient(a, [&](const auto& x) { return matmul(batch, transpose(x, 0_c, 1_c)); });
  check_gradient(v, [&](const auto& x) { return matmul(x, b); });
  check_gradient(v, [&](const auto& x) { return matmul(x, x); });
  check_gradient(a, [&](const auto& x) { return matmul(x, tenon::sin(transpose(x, 0_c, 1_c))); });
}

TEST_CASE("linear: the weight is (out, in), leading dimensions stay", "[ops]") {
  const auto x = sample<Tensor<double, 2, 5, 3>>();
  const auto w = sample<Tensor<double, 4, 3>>(-2, 2, 2);
  const auto b = sample<Tensor<double, 4>>(-2, 2, 3);
  std::vector<double> expected;
  for (index i = 0; i < 2; ++i)
    for (index j = 0; j < 5; ++j)
      for (index o = 0; o < 4; ++o) {
        double s = b(o);
        for (index k = 0; k < 3; ++k) s += x(i, j, k) * w(o, k);
        expected.push_back(s);
      }
  check_values(linear(x, w, b), expected);
  check_values(linear(x[0][0], w, b), {expected.begin(), expected.begin() + 4});
  check_values(linear(x, w), values_of(linear(x, w, b) - b));
  check_gradient(x, [&](const auto& v) { return linear(v, w, b); });
  check_gradient(w, [&](const auto& v) { return linear(x, v, b); });
  check_gradient(b, [&](const auto& v) { return linear(x, w, v); });
  check_gradient(w, [&](const auto& v) { return softmax(linear(x, v, b), -1_c); });
}

TEST_CASE("a product may be transposed, sliced and reduced", "[ops]") {
  const auto a = sample<Tensor<double, 4, 3>>();
  const auto b = sample<Tensor<double, 3, 5>>(-2, 2, 2);
  const Tensor<double, 4, 5> y = matmul(a, b);
  check_values(transpose(matmul(a, b), 0_c, 1_c), values_of(transpose(y, 0_c, 1_c)));
  check_values(transpose(matmul(a, b), 0_c, 1_c) * 2, values_of(transpose(y, 0_c, 1_c) * 2));
  check_values(narrow(matmul(a, b), 1_c, 1_c, 2_c) + 1, values_of(narrow(y, 1_c, 1_c, 2_c) + 1));
  check_values(sum(matmul(a, b), 0_c), values_of(sum(y, 0_c)));
  check_values(softmax(transpose(matmul(a, b), 0_c, 1_c), 0_c), values_of(softmax(transpose(y, 0_c, 1_c), 0_c)));
  check_gradient(a, [&](const auto& v) { return sum(transpose(matmul(v, b), 0_c, 1_c) * 2, 1_c); });
}

TEST_CASE("operands that hold an element more than once add up its gradient", "[ops]") {
  const auto v = sample<Tensor<double, 3>>();
  const auto row = sample<Tensor<double, 1, 3>>();
  const auto m = sample<Tensor<double, 3, 4>>(-2, 2, 2);
  check_gradient(v, [&](const auto& x) { return matmul(expand(x, 5_c, 3_c), m); });
  check_gradient(row, [&](const auto& x) { return matmul(expand(x, 2_c, 3_c), m); });
  check_gradient(v, [&](const auto& x) { return matmul(expand(unsqueeze(x, 1_c), 3_c, 3_c), m); });
  check_gradient(v, [&](const auto& x) { return matmul(m, expand(select(x, 0_c, 1_c), 4_c, 2_c)); });
  check_gradient(m, [&](const auto& x) { return matmul(expand(v, 2_c, 5_c, 3_c), x); });
}

// SPDX-License-Identifier: BSL-1.0
// softmax and log_softmax along every dimension, of the rows that break formulas, and their gradients.
#include "support.hpp"

#include <rapidcheck.h>

using namespace tenon;
using namespace tenon::test;

namespace {

// log softmax of one line of a tensor
template <class X, class Line> void check_line(const X& x, const X& s, const X& l, index n, Line at) {
  double m = -inf, sum = 0;
  for (index k = 0; k < n; ++k) m = std::max(m, static_cast<double>(at(x, k)));
  for (index k = 0; k < n; ++k) sum += std::exp(static_cast<double>(at(x, k)) - m);
  for (index k = 0; k < n; ++k) {
    const double log_p = static_cast<double>(at(x, k)) - m - std::log(sum);
    RC_ASSERT(near(static_cast<double>(at(l, k)), log_p, 2e-6));
    RC_ASSERT(near(static_cast<double>(at(s, k)), std::exp(log_p), 2e-6));
  }
}

} // namespace

TEST_CASE("softmax along each dimension", "[ops][property]") {
  using X = Tensor<float, 3, 5, 19>;
  CHECK(rc::check("of three", [](unsigned seed) {
    const auto x = sample<X>(-20, 20, seed);
    const X s0 = softmax(x, 0_c), s1 = softmax(x, 1_c), s2 = softmax(x, -1_c);
    const X l0 = log_softmax(x, 0_c), l1 = log_softmax(x, -2_c), l2 = log_softmax(x, 2_c);
    for (index i = 0; i < 3; ++i)
      for (index j = 0; j < 5; ++j) check_line(x, s2, l2, 19, [=](const X& t, index k) { return t(i, j, k); });
    for (index i = 0; i < 3; ++i)
      for (index k = 0; k < 19; ++k) check_line(x, s1, l1, 5, [=](const X& t, index j) { return t(i, j, k); });
    for (index j = 0; j < 5; ++j)
      for (index k = 0; k < 19; ++k) check_line(x, s0, l0, 3, [=](const X& t, index i) { return t(i, j, k); });
  }));
}

TEMPLATE_TEST_CASE("rows with infinities and nan, beside a row without", "[ops]", float, double) {
  using T = TestType;
  const auto i = T(inf);
  const auto x = filled<Tensor<T, 5, 3>>({-i, -i, -i, -i, 0, 0, i, 0, 0, T(NaN), 0, 0, T(1e4), 0, T(-1e4)});
  const double half = std::log(0.5);
  check_values(softmax(x, 1_c), {NaN, NaN, NaN, 0, 0.5, 0.5, NaN, NaN, NaN, NaN, NaN, NaN, 1, 0, 0});
  check_values(log_softmax(x, 1_c), {NaN, NaN, NaN, -inf, half, half, NaN, NaN, NaN, NaN, NaN, NaN, 0, -1e4, -2e4});
  // columns are lines of their own, too
  const Tensor<T, 3, 5> t = transpose(x, 0_c, 1_c);
  check_values(transpose(softmax(t, 0_c), 0_c, 1_c),
               {NaN, NaN, NaN, 0, 0.5, 0.5, NaN, NaN, NaN, NaN, NaN, NaN, 1, 0, 0});
}

TEST_CASE("the largest numbers", "[ops]") {
  const auto x = filled<Tensor<float, 2>>({3.4e38f, -3.4e38f});
  check_values(softmax(x, 0_c), {1, 0});
  check_values(log_softmax(x, 0_c), {0, -inf});
}

TEST_CASE("one element, none, and rank 0", "[ops]") {
  const auto x = filled<Tensor<double, 4, 1>>({3, -inf, inf, NaN});
  check_values(softmax(x, 1_c), {1, NaN, NaN, NaN});
  check_values(log_softmax(x, 1_c), {0, NaN, NaN, NaN});
  CHECK(values_of(softmax(Tensor<double, 2, 0>(), 1_c)).empty());
  const Tensor<double> scalar = 7.0;
  check_values(softmax(scalar, 0_c), {1});
  check_values(log_softmax(scalar, -1_c), {0});
}

TEST_CASE("gradients of softmax and log_softmax", "[ops]") {
  const auto x = sample<Tensor<double, 3, 4>>();
  check_gradient(x, [](const auto& v) { return softmax(v, 0_c); });
  check_gradient(x, [](const auto& v) { return softmax(v, 1_c); });
  check_gradient(x, [](const auto& v) { return log_softmax(v, 0_c); });
  check_gradient(x, [](const auto& v) { return log_softmax(v * v, 1_c); });
  // elements at -inf
  const auto masked = filled<Tensor<double, 3>>({-inf, 0, 0});
  const auto g = gradient(masked, [](const auto& v) { return square(softmax(v, 0_c)); });
  CHECK((g[0] == 0 && g[1] == 0 && g[2] == 0));
  check_values(gradient(masked, [](const auto& v) { return log_softmax(v, 0_c); }), {1, -0.5, -0.5});
}

TEST_CASE("softmax is a constant expression", "[ops]") {
  constexpr auto value = [] {
    Tensor<float, 2> t;
    t(1) = 1;
    return eval(softmax(t, 0_c))(1);
  };
  STATIC_REQUIRE(value() > 0.5f);
}

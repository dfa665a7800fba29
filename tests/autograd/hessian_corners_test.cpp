// SPDX-License-Identifier: BSL-1.0
// Hessians where elements are equal, at corners and at zeros, against those of PyTorch 1.13.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <initializer_list>
#include <limits>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
template <class T, index... N> void check(const Tensor<T, N...>& h, std::initializer_list<double> expected) {
  REQUIRE(h.numel == static_cast<index>(expected.size()));
  for (index i = 0; i < h.numel; ++i) CHECK(h.data()[i] == Approx(expected.begin()[i]).margin(1e-14));
}
template <class F> double second(F f, double x) { return hessian(f, tensor({x}))(0, 0); }
} // namespace

TEST_CASE("comparisons in a function see values alone") {
  const auto cube_at_two = [](const auto& p) { return sum(where(p == 2.0, p * p * p, p * p)); };
  CHECK(second(cube_at_two, 2.0) == 12);
  CHECK(second(cube_at_two, 3.0) == 2);
  const auto square_at_two = [](const auto& p) { return sum(where(p != 2.0, p * p * p, p * p)); };
  CHECK(second(square_at_two, 2.0) == 2);
  CHECK(second(square_at_two, 3.0) == 18);
  CHECK(second([](const auto& p) { return sum(masked_fill(p * p, p == 0.0, 3.0)); }, 0.0) == 0);
  CHECK(second([](const auto& p) { return sum(where(p <= 1.0 && p >= 1.0, p * p * p, p)); }, 1.0) == 6);
  CHECK(second([](const auto& p) { return sum(where(isnan(p) || isinf(p), p, p * p)); }, 1.0) == 2);
}

TEST_CASE("corners have the second derivatives that follow from their first") {
  CHECK(second([](const auto& p) { return sum(abs(p) * p); }, 0.0) == 0);
  CHECK(second([](const auto& p) { return sum(relu(p) * p); }, 0.0) == 0);
  CHECK(second([](const auto& p) { return sum(leaky_relu(p) * p); }, 0.0) == Approx(0.02));
  CHECK(second([](const auto& p) { return sum(elu(p) * p); }, 0.0) == 2);
  CHECK(second([](const auto& p) { return sum(clamp(p, -0.5, 0.5) * p); }, -0.5) == 2);
  CHECK(second([](const auto& p) { return sum(clamp(p, -0.5, 0.5) * p); }, 0.5) == 2);
  CHECK(second([](const auto& p) { return sum(clamp(p, -0.5, 0.5) * p); }, 1.0) == 0);
  CHECK(second([](const auto& p) { return sum(maximum(p * p, p)); }, 1.0) == 1);
  CHECK(second([](const auto& p) { return sum(minimum(p * p, p)); }, 1.0) == 1);
}

TEST_CASE("equal elements share a second derivative as they share a first") {
  const double third = 2.0 / 9;
  const auto all_equal = tensor({1.0, 1.0, 1.0});
  check(hessian([](const auto& p) { return square(amax(p)); }, all_equal),
        {third, third, third, third, third, third, third, third, third});
  check(hessian([](const auto& p) { return square(amin(p)); }, all_equal),
        {third, third, third, third, third, third, third, third, third});
  check(hessian([](const auto& p) { return sum(square(amax(p, 0_c) * 3.0)); }, tensor({1.0, 1.0, 0.0})),
        {4.5, 4.5, 0, 4.5, 4.5, 0, 0, 0, 0});
  check(hessian([](const auto& p) { return square(sum(max(p, 0_c).values)); }, all_equal), {2, 0, 0, 0, 0, 0, 0, 0, 0});
  check(hessian([](const auto& p) { return square(sum(min(p, 0_c).values)); }, all_equal), {2, 0, 0, 0, 0, 0, 0, 0, 0});
  const auto pool = [](const auto& p) { return sum(square(max_pool1d<2>(view(p, 1_c, 1_c, 4_c)))); };
  check(hessian(pool, tensor({1.0, 1.0, 1.0, 1.0})), {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0});
}

TEST_CASE("the largest element is exact, infinite or nan") {
  const auto largest = [](const Tensor<double, 3>& x) {
    Parameter<dual<double>, 3> p;
    for (index i = 0; i < 3; ++i) p.data()[i] = {x(i), 1.0};
    return Tensor<dual<double>>(amax(p))();
  };
  CHECK(largest(tensor({0.1, 0.1, 0.1})).value == 0.1);
  CHECK(largest(tensor({-inf, 0.3, 0.1})).value == 0.3);
  CHECK(largest(tensor({inf, 0.3, inf})).value == inf);
  CHECK(std::isnan(largest(tensor({0.3, not_a_number, 0.1})).value));
  check(hessian([](const auto& p) { return amax(p) * sum(p); }, tensor({0.0, 2.0, 1.0})), {0, 1, 0, 1, 2, 1, 0, 1, 0});
}

TEST_CASE("powers and roots at zero") {
  const auto power = [](const auto& p) { return pow(select(p, 0_c, 0_c), select(p, 0_c, 1_c)); };
  check(hessian(power, tensor({1.0, 2.0})), {2, 1, 1, 0});
  check(hessian(power, tensor({2.0, 0.0})), {0, 0.5, 0.5, std::log(2.0) * std::log(2.0)});
  check(hessian([](const auto& p) { return square(norm(p)); }, tensor({1.0, 2.0, 3.0})), {2, 0, 0, 0, 2, 0, 0, 0, 2});
  const auto mixed = [](const auto& p) { return prod(p) * sum(p); };
  check(hessian(mixed, tensor({0.0, 2.0})), {4, 4, 4, 0});
  check(hessian(mixed, tensor({3.0, 1.0, 2.0})), {4, 20, 11, 20, 12, 27, 11, 27, 6});
}

TEST_CASE("weights of classes are numbers without derivatives") {
  const auto x = tensor({{1.0, 2.0}, {0.0, 3.0}});
  const Tensor<std::int64_t, 2> classes = tensor({0, 1});
  const double a = 0.09830596662074093, b = 0.022588329865456065;
  check(hessian([&](const auto& p) { return nll_loss(log_softmax(p, 1_c), classes); }, x),
        {a, -a, 0, 0, -a, a, 0, 0, 0, 0, b, -b, 0, 0, -b, b});
  const Tensor<double, 2> weights = tensor({1.0, 2.0});
  const double c = 0.06881417663451864, d = 0.02936482882509289;
  const cross_entropy_options options{.weight = weights, .label_smoothing = 0.1};
  check(hessian([&](const auto& p) { return cross_entropy(p, classes, options); }, x),
        {c, -c, 0, 0, -c, c, 0, 0, 0, 0, d, -d, 0, 0, -d, d});
  // ... and a target that has some, also where it is zero
  check(hessian([](const auto& p) { return cross_entropy(exp(p), p); }, tensor({{0.5, 0.5}, {0.0, 1.0}})),
        {-0.4845754067926834, 0.4845754067926834, 0, 0, 0.4845754067926834, -0.4845754067926834, 0, 0, 0, 0,
         -0.7073808658138248, 1.053196513748528, 0, 0, 1.053196513748528, -0.14369787074437945});
}

TEST_CASE("a border of numbers") {
  const Tensor<double, 2> x = tensor({1.0, 2.0});
  const auto h = hessian([](const auto& p) { return sum(pow(pad(p, sizes(1_c, 1_c), 0.5), 3)); }, x);
  CHECK(h(0, 0) == Approx(6));
  CHECK(h(1, 1) == Approx(12));
  CHECK(h(0, 1) == 0);
}

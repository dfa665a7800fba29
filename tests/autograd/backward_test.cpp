// SPDX-License-Identifier: BSL-1.0
// Gradients of expressions without a tape, in constant expressions and when the program runs.
#include "constant.hpp"

#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
// ---- a network of two layers, whose weights are constants ----
static constexpr Tensor<double, 2, 3> x = tensor({{0.5, -1., 2.}, {1.5, 0.25, -0.5}});
static constexpr Tensor<double, 3, 2> w1 = tensor({{0.2, -0.4}, {0.1, 0.3}, {-0.5, 0.6}});
static constexpr Tensor<double, 2> b1 = tensor({0.1, -0.2});
static constexpr Tensor<double, 2, 3> w2 = tensor({{0.7, -0.3, 0.5}, {-0.6, 0.8, 0.4}});
static constexpr Tensor<double, 3> b2 = tensor({0., 0.1, -0.1});
static constexpr Tensor<std::int64_t, 2> target = tensor<std::int64_t>({2, 0});

constexpr auto loss_of(auto activation, const auto& w1, const auto& b1, const auto& w2, const auto& b2) {
  return cross_entropy(matmul(activation(matmul(x, w1) + b1), w2) + b2, target);
}
constexpr auto with_gelu = [](auto z) { return gelu(z); };
constexpr auto with_tanh = [](auto z) { return tanh(z); };

struct network {
  Parameter<double, 3, 2> first = w1;
  Parameter<double, 2> first_bias = b1;
  Parameter<double, 2, 3> second = w2;
  Parameter<double, 3> second_bias = b2;

  constexpr auto loss(auto activation) const { return loss_of(activation, first, first_bias, second, second_bias); }
};
// the gradients as functions of the activation, computed anew for each parameter
constexpr auto gradient_of(auto activation, auto parameter) {
  const network n;
  backward(n.loss(activation));
  return (n.*parameter).grad();
}

// by hand: the chain rule in double
constexpr double bound = 1e-14;
static_assert(equal(loss_of(with_gelu, w1, b1, w2, b2), {1.0076173029439148}, bound));
static_assert(equal(gradient_of(with_gelu, &network::first),
                    {-0.21385689710931768, -0.05083540693764875, -0.04574152635178895, 0.007777258348026518,
                     0.0914830527035779, -0.015554516696053036},
                    bound));
static_assert(equal(gradient_of(with_gelu, &network::first_bias), {-0.13635667386760503, -0.043890164320053826},
                    bound));
static_assert(equal(gradient_of(with_gelu, &network::second),
                    {-0.15852556831479708, 0.021129094593835322, 0.13739647372096175, 0.08217842795409275,
                     0.06369658806239452, -0.14587501601648725},
                    bound));
static_assert(equal(gradient_of(with_gelu, &network::second_bias),
                    {-0.16354646185250854, 0.3581652535416438, -0.19461879168913526}, bound));

static_assert(equal(loss_of(with_tanh, w1, b1, w2, b2), {0.9473845224767335}, bound));
static_assert(equal(gradient_of(with_tanh, &network::first),
                    {-0.14453347881984652, 0.1477754155955841, 0.09898509055193311, -0.01981665482018665,
                     -0.19797018110386622, 0.0396333096403733},
                    bound));
static_assert(equal(gradient_of(with_tanh, &network::second_bias),
                    {-0.1118901324710495, 0.37547037717906717, -0.2635802447080178}, bound));

// ---- gradient descent while compiling: the least squares of a line through (-1, -1), (0, 1), (1, 3) ----
constexpr double slope_after(int steps) {
  Parameter<double> slope, offset;
  const Tensor<double, 3> at = tensor({-1., 0., 1.}), y = tensor({-1., 1., 3.});
  for (int i = 0; i < steps; ++i) {
    zero_grad(slope, offset);
    backward(mse_loss(at * slope + offset, y));
    slope.value() -= slope.grad() * 0.5;
    offset.value() -= offset.grad() * 0.5;
  }
  return slope.value();
}
static_assert(slope_after(20) - 2 < 1e-9 && 2 - slope_after(20) < 1e-9); // a third of the error stays each time

// ---- an upstream gradient: softmax' = y (g - sum(g y)) ----
constexpr auto pulled_back = [] {
  const Parameter<double, 3> p = tensor({0.5, -1., 2.});
  backward(softmax(p, 0_c), tensor({1., 0., -2.}));
  return p.grad();
};
static_assert([] {
  const Tensor<double, 3> y = softmax(tensor({0.5, -1., 2.}), 0_c), g = tensor({1., 0., -2.});
  const double s = sum(g * y);
  const auto d = pulled_back();
  return equal(d, {y(0) * (1 - s), -y(1) * s, y(2) * (-2 - s)});
}());
} // namespace

TEST_CASE("when the program runs, gradients are those of constant expressions") {
  const network n;
  backward(n.loss(with_gelu));
  CHECK(equal(n.first.grad(),
              {-0.21385689710931768, -0.05083540693764875, -0.04574152635178895, 0.007777258348026518,
               0.0914830527035779, -0.015554516696053036},
              bound));
}

TEST_CASE("gradients without a tape are those of a tape, and add up") {
  Generator generator(1);
  const Tensor<float, 30, 40> a = randn(generator);
  Parameter<float, 40, 20> p = randn(generator);
  Parameter<float, 20> weight = rand(generator) + 0.5, bias = randn(generator);
  const auto loss = mean(square(layer_norm(matmul(a, p) * weight, weight, bias)));
  {
    Tape tape;
    Variable l = loss;
    tape.backward(l);
  }
  const auto p1 = p.grad();
  const auto weight1 = weight.grad(), bias1 = bias.grad();
  const auto off = [](const auto& now, const auto& once, float times) {
    return float(amax(tenon::abs(now - once * times)));
  };
  for (const float times : {2.f, 3.f}) {
    backward(loss);
    CHECK(off(p.grad(), p1, times) < 1e-6f);
    CHECK(off(weight.grad(), weight1, times) < 1e-6f);
    CHECK(off(bias.grad(), bias1, times) < 1e-6f);
  }
  CHECK(float(amax(tenon::abs(p1))) > 1e-3f);
}

TEST_CASE("parameters are values: copies have gradients of their own") {
  Parameter<float, 3> p = full<float, 3>(2.0f);
  backward(sum(square(p)));
  Parameter<float, 3> copy = p;
  backward(sum(copy));
  CHECK(equal(p.grad(), {4, 4, 4}));
  CHECK(equal(copy.grad(), {5, 5, 5}));
  copy = p;
  CHECK(equal(copy.grad(), {4, 4, 4}));
  Parameter<float, 3> moved = std::move(copy);
  CHECK(equal(moved.grad(), {4, 4, 4}));
  copy = full<float, 3>(1.0f); // what has been moved from takes another value
  backward(sum(copy * moved));
  CHECK(equal(copy.grad(), {2, 2, 2}));
  CHECK(equal(moved.grad(), {5, 5, 5}));
}

TEST_CASE("a frozen parameter is a constant, with a tape or without") {
  Parameter<float, 6> p = ones<float, 6>(), frozen = full<float, 6>(3.0f);
  frozen.requires_grad(false);
  frozen.grad() = full<float, 6>(7.0f);
  const auto loss = sum(p * frozen + flip(frozen, 0_c) * narrow(cat(p, frozen), 0_c, 3_c, 6_c) * 2);
  backward(loss);
  const Tensor<float, 6> once = p.grad();
  CHECK(once(0) == 3);
  CHECK(once(3) == 9);
  {
    Tape tape;
    Variable y = loss;
    tape.backward(y);
  }
  CHECK(float(amax(tenon::abs(p.grad() - once * 2))) == 0);
  CHECK(float(amin(frozen.grad())) == 7);
  CHECK(float(amax(frozen.grad())) == 7);
  frozen.requires_grad(true);
  backward(loss); // the same expression, whose leaves were made while it was frozen
  CHECK(float(amax(tenon::abs(p.grad() - once * 3))) == 0);
  CHECK(float(amax(frozen.grad())) == 7);
}

TEST_CASE("a frozen parameter that a row reads several times") {
  Parameter<float, 3, 4> p = full<float, 3, 4>(1.0f), frozen = full<float, 3, 4>(1.0f);
  frozen.requires_grad(false);
  for (float& g : frozen.grad()) g = 7;
  backward(sum(p * softmax(frozen, 1_c)) + sum(log_softmax(frozen, 0_c)));
  {
    Tape tape;
    const Variable y = sum(p * softmax(frozen, 1_c));
    tape.backward(y);
  }
  CHECK(float(amax(tenon::abs(p.grad() - 0.5f))) == 0);
  CHECK(float(amax(tenon::abs(frozen.grad() - 7.0f))) == 0);
  Variable unrecorded = p * 2;
  CHECK_THROWS_WITH(backward(kl_div(log_softmax(p, 1_c), softmax(unrecorded, 1_c))),
                    "backward: the expression reads a Variable that no tape recorded");
}

TEST_CASE("what has a tape, or had none, is told") {
  Parameter<float, 3> p = full<float, 3>(2.0f);
  Variable h = p * 2;
  CHECK_THROWS_WITH(backward(sum(h * p)), "backward: the expression reads a Variable that no tape recorded");
  CHECK_THROWS_WITH(backward(sum(Variable(h * 2) * p)),
                    "backward: the expression reads a Variable that no tape recorded");
  CHECK_THROWS_WITH(backward(sum(softmax(p + h, 0_c))),
                    "backward: the expression reads a Variable that no tape recorded");
  CHECK_THROWS_WITH(backward(matmul(h, stack(p, h, p)), tensor({1.f, 1.f, 1.f})),
                    "backward: the expression reads a Variable that no tape recorded");
  // whatever stands between
  Parameter<float, 4, 3> w = full<float, 4, 3>(1.0f);
  const Tensor<int, 1> target;
  CHECK_THROWS_WITH(backward(linear_cross_entropy(unsqueeze(h, 0_c), w, target)),
                    "backward: the expression reads a Variable that no tape recorded");
  CHECK_THROWS_WITH(backward(sum(scatter_add(p, 0_c, Tensor<int, 3>(), h))),
                    "backward: the expression reads a Variable that no tape recorded");
  CHECK_THROWS_WITH(backward(sum(gather(h, 0_c, Tensor<int, 3>()) * p)),
                    "backward: the expression reads a Variable that no tape recorded");
  {
    Tape tape;
    Variable recorded = p * 2;
    const no_grad off;
    CHECK_THROWS_WITH(backward(sum(recorded * p)), "backward: the expression reads a Variable of a tape that no_grad "
                                                   "hides; call backward of that tape");
    CHECK_THROWS_WITH(backward(sum(softmax(recorded, 0_c))), "backward: the expression reads a Variable of a tape that "
                                                             "no_grad hides; call backward of that tape");
  }
  Tape tape;
  CHECK_THROWS_WITH(backward(sum(p)),
                    "backward: a tape lives; store the result in a Variable, and call the tape's backward");
  CHECK(p.grad()(0) == 0);
}

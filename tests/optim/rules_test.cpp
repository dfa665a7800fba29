// SPDX-License-Identifier: BSL-1.0
// Optimisers step by step beside the same recursions in double, where no golden case has them.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace tenon;

namespace {
constexpr tenon::index size = 19;

double gradient_at(int step, tenon::index i) { return std::sin(1.3 * step + 0.7 * static_cast<double>(i)); }
double start_at(tenon::index i) { return std::cos(static_cast<double>(i)); }

template <class T> Parameter<T, size> started() {
  Parameter<T, size> p;
  for (tenon::index i = 0; i < size; ++i) p.value()(i) = static_cast<T>(start_at(i));
  return p;
}
template <class T> void set_gradient(Parameter<T, size>& p, int step) {
  for (tenon::index i = 0; i < size; ++i) p.grad()(i) = static_cast<T>(gradient_at(step, i));
}

// Takes steps beside recursion(x, gradient, state, step), a function of one element.
template <class T, class O, class F> void check(Parameter<T, size>& p, O& optimizer, F recursion) {
  struct element {
    double x;
    std::array<double, 3> state{};
  };
  std::array<element, size> expected;
  for (tenon::index i = 0; i < size; ++i) expected[static_cast<std::size_t>(i)].x = start_at(i);
  for (int step = 1; step <= 12; ++step) {
    set_gradient(p, step);
    optimizer.step();
    for (tenon::index i = 0; i < size; ++i) {
      auto& e = expected[static_cast<std::size_t>(i)];
      e.x = recursion(e.x, gradient_at(step, i), e.state, step);
      INFO("step " << step << ", element " << i);
      CHECK(static_cast<double>(p.value()(i)) ==
            Approx(e.x).epsilon(sizeof(T) == 4 ? 2e-5 : 1e-12).margin(sizeof(T) == 4 ? 2e-6 : 1e-13));
    }
  }
}
} // namespace

TEMPLATE_TEST_CASE("RMSprop follows its recursion", "", float, double) {
  struct variant {
    double momentum, weight_decay;
    bool centered, maximize;
  };
  for (const variant v : {variant{0, 0, false, false}, variant{0.9, 0.1, false, false}, variant{0, 0, true, true},
                          variant{0.8, 0.01, true, false}}) {
    INFO("momentum " << v.momentum << ", centered " << v.centered);
    auto p = started<TestType>();
    RMSprop optimizer{parameters(p),
                      {.lr = 0.02,
                       .alpha = 0.9,
                       .eps = 1e-3,
                       .weight_decay = v.weight_decay,
                       .momentum = v.momentum,
                       .centered = v.centered,
                       .maximize = v.maximize}};
    check(p, optimizer, [v](double x, double g, std::array<double, 3>& s, int) {
      g = (v.maximize ? -g : g) + v.weight_decay * x;
      s[0] = 0.9 * s[0] + 0.1 * g * g;
      s[1] = 0.9 * s[1] + 0.1 * g;
      const double root = std::sqrt(v.centered ? s[0] - s[1] * s[1] : s[0]) + 1e-3;
      s[2] = v.momentum * s[2] + g / root;
      return x - 0.02 * s[2];
    });
  }
}

TEST_CASE("centred RMSprop stays finite where rounding makes the variance negative") {
  Parameter<float, 8> p;
  for (float& g : p.grad()) g = 0.1f;
  RMSprop optimizer{parameters(p), {.lr = 1e-9, .alpha = 0.5, .centered = true}};
  for (int i = 0; i < 60; ++i) {
    optimizer.step();
    for (const float x : p.value()) REQUIRE(std::isfinite(x));
  }
}

TEMPLATE_TEST_CASE("Adam with amsgrad, weight decay and maximize at once", "", float, double) {
  auto p = started<TestType>();
  Adam optimizer{parameters(p),
                 {.lr = 0.01, .betas = {0.7, 0.8}, .weight_decay = 0.2, .amsgrad = true, .maximize = true}};
  check(p, optimizer, [](double x, double g, std::array<double, 3>& s, int step) {
    g = -g + 0.2 * x;
    s[0] = 0.7 * s[0] + 0.3 * g;
    s[1] = 0.8 * s[1] + 0.2 * g * g;
    s[2] = std::max(s[2], s[1]);
    return x - 0.01 / (1 - std::pow(0.7, step)) * s[0] / (std::sqrt(s[2] / (1 - std::pow(0.8, step))) + 1e-8);
  });
}

TEST_CASE("the defaults are PyTorch's") {
  CHECK(adam_options{}.lr == 1e-3);
  CHECK(adam_options{}.betas == std::array{0.9, 0.999});
  CHECK(adam_options{}.eps == 1e-8);
  CHECK(adam_options{}.weight_decay == 0);
  CHECK(adamw_options{}.weight_decay == 0.01);
  CHECK(rmsprop_options{}.lr == 1e-2);
  CHECK(rmsprop_options{}.alpha == 0.99);
  CHECK(rmsprop_options{}.eps == 1e-8);
  CHECK(sgd_options{}.momentum == 0);
}

// A rate of 1 and one step of plain descent show the gradient: sums over parts of a batch are those of the whole.
TEST_CASE("gradients of several backward passes add up until zero_grad") {
  Generator generator(2);
  const Tensor<double, 6, 4> x = randn(generator);
  Parameter<double, 4, 3> whole = randn(generator);
  Parameter<double, 4, 3> parts = whole.value();
  {
    Tape tape;
    Variable loss = mean(square(matmul(x, whole)));
    tape.backward(loss);
  }
  for (tenon::index part = 0; part < 3; ++part) {
    Tape tape;
    Tensor<double, 2, 4> rows;
    std::copy_n(x.data() + 8 * part, 8, rows.data());
    Variable loss = mean(square(matmul(rows, parts))) / 3;
    tape.backward(loss);
  }
  SGD one{parameters(whole), {.lr = 1}}, other{parameters(parts), {.lr = 1}};
  one.step();
  other.step();
  for (tenon::index i = 0; i < 12; ++i) CHECK(parts.data()[i] == Approx(whole.data()[i]).epsilon(1e-12));
  other.zero_grad();
  const auto before = parts.value();
  other.step();
  CHECK(std::equal(before.begin(), before.end(), parts.value().begin()));
}

TEST_CASE("dampening is momentum's, which may be turned off") {
  Parameter<double, 1> p;
  SGD optimizer{parameters(p), {.lr = 1, .momentum = 0.9, .dampening = 0.5}};
  p.grad()(0) = 1;
  optimizer.step();
  optimizer.momentum = 0;
  p.value()(0) = 0;
  optimizer.step();
  CHECK(p.value()(0) == -1);
  // meanwhile the buffer stays as it was, as in PyTorch
  optimizer.momentum = 0.9;
  optimizer.step();
  CHECK(p.value()(0) == Approx(-1 - (0.9 + 0.5)));
}

TEST_CASE("Adam bears gradients whose squares overflow, as far as PyTorch does") {
  Parameter<float, 2> p = ones<float, 2>();
  p.grad() = tensor({1e20f, -3e19f});
  Adam optimizer{parameters(p), {.lr = 0.1}};
  optimizer.step();
  CHECK(p.value()(0) == Approx(0.9f));
  CHECK(p.value()(1) == Approx(1.1f));
}

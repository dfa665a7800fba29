// SPDX-License-Identifier: BSL-1.0
// Two models, one after the other, of which one is trained.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tenon;

namespace {
struct Model : Module {
  Linear<4, 8> fc1;
  Linear<8, 4> fc2;
  TENON_MEMBERS(Model, fc1, fc2)
  auto operator()(const auto& x) { return fc2(gelu(fc1(x))); }
};
} // namespace

TEST_CASE("the output of a model is the detached input of another, which is trained alone") {
  Generator generator{1};
  Model a, b;
  const Model a_before = a;
  const Tensor<float, 16, 4> x = randn(generator), target = randn(generator);
  float first = 0, last = 0;
  for (int step = 0; step < 50; ++step) {
    Tape tape;
    Variable h = a(x);
    Variable loss = mse_loss(b(detach(h)), target);
    tape.backward(loss);
    parameters(a).each(
        [](const auto& p) { CHECK(std::all_of(p.grad().begin(), p.grad().end(), [](float g) { return g == 0; })); });
    parameters(b).each([](auto& p) { p.value() -= p.grad() * 0.1f; });
    zero_grad(b);
    (step == 0 ? first : last) = float(loss);
  }
  CHECK(last < 0.9f * first);
  CHECK(a == a_before);

  Tape tape; // the same without detach
  Variable loss = mse_loss(b(a(x)), target);
  tape.backward(loss);
  parameters(a).each(
      [](const auto& p) { CHECK(std::any_of(p.grad().begin(), p.grad().end(), [](float g) { return g != 0; })); });
}

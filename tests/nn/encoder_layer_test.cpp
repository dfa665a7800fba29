// SPDX-License-Identifier: BSL-1.0
// TransformerEncoderLayer against its pieces, and gradients that reach all parameters.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("an encoder layer, normalised before and after") {
  Generator g(2);
  const Tensor<double, 2, 5, 6> x = randn(g);
  for (const bool first : {false, true}) {
    TransformerEncoderLayer<6, 2, 7, double> layer({.layer_norm_eps = 0.25, .norm_first = first});
    CHECK((layer.norm1.eps == 0.25 && layer.norm2.eps == 0.25));
    layer.eval();
    const Tensor<double, 2, 5, 6> y = layer(x, causal);
    // the same in pieces, each evaluated
    using X = Tensor<double, 2, 5, 6>;
    const X in = first ? X(layer.norm1(x)) : x;
    const X h = x + X(layer.self_attn(in, causal));
    const X middle = first ? h : X(layer.norm1(h));
    const X inside = first ? X(layer.norm2(middle)) : middle;
    const Tensor<double, 2, 5, 7> hidden = relu(layer.linear1(inside));
    const X sum = middle + X(layer.linear2(hidden));
    const X wanted = first ? sum : X(layer.norm2(sum));
    for (index i = 0; i < X::numel; ++i) CHECK(y.data()[i] == Approx(wanted.data()[i]).margin(1e-12));
  }
}

TEST_CASE("training an encoder layer changes all of it, and dropout leaves its mask to the way back") {
  TransformerEncoderLayer<8, 2, 16> layer({.dropout = 0.2});
  Generator g(3);
  const Tensor<float, 3, 5, 8> x = randn(g), target = randn(g);
  float first = 0, last = 0;
  for (int step = 0; step < 60; ++step) {
    Tape tape;
    Variable loss = mse_loss(layer(x, causal), target);
    tape.backward(loss);
    last = static_cast<float>(loss);
    if (step == 0) {
      first = last;
      parameters(layer).each_named([](const std::string& name, const auto& p) {
        INFO(name);
        CHECK(static_cast<float>(amax(abs(p.grad()))) > 0);
      });
    }
    parameters(layer).each([](auto& p) { p.value() -= p.grad() * 0.1; });
    zero_grad(layer);
  }
  CHECK(last < 0.8f * first);
}

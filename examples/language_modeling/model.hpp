// SPDX-License-Identifier: BSL-1.0
// A causal character model after Bengio et al., A neural probabilistic language model, JMLR 2003: the last characters
// as vectors side by side, one hidden layer, a softmax over what may follow.
#pragma once

#include <tenon/optim.hpp>

#include <cmath>

template <tenon::index Vocabulary> struct Model : tenon::Module {
  static constexpr tenon::index context = 16, width = 24, hidden = 256, inputs = context * width;

  tenon::Parameter<float, Vocabulary, width> table;
  tenon::Parameter<float, inputs, hidden> hidden_weight;
  tenon::Parameter<float, hidden> hidden_bias;
  tenon::Parameter<float, hidden, Vocabulary> output_weight;
  tenon::Parameter<float, Vocabulary> output_bias;
  TENON_MEMBERS(Model, table, hidden_weight, hidden_bias, output_weight, output_bias)

  explicit Model(tenon::Generator& generator)
      : table(randn(generator)), hidden_weight(randn(generator) * (1 / std::sqrt(double(inputs)))),
        output_weight(randn(generator) * (1 / std::sqrt(double(hidden)))) {}

  // scores of the next character for blocks (B, context)
  template <class Blocks> auto operator()(const Blocks& blocks) const {
    using namespace tenon;
    constexpr tenon::index batch = Blocks::size_type::list[0];
    const auto x = reshape(embedding(blocks, table), c<batch>, c<inputs>);
    const auto h = gelu(matmul(x, hidden_weight) + hidden_bias);
    return matmul(h, output_weight) + output_bias;
  }
};

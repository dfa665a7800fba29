// SPDX-License-Identifier: BSL-1.0
// What a model attends to as it reads a sentence.
#pragma once

#include "report.hpp"

#include <tenon/autograd.hpp>
#include <tenon/models/outputs.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>

// The attention of a causal model, such as GPT, in eval mode, to each of `ids`, which `tokens` names. The model reads
// Length tokens, as its shapes ask; those after the sentence change nothing before them and are cut off.
template <tenon::index Length, class Model>
AttentionMaps attention_maps(const Model& model, std::span<const std::int64_t> ids, std::vector<std::string> tokens) {
  const std::size_t n = ids.size();
  if (n != tokens.size())
    throw std::invalid_argument("attention_maps: " + std::to_string(n) + " ids and " + std::to_string(tokens.size()) +
                                " tokens");
  if (n > static_cast<std::size_t>(Length))
    throw std::invalid_argument("attention_maps: " + std::to_string(n) + " tokens; at most " + std::to_string(Length) +
                                " can be shown");
  tenon::Tensor<std::int64_t, 1, Length> input_ids = tenon::zeros<std::int64_t, 1, Length>();
  std::copy(ids.begin(), ids.end(), input_ids.begin());

  const tenon::no_grad guard;
  const auto output = model(input_ids, tenon::output_attentions);
  AttentionMaps maps{std::move(tokens), {}};
  for (const auto& layer : output.attentions) { // (1, heads, Length, Length)
    auto& heads = maps.weights.emplace_back();
    for (tenon::index head = 0; head < tenon::shape_of<decltype(layer)>::list[1]; ++head) {
      auto& map = heads.emplace_back();
      for (tenon::index row = 0; row < static_cast<tenon::index>(n); ++row)
        for (tenon::index column = 0; column < static_cast<tenon::index>(n); ++column)
          map.push_back(static_cast<float>(layer.value()(0, head, row, column)));
    }
  }
  return maps;
}

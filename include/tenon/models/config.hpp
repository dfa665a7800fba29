// SPDX-License-Identifier: BSL-1.0
// Configurations of models, which are template arguments: GPT<config>.
#pragma once

#include <tenon/shape/require.hpp>

namespace tenon {

enum class activation { gelu, gelu_tanh };

// With the names and defaults of GPT-2's configuration (Radford et al.: Language models are unsupervised multitask
// learners, 2019).
struct GPTConfig {
  index vocab_size = 50257;
  index block_size = 1024; // the longest sequence
  index n_layer = 12;
  index n_head = 12;
  index n_embd = 768;
  double dropout = 0.1;
  activation hidden_act = activation::gelu_tanh;
  bool tied_head = true; // the head is the table of embeddings
  double layer_norm_eps = 1e-5;

  friend constexpr bool operator==(const GPTConfig&, const GPTConfig&) = default;
};

// What a cache holds of a model: layers, heads of keys and values and their width; and the longest sequence.
struct cache_extents {
  index layers, heads, width, longest;

  constexpr explicit cache_extents(const GPTConfig& c)
      : layers(c.n_layer), heads(c.n_head), width(c.n_embd / c.n_head), longest(c.block_size) {}
};

// what is wrong with a configuration
constexpr text check_config(const GPTConfig& c) {
  if (c.vocab_size < 1) return say("GPTConfig: vocab_size is ", c.vocab_size, "; expected at least 1");
  if (c.block_size < 1) return say("GPTConfig: block_size is ", c.block_size, "; expected at least 1");
  if (c.n_layer < 1) return say("GPTConfig: n_layer is ", c.n_layer, "; expected at least 1");
  if (c.n_head < 1) return say("GPTConfig: n_head is ", c.n_head, "; expected at least 1");
  if (c.n_embd < 1) return say("GPTConfig: n_embd is ", c.n_embd, "; expected at least 1");
  if (c.n_embd % c.n_head != 0) return say("GPTConfig: n_head ", c.n_head, " does not divide n_embd ", c.n_embd);
  if (!(c.dropout >= 0 && c.dropout <= 1)) return say("GPTConfig: dropout is not within 0 and 1");
  return {};
}

} // namespace tenon

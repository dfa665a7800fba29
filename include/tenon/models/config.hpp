// SPDX-License-Identifier: BSL-1.0
// Configurations of models, which are template arguments: GPT<config>. None has gaps both before a number and at its
// end: Clang 19 reads that number at a wrong place.
#pragma once

#include <tenon/shape/require.hpp>

#include <limits>

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
  // Training keeps what each block reads, and computes it again on the way back; unless caches or attentions are asked
  // for.
  bool gradient_checkpointing = false;
  double layer_norm_eps = 1e-5;

  friend constexpr bool operator==(const GPTConfig&, const GPTConfig&) = default;
};

// With the names and defaults of LlamaConfig in Hugging Face's transformers.
struct LlamaConfig {
  index vocab_size = 32000;
  index hidden_size = 4096;
  index intermediate_size = 11008;
  index num_hidden_layers = 32;
  index num_attention_heads = 32;
  index num_key_value_heads = 0;        // 0: each query has keys and values of its own
  index max_position_embeddings = 2048; // the longest sequence
  double rms_norm_eps = 1e-6;
  double rope_theta = 10000;
  bool tie_word_embeddings = false; // the head is the table of embeddings
  bool attention_bias = false;

  friend constexpr bool operator==(const LlamaConfig&, const LlamaConfig&) = default;
};

// With the names and defaults of XLNetConfig in Hugging Face's transformers (Yang et al.: XLNet, NeurIPS 2019).
struct XLNetConfig {
  index vocab_size = 32000;
  index d_model = 1024;
  index n_layer = 24;
  index n_head = 16;
  index d_inner = 4096;
  activation ff_activation = activation::gelu;
  double dropout = 0.1;
  double layer_norm_eps = 1e-12;

  friend constexpr bool operator==(const XLNetConfig&, const XLNetConfig&) = default;
};

// What a cache holds of a model: layers, heads of keys and values and their width; and the longest sequence.
struct cache_extents {
  index layers, heads, width, longest;

  constexpr explicit cache_extents(const GPTConfig& c)
      : layers(c.n_layer), heads(c.n_head), width(c.n_embd / (c.n_head > 0 ? c.n_head : 1)), longest(c.block_size) {}
  constexpr explicit cache_extents(const LlamaConfig& c)
      : layers(c.num_hidden_layers), heads(c.num_key_value_heads > 0 ? c.num_key_value_heads : c.num_attention_heads),
        width(c.hidden_size / (c.num_attention_heads > 0 ? c.num_attention_heads : 1)),
        longest(c.max_position_embeddings) {}
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
  if (!(c.layer_norm_eps >= 0)) return say("GPTConfig: layer_norm_eps is negative");
  return {};
}
constexpr text check_config(const LlamaConfig& c) {
  const auto positive = [](const char* name, index value) {
    return value >= 1 ? text() : say("LlamaConfig: ", name, " is ", value, "; expected at least 1");
  };
  if (const text t = first_fault(positive("vocab_size", c.vocab_size), positive("hidden_size", c.hidden_size),
                                 positive("intermediate_size", c.intermediate_size),
                                 positive("num_hidden_layers", c.num_hidden_layers),
                                 positive("num_attention_heads", c.num_attention_heads),
                                 positive("max_position_embeddings", c.max_position_embeddings));
      !t.empty())
    return t;
  if (c.hidden_size % c.num_attention_heads != 0)
    return say("LlamaConfig: num_attention_heads ", c.num_attention_heads, " does not divide hidden_size ",
               c.hidden_size);
  if (c.hidden_size / c.num_attention_heads % 2 != 0)
    return say("LlamaConfig: heads have the odd width ", c.hidden_size / c.num_attention_heads,
               "; rotary positions turn pairs");
  if (c.num_key_value_heads < 0 || (c.num_key_value_heads > 0 && c.num_attention_heads % c.num_key_value_heads != 0))
    return say("LlamaConfig: num_key_value_heads ", c.num_key_value_heads, " does not divide num_attention_heads ",
               c.num_attention_heads);
  if (!(c.rms_norm_eps >= 0)) return say("LlamaConfig: rms_norm_eps is negative");
  if (!(c.rope_theta > 0 && c.rope_theta < std::numeric_limits<double>::infinity()))
    return say("LlamaConfig: rope_theta is no positive number");
  return {};
}
constexpr text check_config(const XLNetConfig& c) {
  const auto positive = [](const char* name, index value) {
    return value >= 1 ? text() : say("XLNetConfig: ", name, " is ", value, "; expected at least 1");
  };
  if (const text t =
          first_fault(positive("vocab_size", c.vocab_size), positive("d_model", c.d_model),
                      positive("n_layer", c.n_layer), positive("n_head", c.n_head), positive("d_inner", c.d_inner));
      !t.empty())
    return t;
  if (c.d_model % c.n_head != 0) return say("XLNetConfig: n_head ", c.n_head, " does not divide d_model ", c.d_model);
  if (c.d_model % 2 != 0)
    return say("XLNetConfig: d_model is ", c.d_model, ", which is odd; positions are pairs of a sine and a cosine");
  if (!(c.dropout >= 0 && c.dropout <= 1)) return say("XLNetConfig: dropout is not within 0 and 1");
  if (!(c.layer_norm_eps >= 0)) return say("XLNetConfig: layer_norm_eps is negative");
  return {};
}

// what is wrong with input_ids of a shape for a model
constexpr text check_input_ids(const char* model, const ints& ids) {
  if (ids.n != 2) return say(model, ": input_ids have shape ", ids, "; expected (batch, length)");
  return {};
}
// ... of which `field` says how long a sequence may be
constexpr text check_input_ids(const char* model, const ints& ids, const char* field, index longest) {
  if (const text t = check_input_ids(model, ids); !t.empty()) return t;
  if (ids[1] > longest) return say(model, ": sequences of ", ids[1], " exceed ", field, " ", longest);
  return {};
}

} // namespace tenon

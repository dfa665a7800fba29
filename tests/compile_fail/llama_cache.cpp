// SPDX-License-Identifier: BSL-1.0
// expect: Llama: expected input_ids, labels if any, and then tags such as use_cache; or input_ids and a Cache of this model
#include <tenon/models/llama.hpp>

using namespace tenon;

int main() {
  constexpr LlamaConfig tiny{.vocab_size = 5, .hidden_size = 4, .num_hidden_layers = 1, .num_attention_heads = 1};
  const Llama<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
#ifdef CORRECTED
  auto o = [&](auto cache) { return eval(model(ids, cache).logits); }(Cache<tiny, 2>());
#else
  auto o = [&](const auto& cache) { return eval(model(ids, cache).logits); }(Cache<tiny, 2>());
#endif
  (void)o;
}

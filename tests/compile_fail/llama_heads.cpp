// SPDX-License-Identifier: BSL-1.0
// expect: LlamaConfig: num_attention_heads 3 does not divide hidden_size 16
#include <tenon/models/llama.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = Llama<LlamaConfig{.hidden_size = 16, .num_attention_heads = 4}>;
#else
  using Model = Llama<LlamaConfig{.hidden_size = 16, .num_attention_heads = 3}>;
#endif
  return sizeof(Model) == 0;
}

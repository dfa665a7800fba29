// SPDX-License-Identifier: BSL-1.0
// expect: LlamaConfig: heads have the odd width 3; rotary positions turn pairs
#include <tenon/models/llama.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = Llama<LlamaConfig{.hidden_size = 16, .num_attention_heads = 4}>;
#else
  using Model = Llama<LlamaConfig{.hidden_size = 12, .num_attention_heads = 4}>;
#endif
  return sizeof(Model) == 0;
}

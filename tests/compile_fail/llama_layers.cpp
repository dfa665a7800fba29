// SPDX-License-Identifier: BSL-1.0
// expect: LlamaConfig: num_hidden_layers is 0; expected at least 1
#include <tenon/models/llama.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = Llama<LlamaConfig{.num_hidden_layers = 1}>;
#else
  using Model = Llama<LlamaConfig{.num_hidden_layers = 0}>;
#endif
  return sizeof(Model) == 0;
}

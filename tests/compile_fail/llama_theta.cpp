// SPDX-License-Identifier: BSL-1.0
// expect: LlamaConfig: rope_theta is no positive number
#include <tenon/models/llama.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = Llama<LlamaConfig{.rope_theta = 500000}>;
#else
  using Model = Llama<LlamaConfig{.rope_theta = 0}>;
#endif
  return sizeof(Model) == 0;
}

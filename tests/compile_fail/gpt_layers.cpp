// SPDX-License-Identifier: BSL-1.0
// expect: GPTConfig: n_layer is 0; expected at least 1
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = GPT<GPTConfig{.n_layer = 1}>;
#else
  using Model = GPT<GPTConfig{.n_layer = 0}>;
#endif
  return sizeof(Model) == 0;
}

// SPDX-License-Identifier: BSL-1.0
// expect: GPTConfig: vocab_size is 0; expected at least 1
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = GPT<GPTConfig{.vocab_size = 1}>;
#else
  using Model = GPT<GPTConfig{.vocab_size = 0}>;
#endif
  return sizeof(Model) == 0;
}

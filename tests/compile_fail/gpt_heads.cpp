// SPDX-License-Identifier: BSL-1.0
// expect: GPTConfig: n_head 3 does not divide n_embd 16
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = GPT<GPTConfig{.n_head = 4, .n_embd = 16}>;
#else
  using Model = GPT<GPTConfig{.n_head = 3, .n_embd = 16}>;
#endif
  return sizeof(Model) == 0;
}

// SPDX-License-Identifier: BSL-1.0
// expect: GPTConfig: dropout is not within 0 and 1
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = GPT<GPTConfig{.dropout = 0.5}>;
#else
  using Model = GPT<GPTConfig{.dropout = 1.5}>;
#endif
  return sizeof(Model) == 0;
}

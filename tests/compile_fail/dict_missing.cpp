// SPDX-License-Identifier: BSL-1.0
// expect: dict: no key "rate"; keys are "lr", "name"
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  auto d = dict("lr"_k = 1e-3, "name"_k = "gpt");
#ifdef CORRECTED
  d["lr"_k] = 2;
#else
  d["rate"_k] = 2;
#endif
}

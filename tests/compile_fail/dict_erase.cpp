// SPDX-License-Identifier: BSL-1.0
// expect: dict: no key "rate"; keys are "lr", "name"
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  auto d = dict("lr"_k = 1e-3, "name"_k = "gpt");
#ifdef CORRECTED
  auto v = d.erase("lr"_k);
#else
  auto v = d.erase("rate"_k);
#endif
  (void)v;
}

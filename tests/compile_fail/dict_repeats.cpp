// SPDX-License-Identifier: BSL-1.0
// expect: dict: key "lr" repeats
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  auto v = dict("lr"_k = 1, "rate"_k = 2);
#else
  auto v = dict("lr"_k = 1, "lr"_k = 2);
#endif
  (void)v;
}

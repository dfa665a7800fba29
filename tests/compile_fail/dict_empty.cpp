// SPDX-License-Identifier: BSL-1.0
// expect: dict: no key "rate"; there are none
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  auto d = dict();
#ifdef CORRECTED
  auto v = d.size();
#else
  auto v = d["rate"_k];
#endif
  (void)v;
}

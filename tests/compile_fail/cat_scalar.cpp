// SPDX-License-Identifier: BSL-1.0
// expect: cat: a scalar has no dimensions; use stack
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
#ifdef CORRECTED
  auto v = stack(s, s);
#else
  auto v = cat(s, s);
#endif
  (void)v;
}

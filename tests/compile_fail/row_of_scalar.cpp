// SPDX-License-Identifier: BSL-1.0
// expect: []: a scalar has no rows
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
#ifdef CORRECTED
  auto v = s();
#else
  auto v = s[0];
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: size: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
#ifdef CORRECTED
  auto v = s.size();
#else
  auto v = s.size()[0_c];
#endif
  (void)v;
}

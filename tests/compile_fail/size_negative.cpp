// SPDX-License-Identifier: BSL-1.0
// lines: 11
// expect: Size: an extent is not negative
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Tensor<float, 2, 3> v;
#else
  Tensor<float, 2, -3> v;
#endif
  (void)v;
}

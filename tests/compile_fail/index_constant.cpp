// SPDX-License-Identifier: BSL-1.0
// expect: index: 3 is out of range for dimension 1 of shape (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  x(0_c, 2_c) = 1;
#else
  x(0_c, 3_c) = 1;
#endif
}

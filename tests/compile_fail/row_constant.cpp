// SPDX-License-Identifier: BSL-1.0
// expect: index: -1 is out of range for dimension 0 of shape (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  x[1_c] = 1;
#else
  x[-1_c] = 1;
#endif
}

// SPDX-License-Identifier: BSL-1.0
// expect: assign: a number into a tensor of shape (2, 3); use full
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  y = full<float, 2, 3>(1);
#else
  y = 1.0f;
#endif
}

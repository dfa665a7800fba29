// SPDX-License-Identifier: BSL-1.0
// expect: assign: a number into a tensor of shape (3); use full
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  auto t = full<float, 3>(5);
  (void)t;
#else
  Tensor<float, 3> t(5);
  (void)t;
#endif
}

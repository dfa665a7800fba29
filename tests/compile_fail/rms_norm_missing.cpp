// SPDX-License-Identifier: BSL-1.0
// expect: rms_norm: the weight is missing; expected a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 3> v;
#ifdef CORRECTED
  auto r = rms_norm(x, v);
#else
  auto r = rms_norm(x);
#endif
  (void)r;
}

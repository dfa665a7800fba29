// SPDX-License-Identifier: BSL-1.0
// expect: rms_norm: shape (2, 3) does not end in the normalized shape (2)
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2> w;
#ifdef CORRECTED
  auto v = rms_norm(transpose(x, 0_c, 1_c), w);
#else
  auto v = rms_norm(x, w);
#endif
  (void)v;
}

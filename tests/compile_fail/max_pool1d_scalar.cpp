// SPDX-License-Identifier: BSL-1.0
// expect: max_pool1d: shape (); expected (..., L)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> x;
#ifdef CORRECTED
  auto v = max_pool1d<1>(unsqueeze(x, 0_c));
#else
  auto v = max_pool1d<1>(x);
#endif
  (void)v;
}

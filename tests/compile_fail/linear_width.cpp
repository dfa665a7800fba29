// SPDX-License-Identifier: BSL-1.0
// expect: linear: input (2, 3) and weight (5, 4): the last dimension must be 4
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 5, 4> w;
#ifdef CORRECTED
  auto v = linear(y, narrow(w, 1_c, 0_c, 3_c));
#else
  auto v = linear(y, w);
#endif
  (void)v;
}

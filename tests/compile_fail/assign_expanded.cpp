// SPDX-License-Identifier: BSL-1.0
// expect: assign: the elements of this view of shape (2, 3) are the same along dimension 0
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  Tensor<float, 2, 3> v = expand(y[0], 2_c, 3_c);
  v = y;
#else
  auto v = expand(y[0], 2_c, 3_c);
  v = y;
#endif
  (void)v;
}

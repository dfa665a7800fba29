// SPDX-License-Identifier: BSL-1.0
// expect: assign: the elements of this view of shape (3) are constant
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  const Tensor<float, 2, 3> k;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  y[0] = k[0];
#else
  k[0] = y[0];
#endif
}

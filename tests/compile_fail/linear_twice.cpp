// SPDX-License-Identifier: BSL-1.0
// expect: linear: input (5, 7) and weight (4, 6): the last dimension must be 6
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 4, 6> w1;
  Tensor<float, 4> b1;
  Tensor<float, 2, 4> w2;
#ifdef CORRECTED
  Tensor<float, 5, 6> x;
#else
  Tensor<float, 5, 7> x;
#endif
  auto y = linear(relu(linear(x, w1, b1)), w2);
  (void)y;
}

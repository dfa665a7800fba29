// SPDX-License-Identifier: BSL-1.0
// expect: linear: the weight has shape (3); expected (out, in)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = matmul(y, y[0]);
#else
  auto v = linear(y, y[0]);
#endif
  (void)v;
}

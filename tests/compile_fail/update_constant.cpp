// SPDX-License-Identifier: BSL-1.0
// expect: assign: the left operand of shape (2, 3) is constant or not stored; expected a tensor or a view
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  const Tensor<float, 2, 3> k;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = k + y;
#else
  k += y;
#endif
}

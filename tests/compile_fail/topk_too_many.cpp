// SPDX-License-Identifier: BSL-1.0
// expect: topk: 4 elements from dimension 1 of (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = topk(x, 3_c);
#else
  auto v = topk(x, 4_c);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: topk: dimension 2 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = topk(x, 1_c, 1_c);
#else
  auto v = topk(x, 1_c, 2_c);
#endif
  (void)v;
}

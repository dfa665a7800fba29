// SPDX-License-Identifier: BSL-1.0
// expect: topk: the number of elements must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = topk(x, 2_c);
#else
  auto r = topk(x, 2);
#endif
  (void)r;
}

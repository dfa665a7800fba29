// SPDX-License-Identifier: BSL-1.0
// expect: where: expected two tensors or numbers after the condition: where(x > 0, x, 0)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<bool, 2, 3> b;
#ifdef CORRECTED
  auto r = where(b, x, 0);
#else
  auto r = where(b, x);
#endif
  (void)r;
}

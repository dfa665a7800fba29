// SPDX-License-Identifier: BSL-1.0
// expect: clamp: expected two bounds that are numbers or tensors
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = clamp(x, 0, 1);
#else
  auto r = clamp(x);
#endif
  (void)r;
}

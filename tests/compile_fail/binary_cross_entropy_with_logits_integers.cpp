// SPDX-License-Identifier: BSL-1.0
// expect: binary_cross_entropy_with_logits: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = binary_cross_entropy_with_logits(m * 0.5f, m);
#else
  auto v = binary_cross_entropy_with_logits(m, m);
#endif
  (void)v;
}

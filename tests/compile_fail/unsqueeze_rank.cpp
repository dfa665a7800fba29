// SPDX-License-Identifier: BSL-1.0
// expect: unsqueeze: shape (1, 1, 1, 1, 1, 1, 1, 2) has 8 dimensions already
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Tensor<float, 1, 1, 1, 1, 1, 1, 2> q;
  auto v = unsqueeze(q, 0_c);
#else
  Tensor<float, 1, 1, 1, 1, 1, 1, 1, 2> q;
  auto v = unsqueeze(q, 0_c);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: normalize: dimension 1 is out of range for shape (2): expected -1 to 0
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = normalize(u, 0_c);
#else
  auto v = normalize(u);
#endif
  (void)v;
}

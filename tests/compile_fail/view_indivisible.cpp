// SPDX-License-Identifier: BSL-1.0
// expect: view: 24 elements do not divide by 7, so -1 cannot be inferred
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = view(x, -1_c, 6_c);
#else
  auto v = view(x, -1_c, 7_c);
#endif
  (void)v;
}

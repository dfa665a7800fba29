// SPDX-License-Identifier: BSL-1.0
// expect: expand: 1 extent given for shape (2, 3) of rank 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = expand(y, 2_c, 3_c);
#else
  auto v = expand(y, 3_c);
#endif
  (void)v;
}

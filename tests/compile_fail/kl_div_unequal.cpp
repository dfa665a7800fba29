// SPDX-License-Identifier: BSL-1.0
// expect: kl_div: shapes (2, 3) and (3) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 3> z;
#ifdef CORRECTED
  auto v = kl_div(y, y);
#else
  auto v = kl_div(y, z);
#endif
  (void)v;
  (void)z;
}

// SPDX-License-Identifier: BSL-1.0
// expect: norm: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = norm(m * 1.0f, 1_c);
#else
  auto v = norm(m, 1_c);
#endif
  (void)v;
}

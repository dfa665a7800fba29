// SPDX-License-Identifier: BSL-1.0
// expect: view: only one dimension can be inferred, got (-1, -1)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = view(x, -1_c);
#else
  auto v = view(x, -1_c, -1_c);
#endif
  (void)v;
}

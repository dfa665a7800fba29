// SPDX-License-Identifier: BSL-1.0
// expect: amin: nothing to compare in shape (0, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 0, 3> e;
#ifdef CORRECTED
  auto v = sum(e);
#else
  auto v = amin(e);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// lines: 11
// expect: Size: a shape has at most 8 dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Tensor<float, 1, 1, 1, 1, 1, 1, 1, 1> v;
#else
  Tensor<float, 1, 1, 1, 1, 1, 1, 1, 1, 1> v;
#endif
  (void)v;
}

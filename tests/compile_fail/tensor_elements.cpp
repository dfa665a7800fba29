// SPDX-License-Identifier: BSL-1.0
// expect: Tensor: elements are numbers, or of classes that are copied as these are; what an expression computes is eval(x)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Tensor<float, 3> t;
  (void)t;
#else
  Tensor<const float, 3> t;
  (void)t;
#endif
}

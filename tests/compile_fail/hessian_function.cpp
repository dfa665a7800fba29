// SPDX-License-Identifier: BSL-1.0
// expect: hessian: the function does not take elements of type dual; write it for all types: [](const auto& x)
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Tensor<double, 3> x;
#ifdef CORRECTED
  auto h = hessian([](const auto& v) { return sum(square(v)); }, x);
#else
  auto h = hessian([](const Parameter<double, 3>& v) { return sum(square(v)); }, x);
#endif
  (void)h;
}

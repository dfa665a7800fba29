// SPDX-License-Identifier: BSL-1.0
// expect: hessian: the function has shape (3); it must be ()
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Tensor<double, 3> x;
#ifdef CORRECTED
  auto h = hessian([](const auto& v) { return sum(v * v); }, x);
#else
  auto h = hessian([](const auto& v) { return v * v; }, x);
#endif
  (void)h;
}

// SPDX-License-Identifier: BSL-1.0
// expect: hessian: what the function gives depends on no parameter, so the tape has no derivatives
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Tensor<double, 3> x;
#ifdef CORRECTED
  auto h = hessian([](const auto& v) { return sum(v * v); }, x);
#else
  auto h = hessian([](const auto& v) { return sum(detach(v)); }, x);
#endif
  (void)h;
}

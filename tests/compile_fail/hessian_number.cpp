// SPDX-License-Identifier: BSL-1.0
// expect: hessian: the function gives no statement of its argument, so the tape has no derivatives
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 3> x;
#ifdef CORRECTED
  auto h = hessian([](const auto& p) { return sum(square(p)); }, x);
#else
  auto h = hessian([](const auto&) { return 2.0; }, x);
#endif
  (void)h;
}

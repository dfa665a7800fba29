// SPDX-License-Identifier: BSL-1.0
// expect: hessian: the function mixes element types; detach the parameters that it holds
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Tensor<double, 3> x;
  Parameter<double, 3> w;
#ifdef CORRECTED
  auto h = hvp([&](const auto& v) { return sum(v * v * detach(w)); }, x, x);
#else
  auto h = hvp([&](const auto& v) { return sum(v * v * w); }, x, x);
#endif
  (void)h;
}

// SPDX-License-Identifier: BSL-1.0
// expect: zero_grad: only parameters have gradients that add up
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  zero_grad(p);
#else
  zero_grad(p, y);
#endif
}

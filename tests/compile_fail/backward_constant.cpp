// SPDX-License-Identifier: BSL-1.0
// expect: backward: the expression depends on no parameter
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  Parameter<float, 3> x;
#else
  Tensor<float, 3> x;
#endif
  backward(sum(x));
}

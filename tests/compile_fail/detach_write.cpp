// SPDX-License-Identifier: BSL-1.0
// expect: assign: the elements of this view of shape (2, 3) are constant
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 2, 3> w;
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  w.value() = x;
#else
  detach(w) = x;
#endif
}

// SPDX-License-Identifier: BSL-1.0
// expect: backward: shape (3) is no scalar; give the gradient it receives: backward(y, gradient)
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 3> p;
#ifdef CORRECTED
  backward(p * 2, ones<float, 3>());
#else
  backward(p * 2);
#endif
}

// SPDX-License-Identifier: BSL-1.0
// lines: 12
// expect: assign: a number into a tensor of shape (3); use full
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 3> p;
#ifdef CORRECTED
  p = full<float, 3>(0.5f);
#else
  p = 0.5f;
#endif
}

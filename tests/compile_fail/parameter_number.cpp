// SPDX-License-Identifier: BSL-1.0
// lines: 12
// expect: assign: a number into a tensor of shape (3); use full
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Parameter<float, 3> p = full<float, 3>(0.5f);
#else
  Parameter<float, 3> p(0.5f);
#endif
}

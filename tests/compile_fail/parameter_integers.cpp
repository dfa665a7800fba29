// SPDX-License-Identifier: BSL-1.0
// expect: Parameter: the elements are integers; gradients are fractions
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Parameter<float, 3> v;
#else
  Parameter<int, 3> v;
#endif
  (void)v;
}

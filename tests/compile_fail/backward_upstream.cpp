// SPDX-License-Identifier: BSL-1.0
// expect: backward: shapes (2, 3) and (4, 3) differ; they must be equal
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  Tape tape;
  Variable h = p * 2;
  tape.backward(h, narrow(z, 0_c, 0_c, 2_c));
#else
  Tape tape;
  Variable h = p * 2;
  tape.backward(h, z);
#endif
}

// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: targets of the shape of the logits, (2, 3), are probabilities, not integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = cross_entropy(y, m * 1.0f);
#else
  auto v = cross_entropy(y, m);
#endif
  (void)v;
}

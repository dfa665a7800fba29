// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: logits (8, 10) take targets of shape (8) or probabilities of shape (8, 10), got (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 8, 10> l;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = cross_entropy(l, softmax(l, 1_c));
#else
  auto v = cross_entropy(l, y);
#endif
  (void)v;
}

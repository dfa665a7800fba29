// SPDX-License-Identifier: BSL-1.0
// expect: linear_cross_entropy: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> n;
  Tensor<int, 2> k;
  Tensor<float, 5, 3> w;
#ifdef CORRECTED
  auto r = linear_cross_entropy(n * 1.0f, w, k);
#else
  auto r = linear_cross_entropy(n, w, k);
#endif
  (void)r;
}

// SPDX-License-Identifier: BSL-1.0
// expect: softmax: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = softmax(n * 1.0f, 0_c);
#else
  auto v = softmax(n, 0_c);
#endif
  (void)v;
}

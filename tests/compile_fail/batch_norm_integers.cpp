// SPDX-License-Identifier: BSL-1.0
// expect: batch_norm: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> n;
  Tensor<float, 3> v;
#ifdef CORRECTED
  auto r = batch_norm(n * 1.0f, v, v);
#else
  auto r = batch_norm(n, v, v);
#endif
  (void)r;
}

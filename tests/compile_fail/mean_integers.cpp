// SPDX-License-Identifier: BSL-1.0
// expect: mean: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = mean(n * 1.0f);
#else
  auto v = mean(n);
#endif
  (void)v;
}

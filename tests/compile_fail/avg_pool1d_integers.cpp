// SPDX-License-Identifier: BSL-1.0
// expect: avg_pool1d: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> n;
#ifdef CORRECTED
  auto r = avg_pool1d<2>(n * 1.0f);
#else
  auto r = avg_pool1d<2>(n);
#endif
  (void)r;
}

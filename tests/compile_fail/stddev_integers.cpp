// SPDX-License-Identifier: BSL-1.0
// expect: stddev: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = stddev(m * 1.0f);
#else
  auto v = stddev(m);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
  Tensor<std::int64_t, 2> t;
#ifdef CORRECTED
  auto v = cross_entropy(m * 1.0f, t);
#else
  auto v = cross_entropy(m, t);
#endif
  (void)v;
}

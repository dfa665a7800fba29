// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: targets of shape (2) are class numbers, which are integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 2> u;
#ifdef CORRECTED
  Tensor<std::int64_t, 2> numbers = u;
  auto v = cross_entropy(y, numbers);
#else
  auto v = cross_entropy(y, u);
#endif
  (void)v;
}

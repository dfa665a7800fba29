// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: the target must be a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 3> z;
#ifdef CORRECTED
  auto r = cross_entropy(z, tensor(2));
#else
  auto r = cross_entropy(z, 2);
#endif
  (void)r;
}

// SPDX-License-Identifier: BSL-1.0
// expect: Tensor: data are copied by Tensor<float, 2, 3>::from(data)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  const float data[]{1, 2, 3};
#ifdef CORRECTED
  auto t = Tensor<float, 3>::from(data);
  (void)t;
#else
  Tensor<float, 3> t(data);
  (void)t;
#endif
}

// SPDX-License-Identifier: BSL-1.0
// lines: 12
// expect: Tensor: data are copied by Tensor<float, 2, 3>::from(data)
#include <tenon/autograd.hpp>

#include <vector>

using namespace tenon;
using namespace tenon::literals;

int main() {
  const std::vector<float> data(3);
#ifdef CORRECTED
  Parameter<float, 3> p = Tensor<float, 3>::from(data);
#else
  Parameter<float, 3> p(data);
#endif
}

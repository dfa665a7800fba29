// SPDX-License-Identifier: BSL-1.0
// expect: gradcheck: differences need double; expected inputs of type Tensor<double, ...>
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  Tensor<double, 2, 3> d = y;
  auto v = gradcheck([](const auto& q) { return q * 2; }, d);
#else
  auto v = gradcheck([](const auto& q) { return q * 2; }, y);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: gradcheck: the function does not take these inputs and return a tensor
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  Tensor<double, 3> d;
  auto v = gradcheck([](const auto& q) { return select(q, 0_c, 0_c); }, d);
#else
  Tensor<double, 3> d;
  auto v = gradcheck([](const auto& q) { return q.value()(0); }, d);
#endif
  (void)v;
}

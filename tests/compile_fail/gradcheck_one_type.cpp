// SPDX-License-Identifier: BSL-1.0
// expect: gradcheck: the function takes one type only; write it for all: [](const auto& x)
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  const Tensor<double, 3> x;
#ifdef CORRECTED
  auto r = gradcheck([](const auto& p) { return sum(p * p); }, x);
  (void)r;
#else
  auto r = gradcheck([](const Tensor<double, 3>& p) { return sum(p * p); }, x);
  (void)r;
#endif
}

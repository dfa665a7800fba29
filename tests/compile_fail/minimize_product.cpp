// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the product with the Hessian is not a function of x and a vector
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  auto f = [](const auto& p) { return sum(p * p); };
#ifdef CORRECTED
  minimize(objective{f, taped{}, hessp{[](const auto&, const auto& v) { return v * 2; }}}, x);
#else
  minimize(objective{f, taped{}, hessp{[](const auto&) { return 2; }}}, x);
#endif
}

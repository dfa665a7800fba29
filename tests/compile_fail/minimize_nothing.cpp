// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the function gives neither a number nor a tensor
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
#ifdef CORRECTED
  minimize([](const auto& p) { return sum(p * p); }, x);
#else
  minimize([](const auto& p) { sum(p * p); }, x);
#endif
}

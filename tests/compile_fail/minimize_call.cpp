// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the function cannot be called with a Tensor of shape (2)
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
#ifdef CORRECTED
  minimize([](const Tensor<double, 2>& p) { return p(0) * p(0); }, x);
#else
  minimize([](double p) { return p * p; }, x);
#endif
}

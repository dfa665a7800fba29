// SPDX-License-Identifier: BSL-1.0
// expect: least_squares: the residuals cannot be called with a Tensor of shape (2)
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
#ifdef CORRECTED
  least_squares([](const Tensor<double, 2>& p) { return p * p; }, x);
#else
  least_squares([](double p) { return p * p; }, x);
#endif
}

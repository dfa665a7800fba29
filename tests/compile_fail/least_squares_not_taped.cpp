// SPDX-License-Identifier: BSL-1.0
// expect: least_squares: what the residuals give of a Parameter does not depend on it, so the tape has no gradient
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
#ifdef CORRECTED
  least_squares(residuals{[](const auto& p) { return p * p; }, taped{}}, x);
#else
  least_squares(residuals{[](const Tensor<double, 2>& p) { return p * 2; }, taped{}}, x);
#endif
}

// SPDX-License-Identifier: BSL-1.0
// expect: LBFGS: the closure gives no loss; expected a number or a statement
#include <tenon/optim/lbfgs.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  Parameter<double, 2> w = x;
  LBFGS optimizer{parameters(w)};
#ifdef CORRECTED
  optimizer.step([&] { return sum(w * w); });
#else
  optimizer.step([&] { sum(w * w); });
#endif
}

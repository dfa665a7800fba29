// SPDX-License-Identifier: BSL-1.0
// expect: minimize: for a Hessian from the tape the function takes the parameters as arguments, none of them a module
#include <tenon/optim.hpp>

using namespace tenon;

int main() {
  Parameter<double, 2> w;
  Parameter<double> b;
#ifdef CORRECTED
  auto f = [](const auto& weight, const auto& bias) { return sum(square(weight)) + square(bias); };
#else
  auto f = [&] { return sum(square(w)) + square(b); };
#endif
  auto r = minimize(objective{f, taped{}, hessp{taped{}}}, parameters(w, b), {.method = Method::newton_cg});
  (void)r;
}

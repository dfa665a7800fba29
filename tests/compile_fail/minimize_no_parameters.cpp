// SPDX-License-Identifier: BSL-1.0
// expect: minimize: there are no parameters
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  Parameter<double, 2> w = x;
#ifdef CORRECTED
  minimize([&] { return sum(w * w); }, parameters(w));
#else
  minimize([&] { return sum(w * w); }, parameters());
#endif
}

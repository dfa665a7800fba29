// SPDX-License-Identifier: BSL-1.0
// expect: minimize: with paired{} the function must return the pair of its value and its gradient
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
#ifdef CORRECTED
  minimize(objective{[](const auto& p) { return std::pair(p(0) * p(0), p * tensor({2., 0.})); }, paired{}}, x);
#else
  minimize(objective{[](const auto& p) { return p(0) * p(0); }, paired{}}, x);
#endif
}

// SPDX-License-Identifier: BSL-1.0
// expect: state_dict: no key "wight"; keys are "weight", "bias"
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  LayerNorm<4> norm;
#ifdef CORRECTED
  state_dict(norm)["weight"_k](0) = 2;
#else
  state_dict(norm)["wight"_k](0) = 2;
#endif
}

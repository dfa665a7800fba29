// SPDX-License-Identifier: BSL-1.0
// expect: load_state_dict: expected nothing or not_strict behind the state
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  LayerNorm<4> norm, other;
#ifdef CORRECTED
  load_state_dict(norm, state_dict(other), not_strict);
#else
  load_state_dict(norm, state_dict(other), false);
#endif
}

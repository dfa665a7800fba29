// SPDX-License-Identifier: BSL-1.0
// expect: load_state_dict: expected a state_dict or a dict of tensors; load(model, path) reads a file
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  LayerNorm<4> norm, other;
#ifdef CORRECTED
  load_state_dict(norm, state_dict(other));
#else
  load_state_dict(norm, "norm.safetensors");
#endif
}

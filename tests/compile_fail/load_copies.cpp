// SPDX-License-Identifier: BSL-1.0
// expect: load: the dict holds a copy, which ends with it; give std::ref of what is to be loaded
#include <tenon/io/checkpoint.hpp>
#include <tenon/nn.hpp>

#include <functional>

using namespace tenon;
using namespace tenon::literals;

int main() {
  LayerNorm<4> norm;
#ifdef CORRECTED
  load(dict("norm"_k = std::ref(norm)), "run.safetensors");
#else
  load(dict("norm"_k = norm), "run.safetensors");
#endif
}

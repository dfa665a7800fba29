// SPDX-License-Identifier: BSL-1.0
// expect: group: expected a predicate: [](const std::string& name, const auto& parameter) {...}
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  LayerNorm<4> norm;
  AdamW optimizer{parameters(norm)};
#ifdef CORRECTED
  optimizer.group([](const std::string& name, const auto&) { return name == "bias"; }, {.weight_decay = 0});
#else
  optimizer.group("bias", {.weight_decay = 0});
#endif
}

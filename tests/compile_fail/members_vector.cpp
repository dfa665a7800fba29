// SPDX-License-Identifier: BSL-1.0
// expect: TENON_MEMBERS: layers keeps modules or parameters where none are looked for; use std::array, ModuleList or Sequential
#include <tenon/nn/module.hpp>

using namespace tenon;
using namespace tenon::literals;

#include <vector>

struct Model : Module {
#ifdef CORRECTED
  std::array<Parameter<float, 2>, 3> layers;
#else
  std::vector<Parameter<float, 2>> layers;
#endif
  TENON_MEMBERS(Model, layers)
};

int main() { Model().eval(); }

// SPDX-License-Identifier: BSL-1.0
// expect: TENON_MEMBERS: part is a module that does not name its members with TENON_MEMBERS
#include <tenon/nn/module.hpp>

using namespace tenon;

struct Named : Module {
  Parameter<float, 2> weight;
  TENON_MEMBERS(Named, weight)
};
struct Unnamed : Module {
  Parameter<float, 2> weight;
};
struct Model : Module {
#ifdef CORRECTED
  Named part;
#else
  Unnamed part;
#endif
  TENON_MEMBERS(Model, part)
};

int main() { Model().eval(); }

// SPDX-License-Identifier: BSL-1.0
// expect: TENON_MEMBERS: a class derived from a module names all members itself, those of its base as well
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

struct Base : Module {
  Linear<2, 2> first;
  TENON_MEMBERS(Base, first)
};
struct Model : Base {
  Linear<2, 2> second;
#ifdef CORRECTED
  TENON_MEMBERS(Model, first, second)
#else
#endif
};

int main() {
  Model model;
  (void)parameters(model);
}

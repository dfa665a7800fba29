// SPDX-License-Identifier: BSL-1.0
// expect: parameters: expected modules, which derive from Module and name their members in TENON_MEMBERS, or parameters
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

struct Net : Module {
  Linear<3, 2> fc;
#ifdef CORRECTED
  TENON_MEMBERS(Net, fc)
#endif
};

int main() {
  Net net;
#ifdef CORRECTED
  SGD optimizer{parameters(net)};
#else
  auto list = parameters(net);
  (void)list;
#endif
}

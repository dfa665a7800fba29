// SPDX-License-Identifier: BSL-1.0
// expect: linspace: the type and how many are template arguments, both ends are numbers: linspace<float, 5>(0.0f, 1.0f)
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = linspace<float, 5>(0.0f, 1.0f);
#else
  auto y = linspace(0.0f, 1.0f, 5);
#endif
  (void)y;
}

// SPDX-License-Identifier: BSL-1.0
// expect: zeros: the type and the shape are template arguments: zeros<float, 2, 3>()
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = zeros<float, 2, 3>();
#else
  auto y = zeros<2, 3>();
#endif
  (void)y;
}

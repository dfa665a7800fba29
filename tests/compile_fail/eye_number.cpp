// SPDX-License-Identifier: BSL-1.0
// expect: eye: the type and the extents are template arguments: eye<float, 3>()
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = eye<float, 3>();
#else
  auto y = eye(3);
#endif
  (void)y;
}

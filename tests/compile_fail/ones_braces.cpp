// SPDX-License-Identifier: BSL-1.0
// expect: ones: the type and the shape are template arguments: ones<float, 2, 3>()
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = ones<float, 2, 3>();
#else
  auto y = ones({2, 3});
#endif
  (void)y;
}

// SPDX-License-Identifier: BSL-1.0
// expect: full: the type and the shape are template arguments, the value is a number: full<float, 2, 3>(0.5f)
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = full<float, 2, 3>(0.5f);
#else
  auto y = full(2, 3, 0.5f);
#endif
  (void)y;
}

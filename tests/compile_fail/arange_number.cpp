// SPDX-License-Identifier: BSL-1.0
// expect: arange: the type and how many are template arguments, start and step are numbers: arange<float, 5>(0.0f, 0.5f)
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = arange<int, 5>();
#else
  auto y = arange(5);
#endif
  (void)y;
}

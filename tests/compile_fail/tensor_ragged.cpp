// SPDX-License-Identifier: BSL-1.0
// expect: tensor: rows of different lengths, numbers of different types, or more than 4 levels of braces
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = tensor({{1, 2}, {3, 0}});
#else
  auto y = tensor({{1, 2}, {3}});
#endif
  (void)y;
}

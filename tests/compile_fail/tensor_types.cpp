// SPDX-License-Identifier: BSL-1.0
// expect: tensor: rows of different lengths, numbers of different types, or more than 4 levels of braces
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = tensor({1.0f, 2.5f});
#else
  auto y = tensor({1, 2.5f});
#endif
  (void)y;
}

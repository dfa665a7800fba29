// SPDX-License-Identifier: BSL-1.0
// expect: dict: a value has no operator<<, so that the dict cannot be printed
#include <tenon/nn.hpp>

#include <iostream>

using namespace tenon;
using namespace tenon::literals;

struct Plain {};

int main() {
#ifdef CORRECTED
  std::cout << dict("width"_k = 3);
#else
  std::cout << dict("width"_k = Plain());
#endif
}

// SPDX-License-Identifier: BSL-1.0
// expect: rand, randn: the elements are integers; use randint
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Generator g;
#ifdef CORRECTED
  Tensor<int, 3> v = randint(g, 0, 10);
#else
  Tensor<int, 3> v = rand(g);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: the pattern is a template argument: rearrange<"a b -> b a">(x)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = rearrange<"a b -> b a">(x);
#else
  auto r = rearrange(x, "a b -> b a");
#endif
  (void)r;
}

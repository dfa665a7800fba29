// SPDX-License-Identifier: BSL-1.0
// expect: layer_norm: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = layer_norm(m * 1.0f);
#else
  auto v = layer_norm(m);
#endif
  (void)v;
}

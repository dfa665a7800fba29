// SPDX-License-Identifier: BSL-1.0
// expect: mse_loss: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = mse_loss(m, m * 0.5f);
#else
  auto v = mse_loss(m, m);
#endif
  (void)v;
}

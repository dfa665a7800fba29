// SPDX-License-Identifier: BSL-1.0
// expect: margin_ranking_loss: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> n;
#ifdef CORRECTED
  auto r = margin_ranking_loss(n * 1.0f, n, n);
#else
  auto r = margin_ranking_loss(n, n, n);
#endif
  (void)r;
}

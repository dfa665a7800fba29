// SPDX-License-Identifier: BSL-1.0
// expect: log_softmax: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto v = log_softmax(m * 1.0f, 1_c);
#else
  auto v = log_softmax(m, 1_c);
#endif
  (void)v;
}

// SPDX-License-Identifier: BSL-1.0
// expect: dropout: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> n;
  Generator generator{1};
#ifdef CORRECTED
  auto r = dropout(n * 1.0f, 0.5, generator);
#else
  auto r = dropout(n, 0.5, generator);
#endif
  (void)r;
}

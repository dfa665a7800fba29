// SPDX-License-Identifier: BSL-1.0
// expect: dropout: expected a probability and a generator: dropout(x, 0.5, generator)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Generator generator{1};
#ifdef CORRECTED
  auto r = dropout(x, 0.5, generator);
#else
  auto r = dropout(x, 0.5);
#endif
  (void)r;
}

// SPDX-License-Identifier: BSL-1.0
// expect: sort: expected sort_options such as {.descending = true}
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = sort(x, 1_c, {.descending = true});
#else
  auto r = sort(x, 1_c, true);
#endif
  (void)r;
}

// SPDX-License-Identifier: BSL-1.0
// expect: one_hot: ids of 8 dimensions leave none for the classes
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 1, 1, 1, 1, 1, 1, 2, 2> ids;
#ifdef CORRECTED
  auto v = one_hot(squeeze(ids), 3_c);
#else
  auto v = one_hot(ids, 3_c);
#endif
  (void)v;
}

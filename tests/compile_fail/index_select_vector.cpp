// SPDX-License-Identifier: BSL-1.0
// expect: index_select: the index must be a tensor
#include <tenon/tenon.hpp>

#include <vector>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  std::vector<int> rows{0, 1};
#ifdef CORRECTED
  auto r = index_select(x, 0_c, Tensor<int, 2>::from(rows));
#else
  auto r = index_select(x, 0_c, rows);
#endif
  (void)r;
}

// SPDX-License-Identifier: BSL-1.0
// expect: tensor: expected a number or braces: tensor({{1, 2}, {3, 4}}); other data: Tensor<int, 2, 2>::from(data)
#include <tenon/tenon.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  auto y = tensor({1, 2, 3});
#else
  auto y = tensor(1, 2, 3);
#endif
  (void)y;
}

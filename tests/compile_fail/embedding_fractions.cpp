// SPDX-License-Identifier: BSL-1.0
// expect: embedding: the ids are fractions; expected integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = embedding(where(y > 0, 1, 0), z);
#else
  auto v = embedding(y, z);
#endif
  (void)v;
}

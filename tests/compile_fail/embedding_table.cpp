// SPDX-License-Identifier: BSL-1.0
// expect: embedding: the weight has shape (2, 3, 4); expected (entries, width)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<std::int64_t, 7> t;
#ifdef CORRECTED
  auto v = embedding(t, x[0]);
#else
  auto v = embedding(t, x);
#endif
  (void)v;
}

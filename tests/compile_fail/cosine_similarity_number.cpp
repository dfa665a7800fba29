// SPDX-License-Identifier: BSL-1.0
// expect: cosine_similarity: the dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = cosine_similarity(u, u, 0_c);
#else
  auto v = cosine_similarity(u, u, 0);
#endif
  (void)v;
}

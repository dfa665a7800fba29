// SPDX-License-Identifier: BSL-1.0
// expect: embedding: expected embedding_options such as {.padding_idx = 0}
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2> k;
  Tensor<float, 5, 3> w;
#ifdef CORRECTED
  auto r = embedding(k, w, {.padding_idx = 0});
#else
  auto r = embedding(k, w, 0);
#endif
  (void)r;
}

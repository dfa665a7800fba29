// SPDX-License-Identifier: BSL-1.0
// expect: embedding: ids of 8 dimensions leave none for the width
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 1, 1, 1, 1, 1, 1, 2, 2> ids;
  Tensor<float, 5, 4> weight;
#ifdef CORRECTED
  auto v = embedding(squeeze(ids), weight);
#else
  auto v = embedding(ids, weight);
#endif
  (void)v;
}

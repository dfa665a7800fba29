// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: the logits are a scalar; expected (C), (N, C) or (N, C, d...)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
  Tensor<std::int64_t, 2> t;
#ifdef CORRECTED
  Tensor<float, 2, 3> logits;
  auto v = cross_entropy(logits, t);
#else
  auto v = cross_entropy(s, t);
#endif
  (void)v;
}

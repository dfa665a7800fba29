// SPDX-License-Identifier: BSL-1.0
// expect: XLNetConfig: d_model is 7, which is odd; positions are pairs of a sine and a cosine
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = XLNet<XLNetConfig{.d_model = 8, .n_head = 1}>;
#else
  using Model = XLNet<XLNetConfig{.d_model = 7, .n_head = 1}>;
#endif
  return sizeof(Model) == 0;
}

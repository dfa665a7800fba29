// SPDX-License-Identifier: BSL-1.0
// expect: XLNetConfig: n_head 5 does not divide d_model 768
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = XLNet<XLNetConfig{.d_model = 768, .n_head = 12}>;
#else
  using Model = XLNet<XLNetConfig{.d_model = 768, .n_head = 5}>;
#endif
  return sizeof(Model) == 0;
}

// SPDX-License-Identifier: BSL-1.0
// expect: XLNetConfig: n_layer is 0; expected at least 1
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = XLNet<XLNetConfig{.n_layer = 12}>;
#else
  using Model = XLNet<XLNetConfig{.n_layer = 0}>;
#endif
  return sizeof(Model) == 0;
}

// SPDX-License-Identifier: BSL-1.0
// expect: XLNetConfig: layer_norm_eps is negative
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = XLNet<XLNetConfig{.layer_norm_eps = 1e-12}>;
#else
  using Model = XLNet<XLNetConfig{.layer_norm_eps = -1e-12}>;
#endif
  return sizeof(Model) == 0;
}

// SPDX-License-Identifier: BSL-1.0
// expect: XLNetConfig: dropout is not within 0 and 1
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
#ifdef CORRECTED
  using Model = XLNet<XLNetConfig{.dropout = 0.1}>;
#else
  using Model = XLNet<XLNetConfig{.dropout = 10}>;
#endif
  return sizeof(Model) == 0;
}

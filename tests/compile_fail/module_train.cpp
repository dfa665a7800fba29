// SPDX-License-Identifier: BSL-1.0
// expect: train: expected true or false
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Dropout drop(0.5);
#ifdef CORRECTED
  drop.train(false);
#else
  drop.train("false");
#endif
}

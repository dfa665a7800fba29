// SPDX-License-Identifier: BSL-1.0
// expect: ModuleList: no module 2; there are 2, from 0
#include <tenon/nn/activation.hpp>
#include <tenon/nn/container.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  ModuleList<ReLU, Tanh> list;
#ifdef CORRECTED
  list[1_c].eval();
#else
  list[2_c].eval();
#endif
}

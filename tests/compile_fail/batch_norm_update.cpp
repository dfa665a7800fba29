// SPDX-License-Identifier: BSL-1.0
// expect: batch_norm: input (4, 3) has 3 channels, got a vector of shape (4)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 4, 3> x;
  Tensor<float, 3> mean, var;
  Tensor<float, 4> wrong;
#ifdef CORRECTED
  update_running_statistics(x, mean, var, 0.1);
#else
  update_running_statistics(x, mean, wrong, 0.1);
#endif
}

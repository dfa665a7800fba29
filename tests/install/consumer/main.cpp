// SPDX-License-Identifier: BSL-1.0
#include <tenon/tenon.hpp>

int main() {
  using namespace tenon;
  using namespace tenon::literals;
  const Tensor<float, 2, 2> x = tensor({{1.f, 2.f}, {3.f, 4.f}});
  const Tensor<float, 2, 2> y = softmax(x * x, 1_c);
  return y(1, 1) > 0.99f ? 0 : 1;
}

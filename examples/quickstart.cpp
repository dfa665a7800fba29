// SPDX-License-Identifier: BSL-1.0
// The language in one page: shapes in types, fused expressions, gradients.
#include <tenon/autograd.hpp>
#include <tenon/tensor/print.hpp>

#include <iostream>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Generator generator{1};
  Tensor<float, 2, 3> y = randn(generator);
  Tensor<float, 2, 3> w = rand(generator);
  Tensor<float, 3> bias = full<float, 3>(0.5f);

  auto e = softmax(y * w + bias, -1_c); // lazy: nothing has been computed yet
  static_assert(plan<decltype(e)>::temporaries == 0);
  std::cout << explain(e) << '\n' << eval(e) << "\n\n";

  const float m = mean(square(e - y)); // rank 0 is a number
  std::cout << "mean square " << m << ", mean over rows " << mean(y, 0_c) << "\n\n";

  Tensor<float, 2, 3, 4> x = randn(generator);
  auto [left, right] = split(x, 2_c, 2_c); // views: no copy
  right = left * 2;
  std::cout << view(x, 6_c, -1_c).size() << ' ' << permute(x, 2_c, 0_c, 1_c).size() << "\n\n";

  // one step of gradient descent
  Parameter<float, 4, 3> weight = randn(generator) * 0.1f;
  const auto target = tensor({std::int64_t(0), std::int64_t(2), std::int64_t(1)});
  for (int step = 0; step < 3; ++step) {
    Tape tape;
    Variable logits = matmul(x[0], weight);
    Variable loss = cross_entropy(logits, target);
    tape.backward(loss);
    std::cout << "loss " << float(loss) << '\n';
    weight.value() -= weight.grad() * 0.5f;
    weight.zero_grad();
  }
}

// SPDX-License-Identifier: BSL-1.0
// Ridge regression by gradient descent beside its closed form, w = (X^T X / n + lambda I)^-1 X^T y / n. The program
// fails unless both agree to nine digits.
#include <tenon/linalg/cholesky.hpp>
#include <tenon/optim.hpp>
#include <tenon/tensor/print.hpp>

#include <iostream>

using namespace tenon;
using namespace tenon::literals;

int main() {
  constexpr tenon::index samples = 200, features = 5;
  constexpr double lambda = 0.1;
  Generator generator{2};
  const Tensor<double, samples, features> x = randn(generator);
  const Tensor<double, samples> noise = randn(generator);
  const auto truth = tensor({1.0, -2.0, 0.5, 3.0, 0.0});
  const Tensor<double, samples> y = matmul(x, truth) + noise * 0.1;

  // half the mean square, and half lambda |w|^2 as the optimiser's weight decay
  Parameter<double, features> w;
  SGD optimizer{parameters(w), {.lr = 0.1, .momentum = 0.9, .weight_decay = lambda}};
  for (int step = 0; step < 500; ++step) {
    optimizer.zero_grad();
    backward(mean(square(matmul(x, w) - y)) / 2); // one statement: no tape is needed
    optimizer.step();
  }

  const auto turned = transpose(x, 0_c, 1_c);
  const Tensor<double, features, features> a = matmul(turned, x) / double(samples) + eye<double, features>() * lambda;
  const Tensor<double, features> b = matmul(turned, y) / double(samples);
  const Tensor<double, features> exact = linalg::cholesky_solve(linalg::cholesky(a), b);
  const double difference = amax(abs(w - exact));
  std::cout << "descent     " << w.value() << "\nclosed form " << exact << "\nlargest difference " << difference
            << '\n';
  return difference <= 1e-9 ? 0 : 1;
}

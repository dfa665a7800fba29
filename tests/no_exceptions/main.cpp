// SPDX-License-Identifier: BSL-1.0
// Compiled with -fno-exceptions -fno-rtti: everything works, and what would be thrown is the last word.
#include <tenon/autograd.hpp>
#include <tenon/optim.hpp>

#include <cstdio>

using namespace tenon;
using namespace tenon::literals;

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is to be compiled without exceptions and without types at run time"
#endif

int main() {
  Generator generator(1);
  const Tensor<float, 8, 5> x = randn(generator);
  Tensor<std::int64_t, 8> target = randint(generator, 0, 3);
  Parameter<float, 5, 3> w = randn(generator);
  float before = cross_entropy(matmul(x, w), target);
  for (int step = 0; step < 50; ++step) {
    zero_grad(w);
    Tape tape;
    Variable loss = cross_entropy(matmul(x, w), target);
    tape.backward(loss);
    w.value() -= w.grad() * 0.5f;
  }
  backward(cross_entropy(matmul(x, w), target));
  const float after = cross_entropy(matmul(x, w), target);
  std::printf("%s\n", after < before ? "learned" : "did not learn");
  std::fflush(stdout);
  target(2) = 3;
  const float wrong = cross_entropy(matmul(x, w), target);
  std::printf("not reached: %f\n", double(wrong));
}

// SPDX-License-Identifier: BSL-1.0
// usage: no_exceptions CHECK
// Compiled with -fno-exceptions -fno-rtti: everything works, and what would be thrown is the last word.
#include <tenon/autograd.hpp>
#include <tenon/optim.hpp>

#include <cstdio>
#include <memory>
#include <string_view>

using namespace tenon;
using namespace tenon::literals;

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is to be compiled without exceptions and without types at run time"
#endif

namespace {
void learn() {
  Generator generator(1);
  const Tensor<float, 8, 5> x = randn(generator);
  const Tensor<std::int64_t, 8> target = randint(generator, 0, 3);
  Parameter<float, 5, 3> w = randn(generator);
  const float before = cross_entropy(matmul(x, w), target);
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
}

float read(const auto& x) { return static_cast<float>(sum(x * 1.0f)); }

float fail_in(std::string_view check) {
  Generator generator(1);
  Tensor<float, 2, 3> x = randn(generator);
  Tensor<std::int64_t, 2> numbers = tensor<std::int64_t>({0, 3});
  Parameter<float, 3> p = randn(generator);
  if (check == "at") return x.at(2, 0);
  if (check == "from") return read(Tensor<float, 2, 3>::from(std::span<const float>(x.data(), 5)));
  if (check == "target") return cross_entropy(x, numbers);
  if (check == "ids") return read(embedding(numbers, x));
  if (check == "classes") return read(one_hot(numbers, 3_c));
  if (check == "probability") return binary_cross_entropy(x - 9, x * 0);
  if (check == "divisor") return read(numbers % (numbers - numbers));
  if (check == "delta") return huber_loss(x, x, -1.0);
  if (check == "randint") return read(Tensor<int, 2>(randint(generator, 3, 3)));
  if (check == "order") {
    auto outer = std::make_unique<Tape>();
    Tape inner;
    outer.reset();
  }
  Tape tape;
  Variable loss = sum(square(p));
  if (check == "write") p.value()(0) = 1;
  else tape.backward(loss);
  tape.backward(loss);
  return p.grad()(0);
}
} // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  learn();
  std::printf("not reached: %f\n", double(fail_in(arguments[1])));
}

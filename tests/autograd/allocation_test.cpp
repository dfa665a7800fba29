// SPDX-License-Identifier: BSL-1.0
// A training step that repeats the one before allocates nothing.
#include "allocations.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("the second step allocates nothing") {
  Generator generator(3);
  static const Tensor<float, 32, 40> x = randn(generator);
  static Tensor<std::int64_t, 32> target;
  for (int i = 0; i < 32; ++i) target(i) = i % 7;
  static Parameter<float, 40, 64> w1 = randn(generator) * 0.1;
  static Parameter<float, 64, 7> w2 = randn(generator) * 0.1;
  static Parameter<float, 64> b1;
  AdamW optimizer{parameters(w1, w2, b1), {.lr = 1e-2}};
  float first = 0, last = 0;
  long before = 0;
  for (int step = 0; step < 60; ++step) {
    if (step == 1) before = allocations;
    Tape tape;
    Variable h = gelu(matmul(x, w1) + b1);
    Variable loss = cross_entropy(matmul(h, w2), target);
    tape.backward(loss);
    optimizer.step();
    optimizer.zero_grad();
    last = float(loss);
    if (step == 0) first = last;
  }
  CHECK(allocations == before);
  CHECK(last < 0.2f * first);
}

TEST_CASE("linear_cross_entropy holds the logits of few rows, forward and backward") {
  constexpr index rows = 2048, classes = 16384, features = 16;
  Generator generator(5);
  static Parameter<float, rows, features> x = randn(generator);
  static Parameter<float, classes, features> weight = randn(generator) * 0.1;
  static Tensor<int, rows> target;
  for (index i = 0; i < rows; ++i) target(i) = static_cast<int>(i * 7919 % classes);
  const long before = allocated_bytes;
  {
    Tape tape;
    const Variable loss = linear_cross_entropy(x, weight, target);
    tape.backward(loss);
  }
  CHECK(allocated_bytes - before < rows * classes * 4 / 5);
  CHECK(float(amax(tenon::abs(weight.grad()))) > 0);
}

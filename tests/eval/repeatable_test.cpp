// SPDX-License-Identifier: BSL-1.0
// The same bits for any number of threads, and in every run with one seed: random numbers, masks, reductions,
// gradients, training steps.
#include "threads.hpp"

#include <tenon/autograd.hpp>
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::differences;
using tenon::test::differing;

TEST_CASE("random numbers and masks") {
  using matrix = Tensor<float, 1200, 900>;
  const auto from_seed = [](auto draw) {
    return [draw](auto& y) {
      Generator generator(7);
      y = draw(generator);
    };
  };
  CHECK(differences<matrix>(from_seed([](auto& g) { return rand(g); })) == 0);
  CHECK(differences<matrix>(from_seed([](auto& g) { return randn(g) * 0.5; })) == 0);
  CHECK(differences<Tensor<int, 1200, 900>>(from_seed([](auto& g) { return randint(g, -5, 100); })) == 0);
  static matrix x;
  Generator generator(3);
  x = randn(generator);
  // as dropout does
  const auto masked = [](auto& y) {
    Generator g(9);
    static Tensor<bool, 1200, 900> keep;
    keep = bernoulli(g, 0.7);
    y = where(keep, x / 0.7f, 0.0f);
  };
  CHECK(differences<matrix>(masked) == 0);
  static matrix first, second;
  masked(first);
  masked(second);
  CHECK(differing(first, second) == 0);
  const float kept = mean(where(first == 0.0f, 0.0f, 1.0f));
  CHECK(kept == Approx(0.7f).epsilon(0.01));
}

TEST_CASE("reductions") {
  using matrix = Tensor<float, 1501, 1003>;
  static matrix x;
  Generator generator(5);
  x = randn(generator);
  CHECK(differences<Tensor<float>>([](auto& y) { y = sum(exp(tanh(x) * 0.5f)); }) == 0);
  CHECK(differences<Tensor<float, 1003>>([](auto& y) { y = mean(exp(tanh(x) * 0.5f), 0_c); }) == 0);
  CHECK(differences<Tensor<float, 1501>>([](auto& y) { y = logsumexp(x, 1_c); }) == 0);
  CHECK(differences<Tensor<float, 1501>>([](auto& y) { y = var(x, 1_c); }) == 0);
  CHECK(differences<Tensor<float>>([](auto& y) { y = stddev(x); }) == 0);
  CHECK(differences<Tensor<std::int64_t, 1501>>([](auto& y) { y = argmax(x, 1_c); }) == 0);
  CHECK(differences<matrix>([](auto& y) { y = cumsum(x, 1_c); }) == 0);
  CHECK(differences<Tensor<float, 300, 300>>(
            [](auto& y) { y = cdist(narrow(x, 0_c, 0_c, 300_c), narrow(x, 0_c, 300_c, 300_c)); }) == 0);
  CHECK(differences<Tensor<float, 1, 4, 256, 64>>([](auto& y) {
          const TensorView<const float, 1, 4, 256, 64> q(x.data()), k(x.data() + 100'000), v(x.data() + 200'000);
          y = scaled_dot_product_attention(q, k, v, causal);
        }) == 0);
}

namespace {
struct network {
  Parameter<float, 200, 300> w1;
  Parameter<float, 300> b1;
  Parameter<float, 300, 50> w2;
  auto logits(const auto& x) const { return matmul(gelu(matmul(x, w1) + b1), w2); }
};
// All weights after some steps from a seed: random batches, a mask, a tape, AdamW.
void train(Tensor<float, 200 * 300 + 300 + 300 * 50>& weights) {
  Generator generator(11);
  network n;
  n.w1 = randn(generator) * 0.1;
  n.w2 = randn(generator) * 0.1;
  AdamW optimizer(parameters(n.w1, n.b1, n.w2), {.lr = 1e-2});
  for (int step = 0; step < 3; ++step) {
    const Tensor<float, 256, 200> x = randn(generator);
    const Tensor<bool, 256, 200> keep = bernoulli(generator, 0.9);
    const Tensor<std::int64_t, 256> target = randint(generator, 0, 50);
    optimizer.zero_grad();
    Tape tape;
    Variable loss = cross_entropy(n.logits(where(keep, x, 0.0f)), target, {.label_smoothing = 0.1});
    tape.backward(loss);
    optimizer.step();
  }
  narrow(weights, 0_c, 0_c, 60000_c) = flatten(n.w1.value());
  narrow(weights, 0_c, 60000_c, 300_c) = n.b1.value();
  narrow(weights, 0_c, 60300_c, 15000_c) = flatten(n.w2.value());
}
} // namespace

TEST_CASE("training steps") {
  using weights = Tensor<float, 200 * 300 + 300 + 300 * 50>;
  CHECK(differences<weights>([](auto& w) { train(w); }) == 0);
  static weights first, second;
  train(first);
  train(second);
  CHECK(differing(first, second) == 0);
  CHECK(float(amax(tenon::abs(narrow(first, 0_c, 60000_c, 300_c)))) > 0.01f); // the biases have moved
}

TEST_CASE("gradients without a tape") {
  static Tensor<float, 300, 200> x;
  Generator generator(13);
  x = randn(generator);
  CHECK(differences<Tensor<float, 200, 300>>([](auto& gradient) {
          network n;
          Generator g(17);
          n.w1 = randn(g) * 0.1;
          n.w2 = randn(g) * 0.1;
          backward(sum(square(log_softmax(n.logits(x), 1_c))));
          gradient = n.w1.grad();
        }) == 0);
}

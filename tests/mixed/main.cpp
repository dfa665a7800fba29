// SPDX-License-Identifier: BSL-1.0
// Tensors go back and forth between sources that are compiled for different instruction sets; each side's results are
// compared with loops in double.
#include "side.hpp"

#include <cmath>
#include <cstdio>

namespace {
int failures = 0;
void expect(const char* what, const char* name, double error, double bound) {
  if (error <= bound) return;
  ++failures;
  std::printf("%s, computed by the %s side: off by %g\n", what, name, error);
}
double off(double a, double b) { return std::fabs(a - b); }

void check(const side& filled_by, const side& s) {
  tile t;
  for (int i = 0; i < tile::numel; ++i) t.data()[i] = static_cast<float>(i);
  const tile twice = s.scaled(t, 1);
  double worst = 0;
  for (int i = 0; i < tile::numel; ++i) worst = std::fmax(worst, off(twice.data()[i], 2 * i));
  expect("a tile", s.name, worst, 0);

  strip a;
  for (int i = 0; i < strip::numel; ++i) a.data()[i] = static_cast<float>(i % 7) * 0.1f;
  const strip e = s.exponentials(a);
  worst = 0;
  for (int i = 0; i < 5; ++i) {
    double total = 0;
    for (int j = 0; j < 8; ++j) total += std::exp(double(a(i, j)));
    for (int j = 0; j < 8; ++j) worst = std::fmax(worst, off(e(i, j), std::exp(double(a(i, j))) / total));
  }
  expect("short rows", s.name, worst, 1e-7);

  matrix x;
  filled_by.fill(tenon::TensorView<float, 33, 47>(x.data()));
  worst = 0;
  for (int i = 0; i < matrix::numel; ++i) worst = std::fmax(worst, off(x.data()[i], 0.125 * (i % 19) - 1));
  expect("a view", filled_by.name, worst, 0);

  row bias, gradient;
  for (int j = 0; j < 47; ++j) bias(j) = static_cast<float>(j % 5) * 0.5f;
  const matrix p = s.probabilities(x, bias);
  const column m = s.means(x);
  double softmax = 0, means = 0, loss = 0;
  double expected_gradient[47]{};
  for (int i = 0; i < 33; ++i) {
    double total = 0, mean = 0, log_p[47], sum = 0;
    for (int j = 0; j < 47; ++j) total += std::exp(double(x(i, j)) + double(bias(j)));
    for (int j = 0; j < 47; ++j) {
      log_p[j] = double(x(i, j)) + double(bias(j)) - std::log(total);
      softmax = std::fmax(softmax, off(p(i, j), std::exp(log_p[j])));
      mean += std::tanh(double(x(i, j))) / 47;
      loss += log_p[j] * log_p[j] / matrix::numel;
      sum += log_p[j];
    }
    means = std::fmax(means, off(m(i), mean));
    for (int j = 0; j < 47; ++j) expected_gradient[j] += 2 * (log_p[j] - std::exp(log_p[j]) * sum) / matrix::numel;
  }
  expect("softmax", s.name, softmax, 1e-7);
  expect("means", s.name, means, 1e-6);
  expect("a loss", s.name, off(s.loss(x, bias, gradient), loss), 1e-5);
  double gradients = 0;
  for (int j = 0; j < 47; ++j) gradients = std::fmax(gradients, off(gradient(j), expected_gradient[j]));
  expect("a gradient", s.name, gradients, 1e-6);

  const matrix y = s.product(p, x);
  double product = 0;
  for (int i = 0; i < 33; ++i)
    for (int j = 0; j < 47; ++j) {
      double e = p(i, j);
      for (int k = 0; k < 33; ++k) {
        double gram = 0;
        for (int c = 0; c < 47; ++c) gram += double(x(i, c)) * double(x(k, c));
        e += gram * double(p(k, j));
      }
      product = std::fmax(product, off(y(i, j), e));
    }
  expect("a product", s.name, product, 1e-4);
}

// Random numbers are the same on both sides, normal ones but for a rounding.
void check_random() {
  const auto worst = [](const matrix& a, const matrix& b) {
    double w = 0;
    for (int i = 0; i < matrix::numel; ++i) w = std::fmax(w, off(a.data()[i], b.data()[i]));
    return w;
  };
  matrix x;
  own_side.fill(tenon::TensorView<float, 33, 47>(x.data()));
  expect("uniform numbers", "other", worst(own_side.uniform(), other_side.uniform()), 0);
  expect("whole numbers", "other", worst(own_side.whole(), other_side.whole()), 0);
  expect("what is dropped", "other", worst(own_side.dropped(x), other_side.dropped(x)), 0);
  expect("normal numbers", "other", worst(own_side.normal(), other_side.normal()), 1e-6);
}
} // namespace

int main() {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    std::printf("this machine has one instruction set; nothing is mixed\n");
    return 0;
  }
#endif
  check(own_side, own_side);
  check(other_side, own_side);
  check(own_side, other_side);
  check(other_side, other_side);
  check_random();
  return failures;
}

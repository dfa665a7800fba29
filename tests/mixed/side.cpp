// SPDX-License-Identifier: BSL-1.0
// Compiled once for each side; SIDE is its name.
#include "side.hpp"

#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
tile scaled(tile x, float s) { return x * s + transpose(transpose(x, 0_c, 1_c), 0_c, 1_c); }
strip exponentials(const strip& x) { return exp(x) / sum(exp(x), 1_c, keepdim); }
void fill(TensorView<float, 33, 47> x) {
  for (tenon::index i = 0; i < 33; ++i)
    for (tenon::index j = 0; j < 47; ++j) x(i, j) = static_cast<float>((i * 47 + j) % 19) * 0.25f - 2;
  x = x * 0.5f;
}
matrix probabilities(const matrix& x, const row& bias) { return softmax(x + bias, 1_c); }
column means(const matrix& x) { return mean(tanh(x), 1_c); }
matrix product(const matrix& a, const matrix& b) { return matmul(matmul(b, transpose(b, 0_c, 1_c)), a) + a; }
float loss(const matrix& x, const row& bias, row& gradient) {
  const Parameter<float, 47> p = bias;
  const auto e = mean(square(log_softmax(x + p, 1_c)));
  backward(e);
  gradient = p.grad();
  return e;
}
matrix uniform() {
  Generator g(11);
  return rand(g) * 3 - 1;
}
matrix normal() {
  Generator g(11);
  return randn(g);
}
matrix whole() {
  Generator g(11);
  return randint(g, -1000, 1000);
}
matrix dropped(const matrix& x) {
  Generator g(11);
  return dropout(x, 0.3, g);
}
} // namespace

extern const side SIDE = {TENON_SIDE_NAME, scaled, exponentials, fill,   probabilities, means,
                          product,         loss,   uniform,      normal, whole,         dropped};

// SPDX-License-Identifier: BSL-1.0
// Products with the Hessian of all kinds of functions against central differences of their gradients.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>

using namespace tenon;
using namespace tenon::literals;

namespace {
using matrix = Tensor<double, 3, 4>;
struct samples {
  matrix x, c, v;
  Tensor<double, 4, 5> w;
  Tensor<double, 5, 4> weight;
  Tensor<double, 1, 1, 2, 2> kernel;
  Tensor<std::int64_t, 3> labels, rows;

  samples() {
    Generator generator(1);
    x = randn(generator);
    c = randn(generator);
    v = randn(generator);
    w = randn(generator);
    weight = randn(generator);
    kernel = randn(generator);
    labels(0) = 1;
    labels(1) = 0;
    labels(2) = 3;
    rows(0) = rows(2) = 2;
  }
};
const samples s;

template <class F> void check(const char* what, F f) {
  const auto gradient = [&](const matrix& x) {
    Parameter<double, 3, 4> p = x;
    Tape tape;
    const Variable y = f(p);
    tape.backward(y);
    return matrix(p.grad());
  };
  const double h = 1e-5;
  const matrix above = gradient(s.x + h * s.v), below = gradient(s.x - h * s.v);
  const matrix ours = hvp(f, s.x, s.v);
  double largest = 0;
  for (index i = 0; i < matrix::numel; ++i) {
    const double expected = (above.data()[i] - below.data()[i]) / (2 * h);
    INFO(what << ", element " << i << ": " << ours.data()[i] << " for " << expected);
    CHECK(std::abs(ours.data()[i] - expected) <= 1e-7 * std::max(1.0, std::abs(expected)));
    largest = std::max(largest, std::abs(expected));
  }
  CHECK(largest > 1e-3); // something was compared
}
#define CHECK_HESSIAN(...) check(#__VA_ARGS__, [](const auto& x) { return __VA_ARGS__; })
} // namespace

TEST_CASE("Hessians of elementwise functions") {
  CHECK_HESSIAN(sum(exp(x) * log(square(x) + 1.0)));
  CHECK_HESSIAN(sum(tanh(x) / (2.0 + sigmoid(x))));
  CHECK_HESSIAN(sum(sin(x) * cos(x) - erf(x)));
  CHECK_HESSIAN(sum(sqrt(square(x) + 1.0) + rsqrt(square(x) + 1.0)));
  CHECK_HESSIAN(sum(log1p(square(x)) * expm1(x)));
  CHECK_HESSIAN(sum(reciprocal(square(x) + 1.0)));
  CHECK_HESSIAN(sum(pow(abs(x), 2.5) + pow(2.0, x)));
  CHECK_HESSIAN(sum(maximum(x, s.c) * square(x)));
  CHECK_HESSIAN(sum(where(x > s.c, x * x * x, exp(x))));
  CHECK_HESSIAN(sum(clamp(x, -0.5, 0.5) * square(x)));
}
TEST_CASE("Hessians of activations") {
  CHECK_HESSIAN(sum(gelu(x)));
  CHECK_HESSIAN(sum(gelu_tanh(x) * s.c));
  CHECK_HESSIAN(sum(silu(x) + softplus(x)));
  CHECK_HESSIAN(sum(logsigmoid(x) * x));
  CHECK_HESSIAN(sum(elu(x) * x + leaky_relu(x) * x));
}
TEST_CASE("Hessians of reductions") {
  CHECK_HESSIAN(prod(x));
  CHECK_HESSIAN(var(x));
  CHECK_HESSIAN(stddev(x) + norm(x));
  CHECK_HESSIAN(sum(prod(x, 1_c) * norm(x, 1_c)));
  CHECK_HESSIAN(sum(square(amax(x, 1_c))));
  CHECK_HESSIAN(logsumexp(x));
}
TEST_CASE("Hessians of rows and distances") {
  CHECK_HESSIAN(sum(softmax(x, 1_c) * s.c));
  CHECK_HESSIAN(sum(log_softmax(x, 0_c) * square(x)));
  CHECK_HESSIAN(sum(layer_norm(x) * s.c));
  CHECK_HESSIAN(sum(normalize(x) * s.c));
  CHECK_HESSIAN(mean(cdist(x, s.c)));
  CHECK_HESSIAN(mean(pairwise_distance(x, s.c, 3.0)));
  CHECK_HESSIAN(mean(cosine_similarity(x, s.c)));
}
TEST_CASE("Hessians of losses") {
  CHECK_HESSIAN(cross_entropy(x, s.labels));
  CHECK_HESSIAN(mse_loss(x, s.c));
  CHECK_HESSIAN(huber_loss(x, s.c) + smooth_l1_loss(x, s.c));
  CHECK_HESSIAN(kl_div(log_softmax(x, 1_c), softmax(s.c, 1_c)));
  CHECK_HESSIAN(binary_cross_entropy_with_logits(x, sigmoid(s.c)));
  CHECK_HESSIAN(linear_cross_entropy(x, s.weight, s.labels));
}
TEST_CASE("Hessians of products") {
  CHECK_HESSIAN(sum(square(softmax(matmul(x, s.w), 1_c))));
  CHECK_HESSIAN(sum(square(matmul(transpose(x, 0_c, 1_c), x))));
  CHECK_HESSIAN(sum(tanh(linear(x, s.weight))));
  CHECK_HESSIAN(sum(square(einsum<"ij,kj->ik">(x, x))));
  CHECK_HESSIAN(sum(scaled_dot_product_attention(x, x, x) * s.c));
  CHECK_HESSIAN(sum(scaled_dot_product_attention(x, x, x, causal) * s.c));
}
TEST_CASE("Hessians of other arrangements") {
  CHECK_HESSIAN(sum(square(cumsum(x, 1_c))));
  CHECK_HESSIAN(sum(square(cat(x, square(x), 0_c))));
  CHECK_HESSIAN(sum(square(reshape(permute(square(x), 1_c, 0_c), 6_c, 2_c)) * exp(reshape(x, 6_c, 2_c))));
}
TEST_CASE("Hessians of convolutions, pools and tables") {
  CHECK_HESSIAN(sum(square(conv2d(view(x, 1_c, 1_c, 3_c, 4_c), s.kernel))));
  CHECK_HESSIAN(sum(square(max_pool2d<hw{2, 2}>(view(x, 1_c, 1_c, 3_c, 4_c)))));
  CHECK_HESSIAN(sum(square(avg_pool2d<hw{2, 2}>(view(x, 1_c, 1_c, 3_c, 4_c)))));
  CHECK_HESSIAN(sum(exp(embedding(s.rows, x))));
}

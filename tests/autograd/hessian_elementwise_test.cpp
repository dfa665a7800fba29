// SPDX-License-Identifier: BSL-1.0
// Products with the Hessian of elementwise functions against central differences of their gradients.
#include "hessian_operations.hpp"

using namespace hessian;

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

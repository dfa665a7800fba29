// SPDX-License-Identifier: BSL-1.0
// Every differentiable function against central differences, in double.
#include "check_gradient.hpp"

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("elementwise functions") {
  CHECK_GRADIENT(exp(x));
  CHECK_GRADIENT(log(x * x + 0.1));
  CHECK_GRADIENT(log1p(square(x)));
  CHECK_GRADIENT(expm1(x));
  CHECK_GRADIENT(sqrt(x * x + 0.1));
  CHECK_GRADIENT(rsqrt(x * x + 0.1));
  CHECK_GRADIENT(reciprocal(x * x + 1));
  CHECK_GRADIENT(abs(x));
  CHECK_GRADIENT(erf(x));
  CHECK_GRADIENT(sin(x) * cos(x));
  CHECK_GRADIENT(tanh(x));
  CHECK_GRADIENT(sigmoid(x));
  CHECK_GRADIENT(relu(x));
  CHECK_GRADIENT(gelu(x));
  CHECK_GRADIENT(gelu_tanh(x));
  CHECK_GRADIENT(silu(x));
  CHECK_GRADIENT(softplus(x));
  CHECK_GRADIENT(logsigmoid(x));
  CHECK_GRADIENT(leaky_relu(x));
  CHECK_GRADIENT(elu(x));
  CHECK_GRADIENT(clamp(x, -0.5, 0.5));
  CHECK_GRADIENT(clamp(sample(2), x * 0.3 - 0.4, x * 0.1 + 0.5));
  CHECK_GRADIENT(where(x > 0, x * x, -x));
  CHECK_GRADIENT(maximum(x, 0.2) + minimum(x, -0.2));
  CHECK_GRADIENT(pow(x * x + 0.5, 1.5));
  CHECK_GRADIENT(pow(x * x + 0.5, x));
  CHECK_GRADIENT(pow(2.0, x));
  CHECK_GRADIENT(x / (x * x + 1) - x);
}

TEST_CASE("gradcheck does not pass what is nan") {
  for (int at = 0; at < 3; ++at) {
    Tensor<double, 3> x = ones<double, 3>();
    x(at) = 0;
    const auto result = gradcheck([](const auto& p) { return sqrt(p); }, x);
    CHECK(!result.ok);
    CHECK(result.element == at);
  }
}

TEST_CASE("gradcheck of a function that names what it returns") { // the sanitizer sees whether that lives
  const auto f = [](const auto& x) {
    const Variable h = exp(x);
    return sum(h * h, 1_c);
  };
  const auto result = gradcheck(f, sample(1));
  INFO(result.message());
  CHECK(result.ok);
}

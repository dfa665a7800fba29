// SPDX-License-Identifier: BSL-1.0
// Products and shapes against central differences, in double.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
Tensor<double, 3, 4> sample() {
  Generator generator(1);
  return randn(generator);
}
#define CHECK_GRADIENT(...)                                                                                            \
  do {                                                                                                                 \
    const auto result = gradcheck([](const auto& x) { return __VA_ARGS__; }, sample());                                \
    INFO(#__VA_ARGS__ << ": " << result.message());                                                                    \
    CHECK(result.ok);                                                                                                  \
  } while (false)
} // namespace

TEST_CASE("products") {
  CHECK_GRADIENT(matmul(gelu(x), transpose(x, 0_c, 1_c)));
  CHECK_GRADIENT(softmax(matmul(x, transpose(x, 0_c, 1_c)) + 1, 1_c));
  CHECK_GRADIENT(linear(x, x * 2, sum(x, 1_c)));
  CHECK_GRADIENT(scaled_dot_product_attention(x, x * 0.3, x, causal));
  CHECK_GRADIENT(matmul(x, select(x, 0_c, 1_c)));
  CHECK_GRADIENT(dot(select(x, 0_c, 0_c), select(x, 0_c, 1_c)));
  CHECK_GRADIENT(outer(select(x, 1_c, 0_c), select(x, 0_c, 1_c)));
  CHECK_GRADIENT(linear(expand(unsqueeze(x, 1_c), 3_c, 2_c, 4_c) * 2, x));
  CHECK_GRADIENT(scaled_dot_product_attention(x, x * 0.3, x));
}
TEST_CASE("shapes") {
  CHECK_GRADIENT(reshape(transpose(x * x, 0_c, 1_c), 2_c, 6_c));
  CHECK_GRADIENT(view(x, 6_c, 2_c) * 2);
  CHECK_GRADIENT(cat(x, x * 2, 1_c));
  CHECK_GRADIENT(stack(x, x * x));
  CHECK_GRADIENT(permute(x * x, 1_c, 0_c));
  CHECK_GRADIENT(flatten(x * x));
  CHECK_GRADIENT(squeeze(select(x * x, 0_c, 2_c)));
  CHECK_GRADIENT(narrow(x * x, 1_c, 1_c, 2_c));
  CHECK_GRADIENT(expand(unsqueeze(x, 1_c), 3_c, 2_c, 4_c) * 2);
}

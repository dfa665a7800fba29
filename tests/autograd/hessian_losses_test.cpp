// SPDX-License-Identifier: BSL-1.0
// Products with the Hessian of losses and products against central differences of their gradients.
#include "hessian_operations.hpp"

using namespace hessian;

TEST_CASE("Hessians of losses") {
  CHECK_HESSIAN(cross_entropy(x, s.labels));
  CHECK_HESSIAN(mse_loss(x, s.c));
  CHECK_HESSIAN(huber_loss(x, s.c) + smooth_l1_loss(x, s.c));
  CHECK_HESSIAN(kl_div(log_softmax(x, 1_c), softmax(s.c, 1_c)));
  CHECK_HESSIAN(binary_cross_entropy_with_logits(x, sigmoid(s.c)));
  CHECK_HESSIAN(binary_cross_entropy(sigmoid(x), sigmoid(s.c)));
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

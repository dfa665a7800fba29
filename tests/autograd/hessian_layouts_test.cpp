// SPDX-License-Identifier: BSL-1.0
// Products with the Hessian of rearrangements, convolutions and tables against central differences of their gradients.
#include "hessian_operations.hpp"

using namespace hessian;

TEST_CASE("Hessians of other arrangements") {
  CHECK_HESSIAN(sum(square(cumsum(x, 1_c))));
  CHECK_HESSIAN(sum(square(cat(x, square(x), 0_c))));
  CHECK_HESSIAN(sum(square(cat(ones<double, 2, 4>(), square(x), 0_c)) * 0.5));
  CHECK_HESSIAN(sum(exp(stack(x, ones<float, 3, 4>()))));
  CHECK_HESSIAN(sum(square(reshape(permute(square(x), 1_c, 0_c), 6_c, 2_c)) * exp(reshape(x, 6_c, 2_c))));
}
TEST_CASE("Hessians of convolutions, pools and tables") {
  CHECK_HESSIAN(sum(square(conv2d(view(x, 1_c, 1_c, 3_c, 4_c), s.kernel))));
  CHECK_HESSIAN(sum(square(max_pool2d<hw{2, 2}>(view(x, 1_c, 1_c, 3_c, 4_c)))));
  CHECK_HESSIAN(sum(square(avg_pool2d<hw{2, 2}>(view(x, 1_c, 1_c, 3_c, 4_c)))));
  CHECK_HESSIAN(sum(exp(embedding(s.rows, x))));
}

// SPDX-License-Identifier: BSL-1.0
// Products with the Hessian of reductions, rows and distances against central differences of their gradients.
#include "hessian_operations.hpp"

using namespace hessian;

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

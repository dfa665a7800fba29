// SPDX-License-Identifier: BSL-1.0
// Reductions against central differences, in double.
#include "check_gradient.hpp"

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("reductions") {
  CHECK_GRADIENT(sum(x * x));
  CHECK_GRADIENT(mean(x * x, 0_c));
  CHECK_GRADIENT(prod(x, 1_c));
  CHECK_GRADIENT(amax(x, 1_c));
  CHECK_GRADIENT(amin(softmax(x, 1_c), 0_c));
  CHECK_GRADIENT(var(x, 0_c));
  CHECK_GRADIENT(var(x, biased));
  CHECK_GRADIENT(stddev(x, 1_c));
  CHECK_GRADIENT(norm(x));
  CHECK_GRADIENT(cumsum(x * x, 1_c));
  CHECK_GRADIENT(cumsum(x, 0_c) * x);
  CHECK_GRADIENT(logsumexp(x, 1_c, keepdim));
}

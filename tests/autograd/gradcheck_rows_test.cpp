// SPDX-License-Identifier: BSL-1.0
// Row functions and distances against central differences, in double.
#include "check_gradient.hpp"

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("rows") {
  CHECK_GRADIENT(softmax(x, 1_c));
  CHECK_GRADIENT(softmax(x, 0_c));
  CHECK_GRADIENT(log_softmax(x, 0_c));
  CHECK_GRADIENT(layer_norm(x));
  CHECK_GRADIENT(layer_norm(x, select(x, 0_c, 0_c), select(x, 0_c, 1_c)));
  CHECK_GRADIENT(normalize(x));
  CHECK_GRADIENT(softmax(softmax(x, 1_c), 0_c));
  CHECK_GRADIENT(layer_norm(softmax(x * x, 1_c)));
  CHECK_GRADIENT(mean(softmax(x, 1_c), 0_c));
  CHECK_GRADIENT(square(x - mean(x, 0_c)) * amax(x));
}
TEST_CASE("distances") {
  CHECK_GRADIENT(pairwise_distance(x, x * 0.5));
  CHECK_GRADIENT(pairwise_distance(x, x * 0.5, 1_c));
  CHECK_GRADIENT(pairwise_distance(x, x * 0.5, 3.0));
  CHECK_GRADIENT(pairwise_distance(x, x * 0.5, infinity));
  CHECK_GRADIENT(mean(pairwise_distance(x, x * 0.5)));
  CHECK_GRADIENT(cdist(x, x * x));
  CHECK_GRADIENT(cosine_similarity(x, x * x));
}

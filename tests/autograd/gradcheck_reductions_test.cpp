// SPDX-License-Identifier: BSL-1.0
// Reductions against central differences, in double.
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

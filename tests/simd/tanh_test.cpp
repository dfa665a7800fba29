// SPDX-License-Identifier: BSL-1.0
// tanh, sigmoid and silu: their errors over all numbers.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

constexpr auto exact_sigmoid = [](auto x) {
  const auto e = std::exp(-std::abs(x));
  return (x < 0 ? e : 1) / (1 + e);
};

constexpr auto exact_silu = [](auto x) { return std::isinf(x) && x < 0 ? decltype(x)(-0.0) : x * exact_sigmoid(x); };

} // namespace

TEST_CASE("tanh and sigmoid of floats", "[simd][accuracy]") {
  require_accuracy<float>("tanh", 1, [](auto p) { return tanh(p); }, [](double x) { return std::tanh(x); });
  require_accuracy<float>("sigmoid", 2, [](auto p) { return sigmoid(p); }, exact_sigmoid);
}

TEST_CASE("tanh and sigmoid of doubles", "[simd][accuracy]") {
  using wide = long double;
  require_accuracy<double>("tanh", 1, [](auto p) { return tanh(p); }, [](wide x) { return std::tanh(x); });
  require_accuracy<double>("sigmoid", 2, [](auto p) { return sigmoid(p); }, exact_sigmoid);
}

TEST_CASE("silu", "[simd][accuracy]") {
  require_accuracy<float>("silu", 2, [](auto p) { return silu(p); }, exact_silu);
  require_accuracy<double>("silu", 2, [](auto p) { return silu(p); }, exact_silu);
}

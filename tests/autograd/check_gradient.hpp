// SPDX-License-Identifier: BSL-1.0
// What tests of gradients against central differences share: the operand, and the check of one expression of it.
#pragma once

#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

inline tenon::Tensor<double, 3, 4> sample(std::uint64_t seed = 1) {
  tenon::Generator generator(seed);
  return tenon::randn(generator);
}

// the gradient of an expression of x, in double
#define CHECK_GRADIENT(...)                                                                                            \
  do {                                                                                                                 \
    const auto result = gradcheck([&](const auto& x) { return __VA_ARGS__; }, sample());                               \
    INFO(#__VA_ARGS__ << ": " << result.message());                                                                    \
    CHECK(result.ok);                                                                                                  \
  } while (false)

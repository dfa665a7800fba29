// SPDX-License-Identifier: BSL-1.0
// Products with the Hessian of all kinds of functions against central differences of their gradients.
#pragma once

#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>

namespace hessian {
using namespace tenon;
using namespace tenon::literals;

using matrix = Tensor<double, 3, 4>;
struct samples {
  matrix x, c, v;
  Tensor<double, 4, 5> w;
  Tensor<double, 5, 4> weight;
  Tensor<double, 1, 1, 2, 2> kernel;
  Tensor<std::int64_t, 3> labels, rows;

  samples() {
    Generator generator(1);
    x = randn(generator);
    c = randn(generator);
    v = randn(generator);
    w = randn(generator);
    weight = randn(generator);
    kernel = randn(generator);
    labels(0) = 1;
    labels(1) = 0;
    labels(2) = 3;
    rows(0) = rows(2) = 2;
  }
};
inline const samples s;

template <class F> void check(const char* what, F f) {
  const auto gradient = [&](const matrix& x) {
    Parameter<double, 3, 4> p = x;
    Tape tape;
    const Variable y = f(p);
    tape.backward(y);
    return matrix(p.grad());
  };
  const double h = 1e-5;
  const matrix above = gradient(s.x + h * s.v), below = gradient(s.x - h * s.v);
  const matrix ours = hvp(f, s.x, s.v);
  double largest = 0;
  for (index i = 0; i < matrix::numel; ++i) {
    const double expected = (above.data()[i] - below.data()[i]) / (2 * h);
    INFO(what << ", element " << i << ": " << ours.data()[i] << " for " << expected);
    CHECK(std::abs(ours.data()[i] - expected) <= 1e-7 * std::max(1.0, std::abs(expected)));
    largest = std::max(largest, std::abs(expected));
  }
  CHECK(largest > 1e-3); // something was compared
}
} // namespace hessian

#define CHECK_HESSIAN(...) hessian::check(#__VA_ARGS__, [](const auto& x) { return __VA_ARGS__; })

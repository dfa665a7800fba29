// SPDX-License-Identifier: BSL-1.0
// Test problems of the literature (More, Garbow and Hillstrom: Testing unconstrained optimization software, 1981), with
// Jacobians by hand.
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <cmath>

namespace tenon::test {

template <index N_> struct Rosenbrock {
  static constexpr index N = N_, M = 2 * (N - 1);
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    for (index i = 0; i + 1 < N; ++i) {
      r(2 * i) = 10 * (x(i + 1) - x(i) * x(i));
      r(2 * i + 1) = 1 - x(i);
    }
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>& x) {
    Tensor<double, M, N> j;
    for (index i = 0; i + 1 < N; ++i) {
      j(2 * i, i) = -20 * x(i);
      j(2 * i, i + 1) = 10;
      j(2 * i + 1, i) = -1;
    }
    return j;
  }
};

struct Beale {
  static constexpr index N = 2, M = 3;
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    r(0) = 1.5 - x(0) * (1 - x(1));
    r(1) = 2.25 - x(0) * (1 - x(1) * x(1));
    r(2) = 2.625 - x(0) * (1 - x(1) * x(1) * x(1));
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>& x) {
    Tensor<double, M, N> j;
    double power = 1;
    for (index i = 0; i < M; ++i) {
      j(i, 1) = x(0) * static_cast<double>(i + 1) * power;
      power *= x(1);
      j(i, 0) = -(1 - power);
    }
    return j;
  }
};

struct Booth {
  static constexpr index N = 2, M = 2;
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    r(0) = x(0) + 2 * x(1) - 7;
    r(1) = 2 * x(0) + x(1) - 5;
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>&) {
    Tensor<double, M, N> j;
    j(0, 0) = 1, j(0, 1) = 2, j(1, 0) = 2, j(1, 1) = 1;
    return j;
  }
};

struct Himmelblau {
  static constexpr index N = 2, M = 2;
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    r(0) = x(0) * x(0) + x(1) - 11;
    r(1) = x(0) + x(1) * x(1) - 7;
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>& x) {
    Tensor<double, M, N> j;
    j(0, 0) = 2 * x(0), j(0, 1) = 1, j(1, 0) = 1, j(1, 1) = 2 * x(1);
    return j;
  }
};

struct PowellSingular {
  static constexpr index N = 4, M = 4;
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    const double a = x(1) - 2 * x(2), b = x(0) - x(3);
    r(0) = x(0) + 10 * x(1);
    r(1) = std::sqrt(5.0) * (x(2) - x(3));
    r(2) = a * a;
    r(3) = std::sqrt(10.0) * (b * b);
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>& x) {
    Tensor<double, M, N> j;
    const double a = x(1) - 2 * x(2), b = x(0) - x(3);
    j(0, 0) = 1, j(0, 1) = 10;
    j(1, 2) = std::sqrt(5.0), j(1, 3) = -std::sqrt(5.0);
    j(2, 1) = 2 * a, j(2, 2) = -4 * a;
    j(3, 0) = 2 * std::sqrt(10.0) * b, j(3, 3) = -2 * std::sqrt(10.0) * b;
    return j;
  }
};

struct Wood {
  static constexpr index N = 4, M = 6;
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    r(0) = 10 * (x(1) - x(0) * x(0));
    r(1) = 1 - x(0);
    r(2) = std::sqrt(90.0) * (x(3) - x(2) * x(2));
    r(3) = 1 - x(2);
    r(4) = std::sqrt(10.0) * (x(1) + x(3) - 2);
    r(5) = (x(1) - x(3)) / std::sqrt(10.0);
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>& x) {
    Tensor<double, M, N> j;
    j(0, 0) = -20 * x(0), j(0, 1) = 10;
    j(1, 0) = -1;
    j(2, 2) = -2 * std::sqrt(90.0) * x(2), j(2, 3) = std::sqrt(90.0);
    j(3, 2) = -1;
    j(4, 1) = j(4, 3) = std::sqrt(10.0);
    j(5, 1) = 1 / std::sqrt(10.0), j(5, 3) = -1 / std::sqrt(10.0);
    return j;
  }
};

struct Trigonometric {
  static constexpr index N = 5, M = 5;
  static Tensor<double, M> residuals(const Tensor<double, N>& x) {
    Tensor<double, M> r;
    double cosines = 0;
    for (const double v : x) cosines += std::cos(v);
    for (index i = 0; i < N; ++i)
      r(i) = 5 - cosines + static_cast<double>(i + 1) * (1 - std::cos(x(i))) - std::sin(x(i));
    return r;
  }
  static Tensor<double, M, N> jacobian(const Tensor<double, N>& x) {
    Tensor<double, M, N> j;
    for (index i = 0; i < M; ++i)
      for (index k = 0; k < N; ++k) {
        j(i, k) = std::sin(x(k));
        if (i == k) j(i, k) += static_cast<double>(i + 1) * std::sin(x(i)) - std::cos(x(i));
      }
    return j;
  }
};

} // namespace tenon::test

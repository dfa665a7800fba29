// SPDX-License-Identifier: BSL-1.0
// gelu, x times the normal distribution function, and its derivative. Both need the tail of that distribution to all
// its digits: times |x| it is e^(-x^2/2) u times a polynomial in u = |x| / (|x| + a), about the middle of the u that
// occur.
#pragma once

#include <tenon/simd/erf.hpp>

namespace tenon::simd {

namespace detail {

template <class T> struct normal_fit;
template <> struct normal_fit<float> {
  static constexpr float a = 3, centre = 0x1.cd9p-2f, highest = 14.8f; // beyond, both functions are 0
  static constexpr float tail[] = {0x1.90255p-1f,  -0x1.1ca9d4p+0f, 0x1.f24cbep-1f,  -0x1.5c09d6p-2f, -0x1.c1035ap-3f,
                                   0x1.9375f6p-3f, 0x1.a6fdd2p-4f,  -0x1.938f76p-4f, -0x1.083dd6p-4f, 0x1.b78156p-6f};
};
template <> struct normal_fit<double> {
  static constexpr double a = 4, centre = 0x1.d38p-2, highest = 38.75;
  static constexpr double tail[] = {
      0x1.9f51b69a6f0fcp-1,  -0x1.5bf1dd5ee689ap+0, 0x1.c114a4b90cd51p+0,  -0x1.aa10c40f2345bp+0, 0x1.030a494ad575cp+0,
      -0x1.66b4fa28f557cp-3, -0x1.226467757b331p-2, 0x1.82f0dbe3178dap-3,  0x1.44c233f91c283p-4,  -0x1.c33f4d9c43311p-4,
      -0x1.1df7048fd1ee6p-5, 0x1.05287a09b8cc8p-4,  0x1.c1a0eaca2f20fp-6,  -0x1.2b619e2516574p-5, -0x1.bdef1ee71b511p-6,
      0x1.1d9e22528167dp-6,  0x1.ac11ed490f61bp-6,  -0x1.3cc65e3eda905p-9, -0x1.5ee6b53a4beafp-6, -0x1.0487258a3d77p-7,
      0x1.ae13f2f2bb572p-7,  0x1.618f61986ee2dp-7,  -0x1.237157eb02c41p-8, -0x1.77566a5d13a32p-8};
};

// The tail of the distribution beyond t = |x|, times t, is bell u tail.
template <class T, int W> struct normal_parts {
  pack<T, W> t;
  exact<T, W> u, tail;
  scaled<T, W> bell;
};
template <class T, int W> TENON_INLINE constexpr normal_parts<T, W> split_normal(pack<T, W> x) {
  using P = pack<T, W>;
  using fit = normal_fit<T>;
  const P t = fast_min(P(fit::highest), abs(x)), sum = rounded(t + P(fit::a)); // nan passes
  const P u = t / sum, inverse = fma(u, P(-1 / fit::a), P(1 / fit::a));        // 1 / sum, to what the next line needs
  const P u_low = fma(-u, t - rounded(sum - P(fit::a)), residual(u, sum, t)) * inverse;
  const auto exponent = product_exact(t, t * P(T(-0.5)));
  return {t,
          {u, u_low},
          polynomial_exact(exact<T, W>{u - P(fit::centre), u_low}, fit::tail),
          exp_apart(exponent.high, exponent.low)};
}

// a class type has an error function at most
template <class T> TENON_INLINE constexpr pack<T, 1> normal_by_erf(pack<T, 1> x) {
  const pack<T, 1> half(T(0.5));
  return half + half * erf(x * pack<T, 1>(T(0.70710678118654752440)));
}

} // namespace detail

// x P(x), where P is the normal distribution function, within 2 ulp, also far below 0
template <class T, int W> TENON_INLINE constexpr pack<T, W> gelu(pack<T, W> x) {
  using P = pack<T, W>;
  if constexpr (std::is_class_v<T>) return x * detail::normal_by_erf(x);
  else if constexpr (x.halved) return join(gelu(x.v.lo), gelu(x.v.hi));
  else {
    const auto [t, u, tail, bell] = detail::split_normal(x);
    const auto p = detail::product_exact(u.high, tail.high);
    const P p_low = fma(u.high, tail.low, fma(u.low, tail.high, p.low));
    const P y = detail::fma_rounded_once(bell.m, p.high, fma(bell.m, p_low, bell.low * p.high));
    return fast_max(P(T(-0.0)), x) - detail::scale(y, bell.n); // gelu(x) = x + gelu(-x)
  }
}

// P(x) + x P'(x)
template <class T, int W> TENON_INLINE constexpr pack<T, W> gelu_slope(pack<T, W> x) {
  using P = pack<T, W>;
  constexpr T density = T(0.39894228040143267794); // at 0
  if constexpr (std::is_class_v<T>) return detail::normal_by_erf(x) + x * P(density) * exp(P(T(-0.5)) * x * x);
  else if constexpr (x.halved) return join(gelu_slope(x.v.lo), gelu_slope(x.v.hi));
  else {
    const auto [t, u, tail, bell] = detail::split_normal(x);
    const P inverse = fma(u.high, P(-1 / detail::normal_fit<T>::a), P(1 / detail::normal_fit<T>::a));
    const P below = detail::scale(bell.m * (inverse * tail.high - t * P(density)), bell.n);
    return select(x > P(T(0)), P(T(1)) - below, below);
  }
}

} // namespace tenon::simd

// SPDX-License-Identifier: BSL-1.0
// exp and expm1.
#pragma once

#include <tenon/simd/polynomial.hpp>

namespace tenon::simd {

namespace detail {

template <class T> struct exp_constants;
template <> struct exp_constants<float> {
  static constexpr float low = -104, high = 89; // beyond: 0 and inf
  static constexpr float ln2_high = 0.693145751953125f, ln2_low = 1.42860682030941723212e-6f;
  static constexpr float taylor[] = {
      1.f, 1.f, 0.499999942f, 0.166664312f, 0.0416680021f, 0.00837415657f, 0.00138436557f};
};
template <> struct exp_constants<double> {
  static constexpr double low = -746, high = 710;
  static constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  static constexpr double taylor[] = {
      1.,        1.,         1. / 2,      1. / 6,       1. / 24,       1. / 120,       1. / 720,
      1. / 5040, 1. / 40320, 1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800};
};

} // namespace detail

template <class T, int W> TENON_INLINE constexpr pack<T, W> exp(pack<T, W> x) {
  if constexpr (std::is_class_v<T>)
    return pack<T, 1>(exp(x.v));
  else if constexpr (x.halved)
    return join(exp(x.v.lo), exp(x.v.hi));
  else {
    using k = detail::exp_constants<T>;
    using P = pack<T, W>;
    x = fast_min(P(k::high), fast_max(P(k::low), x)); // nan, as the second operand, passes
    const P n = round(x * P(T(1.44269504088896340736)));
    const P r = fma(n, P(-k::ln2_low), fma(n, P(-k::ln2_high), x));
    return detail::scale(detail::polynomial(r, k::taylor), n);
  }
}

// e^x - 1
template <class T, int W> TENON_INLINE constexpr pack<T, W> expm1(pack<T, W> x) {
  if constexpr (std::is_class_v<T>)
    return pack<T, 1>(expm1(x.v));
  else if constexpr (x.halved)
    return join(expm1(x.v.lo), expm1(x.v.hi));
  else {
    using P = pack<T, W>;
    using k = detail::exp_constants<T>;
    constexpr auto tail = [] {
      struct {
        T c[sizeof(k::taylor) / sizeof(T) - 1];
      } r{};
      for (int i = 0; i < int(sizeof(r.c) / sizeof(T)); ++i) r.c[i] = k::taylor[i + 1];
      return r;
    }();
    return select(abs(x) < P(T(0.34)), x * detail::polynomial(x, tail.c), exp(x) - P(T(1)));
  }
}

} // namespace tenon::simd

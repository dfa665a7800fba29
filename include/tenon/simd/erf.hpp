// SPDX-License-Identifier: BSL-1.0
// The error function: an odd polynomial near 0, and 1 - erfc(|x|) from there on.
#pragma once

#include <tenon/simd/exp.hpp>

namespace tenon::simd {

namespace detail {

template <class T> struct erf_fit;
template <> struct erf_fit<float> {
  static constexpr float joint = 1.09f, highest = 4; // where the formulas meet, and where erf is 1
  // erf(x) / x - 1 in x^2
  static constexpr float nearby[] = {0x1.06eba8p-3f, -0x1.812744p-2f,  0x1.ce2eap-4f,   -0x1.b821e8p-6f,
                                     0x1.55dd28p-8f, -0x1.b9a8cep-11f, 0x1.c7d7e4p-14f, -0x1.21281ap-17f};
  // log(erfc(x))
  static constexpr float distant[] = {0x1.3119fap-12f, -0x1.214fdap0f,   -0x1.439524p-1f,
                                      -0x1.c24766p-4f, 0x1.af9acp-6f,    -0x1.36424ep-8f,
                                      0x1.36445cp-11f, -0x1.7dbf2ep-15f, 0x1.b091c2p-20f};
};
template <> struct erf_fit<double> {
  static constexpr double joint = 1, highest = 6;
  static constexpr double nearby[] = {0x1.06eba8214db69p-3,   -0x1.812746b0379b2p-2,  0x1.ce2f21a0408d1p-4,
                                      -0x1.b82ce311ee09bp-6,  0x1.565bccf7e2856p-8,   -0x1.c02db0149d904p-11,
                                      0x1.f9a2b75531772p-14,  -0x1.f4ca204c771c5p-17, 0x1.b97e44280cfb8p-20,
                                      -0x1.5bfe763844705p-23, 0x1.d6e3ddfeb1d64p-27,  -0x1.ab15c51d2e09ap-31};
  // erfc(x) e^(x^2) in (x - 2) / (x + 2)
  static constexpr double distant[] = {0x1.058671b52c776p-2,   -0x1.b57034efd3f7p-2,   0x1.eeea7dc8a778ep-3,
                                       -0x1.437f0b68c342bp-4,  0x1.e94715996dbd9p-9,   0x1.ca95ed6de76f2p-8,
                                       -0x1.bc25a2919da84p-11, -0x1.016b6fba819bcp-10, 0x1.6d518d0514d22p-15,
                                       0x1.6daddc7cae741p-13,  0x1.d02966614e368p-16,  -0x1.ca3b95dec604cp-16,
                                       -0x1.e9e0d38d6f773p-17, -0x1.b33cc95934de9p-20};
};

// erfc to as many digits as 1 - erfc needs
template <int W> TENON_INLINE constexpr pack<float, W> erfc_coarse(pack<float, W> x) {
  return exp(polynomial(x, erf_fit<float>::distant));
}
template <int W> TENON_INLINE constexpr pack<double, W> erfc_coarse(pack<double, W> x) {
  const pack<double, W> two(2);
  return exp(-x * x) * polynomial((x - two) / (x + two), erf_fit<double>::distant);
}

} // namespace detail

// within 2 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> erf(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(erf(x.v));
  else if constexpr (x.halved) return join(erf(x.v.lo), erf(x.v.hi));
  else {
    using P = pack<T, W>;
    using fit = detail::erf_fit<T>;
    const P a = fast_min(P(fit::highest), abs(x)); // nan passes
    const P nearby = fma(a, detail::polynomial(a * a, fit::nearby), a), distant = P(T(1)) - detail::erfc_coarse(a);
    return copysign(select(a < P(fit::joint), nearby, distant), x);
  }
}

} // namespace tenon::simd

// SPDX-License-Identifier: BSL-1.0
// log and log1p.
#pragma once

#include <tenon/simd/polynomial.hpp>

namespace tenon::simd {

template <class T, int W> TENON_INLINE constexpr pack<T, W> log(pack<T, W> x) {
  if constexpr (std::is_class_v<T>)
    return pack<T, 1>(log(x.v));
  else if constexpr (x.halved)
    return join(log(x.v.lo), log(x.v.hi));
  else {
    using P = pack<T, W>;
    using bits = detail::int_like<T>;
    using B = pack<bits, W>;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    constexpr int m = detail::mantissa_bits<T>;
    constexpr T up = T(std::uint64_t{1} << m);
    const auto tiny = x < P(std::numeric_limits<T>::min());
    const P y = select(tiny, x * P(up), x);
    const B root_half = B(std::bit_cast<bits>(T(0.70710678118654752440)));
    const B e = (bits_as<bits>(y) - root_half) >> B(bits(m));
    const P f = bits_as<T>(bits_as<bits>(y) - (e << B(bits(m)))) - P(T(1)); // 2^-1/2 - 1 to 2^1/2 - 1
    const P n = cast<T>(e) - select(tiny, P(T(m)), P(T(0)));
    const P s = f / (f + P(T(2))), z = s * s;
    constexpr T c[] = {T(2) / 3,  T(2) / 5,  T(2) / 7,  T(2) / 9,  T(2) / 11,
                       T(2) / 13, T(2) / 15, T(2) / 17, T(2) / 19, T(2) / 21};
    const P h = f * f * P(T(0.5));
    const P r = n * P(T(0.693145751953125)) +
                (f - (h - fma(s, h + z * detail::polynomial(z, c), n * P(T(1.42860682030941723212e-6)))));
    P result = select(x == P(T(0)), P(-infinity), r);
    result = select(x < P(infinity), result, x); // inf and nan
    return select(x < P(T(0)), P(std::numeric_limits<T>::quiet_NaN()), result);
  }
}

// log(1 + x), exact near 0: log(u) corrected by what the addition lost
template <class T, int W> TENON_INLINE constexpr pack<T, W> log1p(pack<T, W> x) {
  if constexpr (std::is_class_v<T>)
    return pack<T, 1>(log1p(x.v));
  else if constexpr (x.halved)
    return join(log1p(x.v.lo), log1p(x.v.hi));
  else {
    using P = pack<T, W>;
    const P one(T(1)), u = x + one;
    const P r = log(u) * (x / (u - one));
    const auto exact = (u == one) | (u == P(std::numeric_limits<T>::infinity()));
    return select(exact, x, r);
  }
}

} // namespace tenon::simd

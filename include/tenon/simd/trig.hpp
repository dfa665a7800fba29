// SPDX-License-Identifier: BSL-1.0
// sin and cos of any angle, in radians.
#pragma once

#include <tenon/simd/quadrant.hpp>

namespace tenon::simd {

namespace detail {

template <class T> struct trig_fit;
template <> struct trig_fit<float> {
  // sin r = r + r z (...), cos r = 1 - z/2 + z^2 (...), z = r^2 <= (pi/4)^2
  static constexpr float sin[] = {-0x1.555552p-3f, 0x1.110be6p-7f, -0x1.9ab408p-13f};
  static constexpr float cos[] = {0x1.555554p-5f, -0x1.6c129ep-10f, 0x1.9bc76cp-16f};
};
template <> struct trig_fit<double> {
  static constexpr double sin[] = {-0x1.5555555555555p-3, 0x1.1111111110c83p-7,   -0x1.a01a019ea130ap-13,
                                   0x1.71de37b1ca273p-19, -0x1.ae60210233ab8p-26, 0x1.5e118e8486ceap-33};
  static constexpr double cos[] = {0x1.5555555555555p-5,   -0x1.6c16c16c168cbp-10, 0x1.a01a019f387bcp-16,
                                   -0x1.27e4fa033529cp-22, 0x1.1eeb581f0d701p-29,  -0x1.9073b55e06d41p-37};
};

// sin(r + low + n pi/2), where low is a small correction
template <class T, int W, class... Low>
TENON_INLINE constexpr pack<T, W> sin_of_quadrant(pack<int_like<T>, W> n, pack<T, W> r, Low... low) {
  using P = pack<T, W>;
  using bits = int_like<T>;
  using B = pack<bits, W>;
  // 1 - z/2 and what it lost
  const P z = r * r, half = z * P(T(0.5)), rest = rounded(P(T(1)) - half);
  const P bend = polynomial(z, trig_fit<T>::sin), lost = rounded(P(T(1)) - rest) - half;
  P sine;
  if constexpr (sizeof...(Low) == 0) sine = fma(r * z, bend, r);
  else sine = r + fma(r * z, bend, (low * ... * rest));
  const P cosine = rest + fma(z * z, polynomial(z, trig_fit<T>::cos), (lost - ... - (low * r)));
  const P value = select((n & B(bits(1))) == B(bits(0)), sine, cosine);
  const B sign = (n & B(bits(2))) << B(bits(8 * sizeof(T) - 2));
  return bits_as<T>(bits_as<bits>(value) ^ sign);
}

// sin(x + turns pi/2). Angles of floats are reduced as doubles: what reduction cancels, they have to spare.
template <class T, int W> TENON_INLINE constexpr pack<T, W> sin_shifted(pack<T, W> x, int turns) {
  if constexpr (x.halved) return join(sin_shifted(x.v.lo, turns), sin_shifted(x.v.hi, turns));
  else {
    using N = pack<int_like<T>, W>;
    constexpr bool apart = sizeof(T) == 8;
    const auto [r, low, n] = split_quadrants<apart>(cast<double>(x));
    const N quarters = cast<int_like<T>>(n) + N(int_like<T>(turns));
    if constexpr (apart) return sin_of_quadrant(quarters, r, low);
    else return sin_of_quadrant(quarters, cast<T>(r));
  }
}

} // namespace detail

// within 2 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> sin(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(sin(x.v));
  else return select(x == pack<T, W>(T(0)), x, detail::sin_shifted(x, 0)); // keeps -0.0
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> cos(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(cos(x.v));
  else return detail::sin_shifted(x, 1);
}

} // namespace tenon::simd

// SPDX-License-Identifier: BSL-1.0
// exp, exp2 and expm1: x = n ln 2 + r, a polynomial in r, and 2^n.
#pragma once

#include <tenon/simd/polynomial.hpp>

namespace tenon::simd {

namespace detail {

template <class T> struct exp_fit;
template <> struct exp_fit<float> {
  // results are 0 below, also times -lowest, and infinity above
  static constexpr float lowest = -110, highest = 89, lowest2 = -151, highest2 = 129;
  // n * ln2_high is exact for all n that occur
  static constexpr float log2_e = 0x1.715476p0f, ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f;
  // e^r = 1 + r + r^2 (...), |r| <= ln(2) / 2
  static constexpr float natural[] = {0x1.fffffap-2f, 0x1.555492p-3f, 0x1.555a26p-5f, 0x1.12397cp-7f, 0x1.694c82p-10f};
  // 2^r = 1 + r (...), |r| <= 1/2
  static constexpr float binary[] = {0x1.62e43p-1f, 0x1.ebfbd8p-3f,  0x1.c6af76p-5f,
                                     0x1.3b30ap-7f, 0x1.5f0b82p-10f, 0x1.3fa208p-13f};
};
template <> struct exp_fit<double> {
  static constexpr double lowest = -754, highest = 710, lowest2 = -1076, highest2 = 1025;
  static constexpr double log2_e = 0x1.71547652b82fep0, ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  static constexpr double natural[] = {0x1.000000000000ap-1,  0x1.55555555554fep-3,  0x1.55555555506bfp-5,
                                       0x1.1111111126b36p-7,  0x1.6c16c18475faap-10, 0x1.a01a012fed2e2p-13,
                                       0x1.a019996299384p-16, 0x1.71df18f7a68d6p-19, 0x1.28adf8e7ba71dp-22,
                                       0x1.ad92d1dc730f7p-26};
  static constexpr double binary[] = {0x1.62e42fefa39efp-1,  0x1.ebfbdff82c58dp-3,  0x1.c6b08d704a182p-5,
                                      0x1.3b2ab6fba53b8p-7,  0x1.5d87fe7888dffp-10, 0x1.430912f7013a2p-13,
                                      0x1.ffcbfcdb1c5bep-17, 0x1.62c027b683cfbp-20, 0x1.b52423226231ap-24,
                                      0x1.e4bbc00d29bc3p-28, 0x1.eafdc2f7f740fp-32, 0x1.de49d627f11cap-36};
};

// nan, as the second operand of both, passes
template <class T, int W> TENON_INLINE constexpr pack<T, W> limit(pack<T, W> x, T low, T high) {
  return fast_min(pack<T, W>(high), fast_max(pack<T, W>(low), x));
}

template <class T, int W> struct exp_parts {
  pack<T, W> n, r, low; // x = n ln 2 + r + low, where r is exact and low a small correction of it
};
template <class T, int W> TENON_INLINE constexpr exp_parts<T, W> split_by_ln2(pack<T, W> x) {
  using P = pack<T, W>;
  using fit = exp_fit<T>;
  const P magic(whole_magic<T>);
  const P n = rounded(rounded(fma(x, P(fit::log2_e), magic)) - magic);
  return {n, rounded(fma(n, P(-fit::ln2_high), x)), rounded(n * P(-fit::ln2_low))};
}

// e^(r + low) - 1 - r
template <class T, int W> TENON_INLINE constexpr pack<T, W> exp_beyond_linear(pack<T, W> r, pack<T, W> low) {
  const pack<T, W> sum = r + low;
  return fma(sum * sum, polynomial(sum, exp_fit<T>::natural), low);
}

// (m + low) 2^n, also where that leaves the range of T; n as scale takes it
template <class T, int W> struct scaled {
  pack<T, W> m, n, low;
};

template <class T, int W, class... Low>
TENON_INLINE constexpr scaled<T, W> exp_by_polynomial(pack<T, W> x, Low... x_low) {
  const auto [n, r, low] = split_by_ln2(limit(x, exp_fit<T>::lowest, exp_fit<T>::highest));
  const auto linear = sum_ordered(pack<T, W>(T(1)), r);
  const auto sum = sum_ordered(linear.high, linear.low + exp_beyond_linear(r, (low + ... + x_low)));
  return {sum.high, n, sum.low};
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> exp2_by_polynomial(pack<T, W> x) {
  using fit = exp_fit<T>;
  x = limit(x, fit::lowest2, fit::highest2);
  const pack<T, W> magic(whole_magic<T>), n = rounded(rounded(x + magic) - magic), r = x - n;
  return scale(fma(r, polynomial(r, fit::binary), pack<T, W>(T(1))), n);
}

#if TENON_AVX512

// 2^(i/32) / (1 + e), two registers of it. That e of which all entries, rounded to floats, are within 0.31 ulp.
struct powers_of_two {
  static constexpr float e = -0x1.cd05bp-11f;
  alignas(64) float value[32];
};
inline constexpr powers_of_two exp_table = [] {
  powers_of_two table{};
  for (int i = 0; i < 32; ++i) {
    double root = 2, power = 1;
    for (int bit = 16; bit > 0; bit /= 2) {
      root = constant_sqrt(root);
      if (i & bit) power *= root;
    }
    table.value[i] = static_cast<float>(power / (1 + double(powers_of_two::e)));
  }
  return table;
}();

// x = (n + i/32) ln 2 + r with |r| <= ln(2) / 64: a cubic polynomial is enough, for 1.75 ulp a square one; the table
// gives 2^(i/32), and both registers of it stay loaded over a loop.
template <bool Binary, int Degree = 3, class... Low>
TENON_INLINE scaled<float, 16> exp_by_table(pack<float, 16> x, Low... x_low) {
  using P = pack<float, 16>;
  const P magic(0x1.8p18f); // the sum's last bit is worth 1/32; its low five bits are i
  P t, n, r, q;
  if constexpr (Binary) {
    t = rounded(x + magic);
    n = rounded(t - magic);
    r = x - n;
  } else {
    t = rounded(fma(x, P(0x1.715476p0f), magic));
    n = rounded(t - magic);
    r = fma(n, P(0x1.05c61p-29f), fma(n, P(-0x1.62e43p-1f), x));
    r = (r + ... + x_low);
  }
  r = P::of(machine_limit(r.v, P(1).v)); // where |x| is huge, r is anything, and n alone shall count
  if constexpr (Degree == 2) q = fma(r, P(0x1.ff8cbep-2f), P(0x1.ff8eaap-1f));
  else if constexpr (Binary) q = fma(r, fma(r, P(0x1.c6ef2p-5f), P(0x1.eb8e54p-3f)), P(0x1.62944cp-1f));
  else q = fma(r, fma(r, P(0x1.559746p-3f), P(0x1.ff8e02p-2f)), P(0x1.ff8cbep-1f));
  const P power = P::of(machine_lookup(P::load(exp_table.value).v, bits_as<int>(t).v, P::load(exp_table.value + 16).v));
  const P more = fma(r, q, P(powers_of_two::e)), m = rounded(fma(power, more, power));
  return {m, n, fma(power, more, power - m)}; // scaling takes the floor of n
}

#endif

// e^x, or e^(x + low) where low is a small correction of a finite x
template <class T, int W, class... Low> TENON_INLINE constexpr scaled<T, W> exp_apart(pack<T, W> x, Low... low) {
#if TENON_AVX512
  if constexpr (std::is_same_v<T, float> && W == 16) return exp_by_table<false>(x, low...);
  else
#endif
    return exp_by_polynomial(x, low...);
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> scale(scaled<T, W> a) { return scale(a.m, a.n); }

// whether packs of W do best in the lanes of a whole register, where the table is
template <class T, int W>
inline constexpr bool fill_register = TENON_AVX512 && std::is_same_v<T, float> && W > 1 && W < 16;

} // namespace detail

// e^x within 1 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> exp(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(exp(x.v));
  else if constexpr (x.halved) return join(exp(x.v.lo), exp(x.v.hi));
  else if constexpr (detail::fill_register<T, W>) return low_half(exp(join(x, x)));
  else return detail::scale(detail::exp_apart(x));
}

// e^x within 1.75 ulp, faster where there is a table: for an x that has been rounded, which costs more than that
template <class T, int W> TENON_INLINE constexpr pack<T, W> exp_of_rounded(pack<T, W> x) {
#if TENON_AVX512
  if constexpr (x.halved) return join(exp_of_rounded(x.v.lo), exp_of_rounded(x.v.hi));
  else if constexpr (detail::fill_register<T, W>) return low_half(exp_of_rounded(join(x, x)));
  else if constexpr (std::is_same_v<T, float> && W == 16) return detail::scale(detail::exp_by_table<false, 2>(x));
  else
#endif
    return exp(x);
}

// 2^x within 1.1 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> exp2(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(exp2(x.v));
  else if constexpr (x.halved) return join(exp2(x.v.lo), exp2(x.v.hi));
  else if constexpr (detail::fill_register<T, W>) return low_half(exp2(join(x, x)));
#if TENON_AVX512
  else if constexpr (std::is_same_v<T, float> && W == 16) return detail::scale(detail::exp_by_table<true>(x));
#endif
  else return detail::exp2_by_polynomial(x);
}

// e^x - 1 within 2 ulp, also near 0
template <class T, int W> TENON_INLINE constexpr pack<T, W> expm1(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(expm1(x.v));
  else if constexpr (x.halved) return join(expm1(x.v.lo), expm1(x.v.hi));
  else {
    using P = pack<T, W>;
    using fit = detail::exp_fit<T>;
    const P y = detail::limit(x, T(sizeof(T) == 4 ? -20 : -40), fit::highest); // below: -1 to the last bit
    const auto [n, r, low] = detail::split_by_ln2(y);
    const P p = r + detail::exp_beyond_linear(r, low);
    // 2^n p + (2^n - 1), halved so that 2^n stays finite where n is the largest
    const P s = detail::power_of_two<T>(detail::small_integer(n - P(T(1))));
    const P half = fma(s, p, s - P(T(0.5)));
    return select(n == P(T(0)), select(x == P(T(0)), x, p), half + half);
  }
}

} // namespace tenon::simd

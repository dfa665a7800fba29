// SPDX-License-Identifier: BSL-1.0
// Angles modulo a quarter turn: x = n pi/2 + r + low with |r| <= pi/4 and a small correction low, for any finite x.
#pragma once

#include <tenon/simd/polynomial.hpp>

namespace tenon::simd::detail {

// 2/pi in 32-bit digits, as far as the largest double needs them
inline constexpr std::uint32_t two_over_pi[] = {
    0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu, 0xdebbc561u,
    0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu, 0xfe1deb1cu, 0xb129a73eu, 0xe88235f5u, 0x2ebb4484u,
    0xe99c7026u, 0xb45f7e41u, 0x3991d639u, 0x835339f4u, 0x9c845f8bu, 0xbdf9283bu, 0x1ff897ffu, 0xde05980fu,
    0xef2f118bu, 0x5a0a6d1fu, 0x6d367ecfu, 0x27cb09b7u, 0x4f463f66u, 0x9e5fea2du, 0x7527bac7u, 0xebe5f17bu,
    0x3d0739f7u, 0x8a5292eau, 0x6bfb5fb1u, 0x1f8d5d08u, 0x56033046u, 0xfc7b6babu, 0xf0cfbc20u, 0x9af4361du};

struct quadrant {
  double r, low;
  std::int64_t n; // modulo 4
};

// Of x / (pi/2) only the last two bits before the point and what follows them matter. x is m * 2^e with a
// whole number m, so the digits of 2/pi above those bits are skipped (Payne and Hanek 1983). For |x| >= 2.
constexpr quadrant large_quadrant(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int field = static_cast<int>(bits >> 52 & 0x7ff);
  if (field == 0x7ff) return {std::numeric_limits<double>::quiet_NaN(), 0, 0};
  const std::uint64_t m = (bits & 0xfffffffffffff) | 0x10000000000000;
  const int e = field - 1023 - 52;
  // Six digits from the one that holds the bit of weight 2^(1 - e), shifted so that this bit comes first.
  // Where e is small that bit stands before the point: zeros.
  const int first = e - 2 + 64; // zero-based position of that bit after 64 zeros
  constexpr int digits = 6;
  std::uint32_t window[digits]{};
  for (int i = 0; i < digits; ++i) {
    const int at = first / 32 + i - 2, shift = first % 32;
    const std::uint64_t upper = at < 0 ? 0 : two_over_pi[at], lower = at + 1 < 0 ? 0 : two_over_pi[at + 1];
    window[i] = static_cast<std::uint32_t>((upper << 32 | lower) << shift >> 32);
  }
  // m * window, the last six digits: 2 bits of quadrant, then the fraction
  std::uint32_t product[digits]{};
  for (const int half : {0, 1}) {
    const std::uint64_t factor = half == 0 ? m & 0xffffffff : m >> 32;
    std::uint64_t carry = 0;
    for (int i = digits - 1; i >= half; --i) {
      const std::uint64_t t = factor * window[i] + product[i - half] + carry;
      product[i - half] = static_cast<std::uint32_t>(t);
      carry = t >> 32;
    }
  }
  std::uint64_t high = std::uint64_t{product[0]} << 32 | product[1];
  std::uint64_t low = std::uint64_t{product[2]} << 32 | product[3];
  auto n = static_cast<std::int64_t>(high >> 62);
  high = high << 2 | low >> 62;
  low <<= 2;
  const bool up = high >> 63 != 0; // to the nearest quadrant
  if (up) high = ~high, low = ~low, ++n;
  // r to all its digits: the fraction and pi/2 in two parts each
  const auto leading = static_cast<double>(high);
  const auto left = static_cast<std::int64_t>(high - static_cast<std::uint64_t>(leading));
  const double trailing = static_cast<double>(left) + static_cast<double>(low) * 0x1p-64;
  constexpr double half_pi = 0x1.921fb54442d18p0, half_pi_low = 0x1.1a62633145c07p-54;
  const auto angle = product_exact(pack<double, 1>(leading), pack<double, 1>(half_pi));
  const double rest = angle.low.v + leading * half_pi_low + trailing * half_pi;
  const auto [r, r_low] = sum_ordered(angle.high, pack<double, 1>(rest));
  const double unit = up == (x < 0) ? 0x1p-64 : -0x1p-64;
  return {r.v * unit, r_low.v * unit, (x < 0 ? -n : n) & 3};
}

template <int W> struct quadrants {
  pack<double, W> r, low;
  pack<std::int64_t, W> n; // modulo 4 in its last two bits
};

inline constexpr double large_angle = 0x1p20;

// Replaces what the fast way got wrong. A call, so that loops over ordinary angles stay small.
template <int W>
[[gnu::noinline, gnu::cold]] void reduce_large(const double* x, double* r, double* low, std::int64_t* n) {
  for (int i = 0; i < W; ++i)
    if (const double size = x[i] < 0 ? -x[i] : x[i]; !(size <= large_angle)) {
      const quadrant q = large_quadrant(x[i]);
      r[i] = q.r;
      low[i] = q.low;
      n[i] = q.n;
    }
}

// Without Apart low is 0, and r is rounded twice.
template <bool Apart, int W> TENON_INLINE constexpr quadrants<W> split_quadrants(pack<double, W> x) {
  using P = pack<double, W>;
  const P magic(whole_magic<double>), t = rounded(fma(x, P(0x1.45f306dc9c883p-1), magic));
  const P n = rounded(t - magic);
  // The first three parts of pi/2 have 33 bits at most: their products with n are exact, and so is the first
  // difference.
  const P first(-0x1.921fb544p0), second(-0x1.0b4611a6p-34), third(-0x1.3198a2ep-69), fourth(-0x1.b839a252049c1p-104);
  P r = rounded(fma(n, second, rounded(fma(n, first, x)))), low(0.0);
  if constexpr (Apart) {
    const auto sum = sum_ordered(r, rounded(n * third));
    r = sum.high, low = fma(n, fourth, sum.low);
  } else r = fma(n, third, r);
  const auto quarters = bits_as<std::int64_t>(t);
  const auto large = !(abs(x) <= P(large_angle)); // or not finite
  if (!any(large)) [[likely]]
    return {r, low, quarters};
  if constexpr (W == 1) {
    const quadrant q = large_quadrant(x.v);
    return {P(q.r), P(q.low), pack<std::int64_t, 1>(q.n)};
  } else {
    double angles[W], rest[W], corrections[W];
    std::int64_t turns[W];
    x.store(angles), r.store(rest), low.store(corrections), quarters.store(turns);
    reduce_large<W>(angles, rest, corrections, turns);
    return {P::load(rest), P::load(corrections), pack<std::int64_t, W>::load(turns)};
  }
}

} // namespace tenon::simd::detail

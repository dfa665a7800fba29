// SPDX-License-Identifier: BSL-1.0
// tanh and sigmoid.
#pragma once

#include <tenon/simd/exp.hpp>

namespace tenon::simd {

template <class T, int W> TENON_INLINE constexpr pack<T, W> tanh(pack<T, W> x) {
  if constexpr (std::is_class_v<T>)
    return pack<T, 1>(tanh(x.v));
  else if constexpr (x.halved)
    return join(tanh(x.v.lo), tanh(x.v.hi));
  else {
    using P = pack<T, W>;
    const P a = fast_min(P(T(20)), abs(x));
    const P e = expm1(a + a);
    return copysign(e / (e + P(T(2))), x);
  }
}

// 1 / (1 + e^-x)
template <class T, int W> TENON_INLINE constexpr pack<T, W> sigmoid(pack<T, W> x) {
  const pack<T, W> one(T(1));
  return one / (one + exp(-x));
}

} // namespace tenon::simd

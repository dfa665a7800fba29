// SPDX-License-Identifier: BSL-1.0
// Updates in place: one pass over arrays of equal length, a pack of each at a time.
#pragma once

#include <tenon/simd/pack.hpp>

#include <type_traits>

namespace tenon {

namespace detail {
template <int W, int N, class F, class... E> TENON_INLINE constexpr void update_pack(F& f, E*... at) {
  [&](auto... packs) TENON_INLINE_LAMBDA {
    f(packs...);
    const auto put = [](auto p, auto* to) TENON_INLINE_LAMBDA {
      if constexpr (!std::is_const_v<std::remove_pointer_t<decltype(to)>>) p.template store<N>(to);
    };
    (put(packs, at), ...);
  }(pack<std::remove_const_t<E>, W>::template load<N>(at)...);
}

// Rest elements come after the last full pack. Only they are part of the type, so that most parameters of a model share
// one function. f comes by value: the compiler then knows that no store changes it.
template <int W, int Rest, class F, class... E> [[gnu::noinline]] constexpr F update_packs(index n, F f, E*... at) {
  index j = 0;
  for (; j + W <= n; j += W) update_pack<W, W>(f, (at + j)...);
  if constexpr (Rest > 0) update_pack<W, Rest>(f, (at + j)...);
  return f;
}
} // namespace detail

// Calls f(pack&...) with the elements of all arrays, W neighbours at a time, and writes back what f leaves in them;
// arrays of const are only read. In the last pack there are zeros beyond the N elements. Returns f.
template <index N, int W, class F, class... E> constexpr F update_elements(F f, E*... at) {
  return detail::update_packs<W, static_cast<int>(N % W)>(N, f, at...);
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Rotary positions: queries and keys are turned by angles that grow with their positions, so that their products
// depend on how far apart these are (Su et al.: RoFormer, 2021).
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/tensor/split.hpp>

namespace tenon {

namespace detail {
constexpr text check_rotary(const ints& x, const ints& cos, const ints& sin) {
  const char* const what = "rotary_embedding";
  if (x.n < 2) return say(what, ": shape ", x, "; expected (..., positions, width)");
  if (x[x.n - 1] % 2 != 0) return say(what, ": shape ", x, ": the width ", x[x.n - 1], " is odd; pairs are turned");
  const ints wanted{x[x.n - 2], x[x.n - 1] / 2};
  ints half = x;
  half[x.n - 1] = wanted[1];
  const auto fits = [&](const ints& angles) {
    return angles.n >= 2 && ints{angles[angles.n - 2], angles[angles.n - 1]} == wanted &&
           check_broadcast(half, angles).empty() && broadcast(half, angles) == half;
  };
  if (!fits(cos)) return say(what, ": cosines ", cos, " for shape ", x, "; expected ", wanted);
  if (!fits(sin)) return say(what, ": sines ", sin, " for shape ", x, "; expected ", wanted);
  return {};
}
template <class X, class C, class S> constexpr text rotary_fault() {
  return first_fault(check_fractions<value_of<X>>("rotary_embedding"),
                     check_rotary(shape_of<X>::list, shape_of<C>::list, shape_of<S>::list));
}
} // namespace detail

// x (..., N, d) with the pair of elements i and i + d / 2 at position n turned by the angle whose cosine and sine are
// element (n, i) of `cos` and `sin`; further dimensions of these broadcast.
// transformers.models.llama.modeling_llama.apply_rotary_pos_emb
template <tensor_like X, tensor_like C, tensor_like S>
constexpr auto rotary_embedding(X&& x, const C& cos, const S& sin) {
  constexpr text sentence = detail::rotary_fault<X, C, S>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else {
    constexpr index half = shape_of<X>::list[shape_of<X>::rank - 1] / 2;
    const auto pairs = node_of(static_cast<X&&>(x));
    const auto first = narrow(pairs, c<-1>, c<0>, c<half>);
    const auto second = narrow(pairs, c<-1>, c<half>, c<half>);
    return cat(first * cos - second * sin, second * cos + first * sin, c<-1>);
  }
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Tensors with a border.
#pragma once

#include <tenon/ops/broadcast.hpp>
#include <tenon/tensor/split.hpp>

namespace tenon {

namespace detail {
constexpr text check_pad(const ints& size, const ints& border) {
  if (border.n % 2 != 0) return say("pad: ", border.n, " numbers; expected two for each dimension, the last first");
  if (border.n / 2 > size.n)
    return say("pad: ", border.n, " numbers for shape ", size, ", which has ", size.n,
               size.n == 1 ? " dimension" : " dimensions");
  for (int i = 0; i + 1 < border.n; i += 2)
    if (const int d = size.n - 1 - i / 2;
        size[d] + (border[i] < 0 ? border[i] : 0) + (border[i + 1] < 0 ? border[i + 1] : 0) < 0)
      return say("pad: dimension ", d, " of ", size, " has fewer elements than are cut off by ", border[i], " and ",
                 border[i + 1]);
  return {};
}
// N elements of one value along dimension D, beside E
template <class E, int D, index N> constexpr auto border_of(typename E::value_type value) {
  using S = typename part_of<row_major_layout<typename E::size_type>, D, N>::type::size_type;
  return node::scalar<typename E::value_type, S>(value);
}
// with Before and After elements along dimension D; negative numbers cut off
template <int D, index Before, index After, class E> constexpr auto bordered(E e, typename E::value_type value) {
  using S = typename E::size_type;
  constexpr index first = Before < 0 ? -Before : 0, cut = first + (After < 0 ? -After : 0);
  if constexpr (cut > 0)
    return bordered<D, (Before > 0 ? Before : 0), (After > 0 ? After : 0)>(
        node_of(arrange<rule::narrow<S, D, first, S::list[D] - cut>>(e)), value);
  else if constexpr (Before > 0 && After > 0)
    return joined<D>(border_of<E, D, Before>(value), e, border_of<E, D, After>(value));
  else if constexpr (Before > 0) return joined<D>(border_of<E, D, Before>(value), e);
  else if constexpr (After > 0) return joined<D>(e, border_of<E, D, After>(value));
  else return e;
}
// Border lists two numbers for each dimension from the last on. The joins nest so that every part is written once.
template <ints Border, int I = 0, class E> constexpr auto padded(E e, typename E::value_type value) {
  if constexpr (I >= Border.n) return e;
  else
    return padded<Border, I + 2>(
        bordered<E::size_type::rank - 1 - I / 2, Border[I], Border[I + 1]>(static_cast<E&&>(e), value), value);
}
template <class X, class Border, class V = value_of<X>> constexpr text pad_fault() {
  if constexpr (!is_sizes<Border>)
    return say("pad: expected the border as a list of constants, such as sizes(1_c, 1_c) for the last dimension");
  else if (!std::is_constructible_v<value_of<X>, V>) return say("pad: the value must be a number");
  else if (Border::count > max_rank) return say("pad: ", Border::count, " numbers; at most ", max_rank);
  else return check_pad(shape_of<X>::list, Border::list);
}
} // namespace detail

// x with a border of `value`: for the last dimension N[0] elements before and N[1] after it, for the one before N[2]
// and N[3], and so on; negative numbers cut off. torch.nn.functional.pad, mode constant
template <tensor_like X, class Border = missing, class V = value_of<X>>
constexpr auto pad(X&& x, Border = {}, const V& value = {}) {
  constexpr text sentence = detail::pad_fault<X, Border, V>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return detail::padded<Border::list>(node_of(static_cast<X&&>(x)), static_cast<value_of<X>>(value));
}

} // namespace tenon

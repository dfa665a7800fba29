// SPDX-License-Identifier: BSL-1.0
// rearrange<"b t (h d) -> b h t d">(x, "h"_k = 4_c): view, permute and reshape, by the names of dimensions.
#pragma once

#include <tenon/shape/key.hpp>
#include <tenon/shape/rearrange.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
template <text Pattern, class S, class... Given> struct rearrange_pattern {
  static constexpr rearrangement value = [] {
    constexpr int count = sizeof...(Given);
    const named_extent given[count + 1] = {{Given::name, Given::value_type::value}..., {}};
    return parse_rearrange(Pattern, S::list, given, count);
  }();
  static constexpr ints split = value.split, joined = value.joined;
  using split_type = size_of<split>;
  using joined_type = size_of<joined>;
};
template <class Pattern> struct pattern_rule {
  static constexpr ints order = Pattern::value.order;
  static constexpr ints size = permuted(Pattern::split, order);
  static constexpr arrangement how = [] {
    arrangement r = rule::identity<typename Pattern::split_type>::how;
    for (int k = 0; k < order.n; ++k) r.from[static_cast<int>(order[k])] = k;
    return r;
  }();
};
// under another shape: a view where memory allows
template <class S, class X> constexpr auto in_shape(X&& x) {
  return [&]<long long... N>(std::integer_sequence<long long, N...>) {
    return reshape(static_cast<X&&>(x), c<S::list.v[N]>...);
  }(std::make_integer_sequence<long long, S::rank>{});
}
template <class> inline constexpr bool is_axis_extent = false;
template <text Name, long long N> inline constexpr bool is_axis_extent<keyed<Name, constant<N>>> = true;
} // namespace detail

// what rearrange takes beside the tensor: "h"_k = 8_c
template <class G>
concept axis_extent = detail::is_axis_extent<G>;

namespace detail {
template <text Pattern, class X, class... Given> constexpr text rearrange_fault() {
  if constexpr (!(axis_extent<Given> && ...))
    return say("rearrange: expected the extents of axes as constants, by name: \"h\"_k = 8_c");
  else return rearrange_pattern<Pattern, shape_of<X>, Given...>::value.fault;
}
} // namespace detail

// x with its dimensions split, permuted and joined as a pattern says: a view where strides allow, else an expression
// that copies. Extents that the shape leaves open are given by name. einops.rearrange
template <text Pattern, tensor_like X, class... Given> constexpr auto rearrange(X&& x, Given...) {
  constexpr text sentence = detail::rearrange_fault<Pattern, X, Given...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return arrange<rule::identity<shape_of<X>>>(static_cast<X&&>(x));
  else {
    using pattern = detail::rearrange_pattern<Pattern, shape_of<X>, Given...>;
    return detail::in_shape<typename pattern::joined_type>(
        arrange<detail::pattern_rule<pattern>>(detail::in_shape<typename pattern::split_type>(static_cast<X&&>(x))));
  }
}
template <tensor_like X, class... Others> constexpr auto rearrange(X&& x, const Others&...) {
  constexpr text sentence =
      misuse<X, Others...>("rearrange: the pattern is a template argument: rearrange<\"a b -> b a\">(x)");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return arrange<rule::identity<shape_of<X>>>(static_cast<X&&>(x));
}

} // namespace tenon

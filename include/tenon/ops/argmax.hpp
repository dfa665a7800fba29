// SPDX-License-Identifier: BSL-1.0
// Where the largest and the smallest elements are.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
// the first place along dimension D where the extremum is found; nan counts as one
template <class Extremum, int D> struct arg_row {
  template <class E> constexpr auto operator()(E e) const {
    return let(e, [](auto x) {
      using S = typename decltype(x)::size_type;
      const node::coordinate<std::int64_t, S, D> place{};
      const auto found = x == back(x, folded<Extremum, 1u << D>(x)) || x != x;
      return folded<amin_op, 1u << D>(where(found, place, static_cast<std::int64_t>(S::list[D])));
    });
  }
};
constexpr text check_argument(const char* what, index d, const ints& size) {
  if (const text t = check_dim(what, d, size); !t.empty()) return t;
  if (size.n > 0 && size[wrap_dim(d, size.n)] == 0) return say(what, ": nothing to compare in shape ", size);
  return {};
}
template <class Extremum, class X, long long D, bool Keep> constexpr auto arg_extremum(X&& x) {
  using S = shape_of<X>;
  if constexpr (!check_argument("", D, S::list).empty()) return placeholder<std::int64_t, S>();
  else if constexpr (S::rank == 0) return placeholder<std::int64_t, S>();
  else {
    constexpr int d = wrap_dim(D, S::rank);
    auto r = arg_row<Extremum, d>{}(stopped(node_of(static_cast<X&&>(x))));
    if constexpr (Keep) return r;
    else return without_dims<1u << d>(r);
  }
}
} // namespace detail

// The index of the first maximum along a dimension, or in row-major order. torch.argmax
template <tensor_like X, long long D> constexpr auto argmax(X&& x, constant<D>) {
  constexpr text sentence = detail::check_argument("argmax", D, shape_of<X>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::arg_extremum<amax_op, X, D, false>(static_cast<X&&>(x));
}
template <tensor_like X, long long D> constexpr auto argmax(X&& x, constant<D>, keepdim_t) {
  constexpr text sentence = detail::check_argument("argmax", D, shape_of<X>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::arg_extremum<amax_op, X, D, true>(static_cast<X&&>(x));
}
template <tensor_like X> constexpr auto argmax(X&& x) { return argmax(flatten(static_cast<X&&>(x)), c<0>); }

template <tensor_like X, long long D> constexpr auto argmin(X&& x, constant<D>) {
  constexpr text sentence = detail::check_argument("argmin", D, shape_of<X>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::arg_extremum<amin_op, X, D, false>(static_cast<X&&>(x));
}
template <tensor_like X, long long D> constexpr auto argmin(X&& x, constant<D>, keepdim_t) {
  constexpr text sentence = detail::check_argument("argmin", D, shape_of<X>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::arg_extremum<amin_op, X, D, true>(static_cast<X&&>(x));
}
template <tensor_like X> constexpr auto argmin(X&& x) { return argmin(flatten(static_cast<X&&>(x)), c<0>); }

} // namespace tenon

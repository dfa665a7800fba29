// SPDX-License-Identifier: BSL-1.0
// A number in an expression, spread over any shape, and the coordinate along one dimension.
#pragma once

#include <tenon/expr/expression.hpp>

namespace tenon {

namespace node {
template <class T, class S> struct scalar : expression<scalar<T, S>> {
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = false;
  static constexpr int lanes = 0;

  T value;

  constexpr explicit scalar(T v) : value(v) {}
  static constexpr void walk(survey&, const binding&) {}
};

// the coordinate along dimension D of a tensor of shape S
template <class T, class S, int D> struct coordinate : expression<coordinate<T, S, D>> {
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<T>;
  // as if it were memory that counts up along D
  static constexpr layout as_layout = [] {
    layout l{S::list, ints::filled(S::rank, 0)};
    l.stride[D] = 1;
    return l;
  }();

  static constexpr void walk(survey& s, const binding& b) { s.touch(as_layout, b); }
};
} // namespace node

template <class T, class S, binding B, frame F> struct cursor<node::scalar<T, S>, B, F> : quiet_cursor {
  static constexpr bool gives_results = true;
  T value;

  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::scalar<T, S>& n, const Scope&, Memory&) : value(n.value) {}
  template <int W, int N> TENON_INLINE constexpr pack<T, W> lane(index) const { return pack<T, W>(value); }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> results(const position&) const { return pack<T, W>(value); }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D) {}
};

template <class T, class S, int D, binding B, frame F> struct cursor<node::coordinate<T, S, D>, B, F> : quiet_cursor {
  static constexpr access place = access_of(node::coordinate<T, S, D>::as_layout, B, F);
  index start = 0;

  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::coordinate<T, S, D>&, const Scope&, Memory&) {}
  TENON_INLINE constexpr void row(const position& at) { start = row_offset<place, F>(at); }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> lane(index j) const {
    const T first = static_cast<T>(start + j * place.row);
    if constexpr (place.lane == 0) return pack<T, W>(first);
    else return iota<T, W>(first);
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class G> TENON_INLINE constexpr void pull(index, const Trace&, G) {}
};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// A number in an expression, spread over any shape, and the coordinate along one dimension.
#pragma once

#include <tenon/expr/leaf.hpp>

namespace tenon {

namespace node {
template <class T, class S> struct TENON_MACHINE scalar : expression<scalar<T, S>> {
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = false;
  static constexpr int lanes = 0;
  // as if it were memory of one element
  static constexpr layout as_layout{S::list, ints::filled(S::rank, 0)};

  T value;

  constexpr explicit scalar(T v) : value(v) {}
  static constexpr void walk(survey&, const binding&) {}
};

// the coordinate along dimension D of a tensor of shape S; for D = -1 the element's number in row-major order
template <class T, class S, int D> struct TENON_MACHINE coordinate : expression<coordinate<T, S, D>> {
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<T>;
  // as if it were memory that counts up
  static constexpr layout as_layout = [] {
    if (D < 0) return layout{S::list, row_major(S::list)};
    layout l{S::list, ints::filled(S::rank, 0)};
    l.stride[D] = 1;
    return l;
  }();

  static constexpr void walk(survey& s, const binding& b) {
    s.computes_with(lanes, b);
    s.touch(as_layout, b);
  }
};
} // namespace node

// one value everywhere
template <class T> struct constant_cursor : quiet_cursor {
  using value_type = T;
  static constexpr bool gives_results = true;
  T value;

  struct source {
    T value;
  };
  template <class Scope> TENON_HOOK constexpr constant_cursor(const source& s, const Scope&) : value(s.value) {}
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index) const { return pack<T, W>(value); }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> results(const position&) const { return pack<T, W>(value); }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
};
template <class T, class S, binding B, frame F> struct cursor<node::scalar<T, S>, B, F> {
  using type = constant_cursor<T>;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::scalar<T, S>& n, Memory&) {
    return {n.value};
  }
};

template <class T, class Place> struct counting_cursor : quiet_cursor {
  using value_type = T;
  shared_by_cursors<Place> place;
  index start = 0;

  struct source {
    Place place;
  };
  template <class Scope> TENON_HOOK constexpr counting_cursor(const source& s, const Scope&) : place(s.place) {}
  TENON_HOOK constexpr void row(const position& at) { start = place.it.offset(at); }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index j) const {
    const T first = static_cast<T>(start + j * place.it.row());
    if constexpr (Place::between_lanes == spacing::none) return pack<T, W>(first);
    else if constexpr (Place::between_lanes == spacing::unit) return iota<T, W>(first);
    else return pack<T, W>(first) + iota<T, W>(T(0)) * pack<T, W>(static_cast<T>(place.it.lane()));
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
};
template <class T, class S, int D, binding B, frame F> struct cursor<node::coordinate<T, S, D>, B, F> {
  using place = place_of<access_of(node::coordinate<T, S, D>::as_layout, B, F), F>;
  using type = counting_cursor<T, typename place::type>;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::coordinate<T, S, D>&, Memory&) {
    return {place::here};
  }
};

} // namespace tenon

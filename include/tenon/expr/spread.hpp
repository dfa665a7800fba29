// SPDX-License-Identifier: BSL-1.0
// Another arrangement of an expression's dimensions: broadcast, permuted, narrowed, squeezed. Nothing is moved; the
// loops are renamed.
#pragma once

#include <tenon/expr/expression.hpp>

namespace tenon {

// For each dimension of the operand: the dimension of the result it follows (-1: none), and where it starts.
struct arrangement {
  ints from, start;
  friend constexpr bool operator==(const arrangement&, const arrangement&) = default;
};

constexpr binding rearranged(const arrangement& r, const ints& operand, const ints& result, const binding& b) {
  binding inner;
  inner.rank = operand.n;
  for (int d = 0; d < operand.n; ++d) {
    const int m = static_cast<int>(r.from[d]);
    inner.offset[d] = r.start[d];
    if (m < 0) {
      inner.loop[d] = -1;
      inner.fixed[d] = true;
    } else {
      const bool stretched = operand[d] == 1 && result[m] != 1;
      inner.loop[d] = b.loop[m];
      inner.fixed[d] = b.fixed[m] || stretched;
      if (!stretched) inner.offset[d] += b.offset[m];
    }
  }
  return inner;
}

// the layout of a result whose dimensions follow those of a layout
constexpr layout arranged(const layout& l, const ints& size, const arrangement& how) {
  layout r{size, ints::filled(size.n, 0)};
  for (int d = 0; d < l.rank(); ++d) {
    const int m = static_cast<int>(how.from[d]);
    if (m >= 0 && !(l.size[d] == 1 && size[m] != 1)) r.stride[m] += l.stride[d];
  }
  return r;
}
constexpr index arranged_offset(const layout& l, const arrangement& how) {
  index o = 0;
  for (int d = 0; d < l.rank(); ++d) o += how.start[d] * l.stride[d];
  return o;
}

namespace node {
template <class E, class S, arrangement R> struct spread : expression<spread<E, S, R>> {
  using value_type = typename E::value_type;
  using size_type = S;
  static constexpr bool differentiable = E::differentiable;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit spread(E e) : operand(static_cast<E&&>(e)) {}
  static constexpr binding bind(const binding& b) { return rearranged(R, E::size_type::list, S::list, b); }
  static constexpr void walk(survey& s, const binding& b) { E::walk(s, bind(b)); }
};

// the value without its gradient
template <class E> struct stop : expression<stop<E>> {
  using value_type = typename E::value_type;
  using size_type = typename E::size_type;
  static constexpr bool differentiable = false;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit stop(E e) : operand(static_cast<E&&>(e)) {}
  static constexpr void walk(survey& s, const binding& b) {
    const bool adjoint = s.f.adjoint;
    s.f.adjoint = false;
    E::walk(s, b);
    s.f.adjoint = adjoint;
  }
};
} // namespace node

template <class E, class S, arrangement R, binding B, frame F> struct spread_cursor {
  static constexpr binding inner = node::spread<E, S, R>::bind(B);
  static constexpr frame inside = [] {
    frame f = F;
    f.band = no_band; // its rows may be others
    return f;
  }();
  using type = cursor_for<E, inner, inside>;
};

template <class E, class S, arrangement R, binding B, frame F>
struct cursor<node::spread<E, S, R>, B, F> : spread_cursor<E, S, R, B, F>::type {
  using base = typename spread_cursor<E, S, R, B, F>::type;
  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::spread<E, S, R>& n, const Scope& scope, Memory& memory)
      : base(n.operand, scope, memory) {}
};

template <class E, binding B, frame F> struct stopped_cursor {
  static constexpr frame inside = [] {
    frame f = F;
    f.adjoint = false;
    return f;
  }();
  using type = cursor_for<E, B, inside>;
};

template <class E, binding B, frame F> struct cursor<node::stop<E>, B, F> : stopped_cursor<E, B, F>::type {
  using base = typename stopped_cursor<E, B, F>::type;
  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::stop<E>& n, const Scope& scope, Memory& memory)
      : base(n.operand, scope, memory) {}
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const {
    const auto y = base::template lane<W, N>(j);
    return traced<std::remove_const_t<decltype(y)>>{y};
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D) {}
  template <int P> TENON_INLINE constexpr void begin_back() {}
  template <int P, int W, int N> TENON_INLINE constexpr void back(index) {}
  TENON_INLINE constexpr void end_row() {}
  TENON_INLINE constexpr void finish() {}
};

} // namespace tenon

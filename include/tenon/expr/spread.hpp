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
  using operand_types = types<E>;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit spread(E e) : operand(static_cast<E&&>(e)) {}
  // whether dimensions stay where they are; some may be stretched
  static constexpr bool stays = [] {
    for (int d = 0; d < E::size_type::rank; ++d)
      if (R.from[d] != d || R.start[d] != 0 || (E::size_type::list[d] != S::list[d] && E::size_type::list[d] != 1))
        return false;
    return E::size_type::rank == S::rank;
  }();
  template <class F> constexpr bool any_operand(F f) const { return f(operand, stays); }
  static constexpr binding bind(const binding& b) { return rearranged(R, E::size_type::list, S::list, b); }
  static constexpr void walk(survey& s, const binding& b) { E::walk(s, bind(b)); }
};

// the value without its gradient
template <class E> struct stop : expression<stop<E>> {
  using value_type = typename E::value_type;
  using size_type = typename E::size_type;
  static constexpr bool differentiable = false;
  using operand_types = types<E>;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit stop(E e) : operand(static_cast<E&&>(e)) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, true); }
  static constexpr void walk(survey& s, const binding& b) {
    const bool adjoint = s.f.adjoint;
    s.f.adjoint = false;
    E::walk(s, b);
    s.f.adjoint = adjoint;
  }
};
} // namespace node

template <class E, class S, arrangement R, binding B, frame F> struct cursor<node::spread<E, S, R>, B, F> {
  using within = cursor_for<E, node::spread<E, S, R>::bind(B), unbanded<F>::value>;
  using type = typename within::type;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::spread<E, S, R>& n, Memory& memory) {
    return within::source_of(n.operand, memory);
  }
};

// what hands no gradient on
template <class C> struct stopped_cursor : C {
  using source = typename C::source;
  template <class Scope> TENON_HOOK constexpr stopped_cursor(const source& s, const Scope& scope) : C(s, scope) {}
  static constexpr bool differentiable = false;
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const {
    auto y = C::template lane<W, N>(j);
    return traced<decltype(y)>{y};
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D) {}
  template <int P> TENON_INLINE constexpr void begin_back() {}
  template <int P, int W, int N> TENON_INLINE constexpr void back(index) {}
  TENON_HOOK constexpr void pause_back() {}
  TENON_HOOK constexpr void end_row() {}
  TENON_HOOK constexpr void finish() {}
};
template <frame F> struct unadjoint {
  static constexpr frame value = [] {
    frame f = F;
    f.adjoint = false;
    return f;
  }();
};
template <class E, binding B, frame F> struct cursor<node::stop<E>, B, F> {
  using within = cursor_for<E, B, unadjoint<F>::value>;
  using type = stopped_cursor<typename within::type>;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::stop<E>& n, Memory& memory) {
    return within::source_of(n.operand, memory);
  }
};

} // namespace tenon

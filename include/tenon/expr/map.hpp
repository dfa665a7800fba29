// SPDX-License-Identifier: BSL-1.0
// An elementwise function of operands that have its shape. The function is a type with
//   value(a...)            of packs
//   slope(y, a)            of a function of one operand: its derivative, or
//   pull<I>(d, y, a...)    what operand I receives when the result receives d
//   reads(i)               the operands, as a mask, and `reads_result`, whose values pull<i> uses; without it all
//   result<T...>           the element type; without it that of the first operand
//   selects                whether it chooses among its operands, so that the others receive exactly nothing
//   traps                  whether a wrong lane may end the program, as integer division does
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/expr/row_value.hpp>

#include <utility>

namespace tenon {

template <class Op, class... T> struct map_result;
template <class Op, class T, class... Rest>
  requires(!requires { typename Op::template result<T, Rest...>; })
struct map_result<Op, T, Rest...> {
  using type = T;
};
template <class Op, class... T>
  requires requires { typename Op::template result<T...>; }
struct map_result<Op, T...> {
  using type = typename Op::template result<T...>;
};

template <class Op>
inline constexpr bool op_differentiable =
    requires { requires Op::differentiable; } || !requires { Op::differentiable; };
template <class Op> inline constexpr bool op_traps = requires { requires Op::traps; };

template <class Op, class Y, class... A>
concept gives_derivatives =
    requires(Y y, A... a) { Op::template pull<0>(y, y, a...); } || requires(Y y, A... a) { Op::slope(y, a...); };

// What operand I of a function receives.
template <class Op, int I, class D, class Y, class... A> TENON_HOOK constexpr auto pull_through(D d, Y y, A... a) {
  if constexpr (requires { Op::template pull<I>(d, y, a...); }) return Op::template pull<I>(d, y, a...);
  else return d * Op::slope(y, a...);
}

// Elements of a class may carry a tangent, a derivative along one direction, beside a value of type `primal`.
template <class T>
concept carries_tangent = requires { typename T::primal; };
template <class T> struct primal_type {
  using type = T;
};
template <carries_tangent T> struct primal_type<T> {
  using type = typename T::primal;
};
template <class T> using primal_of = typename primal_type<T>::type;

// A function's value of element type T. Elements with a tangent know how a function's derivatives move it.
template <class Op, class T, class... A> TENON_HOOK constexpr auto value_of_map(A... a) {
  if constexpr (carries_tangent<T>) return T::template map<Op>(a...);
  else return Op::value(a...);
}

inline constexpr unsigned reads_result = 1u << 16;
// Which operands' values derivatives need, as a mask; `own`: whether the function's own value is needed.
template <class Op, class... A> constexpr unsigned values_read(bool own) {
  unsigned m = own ? ~0u : 0;
  int i = 0;
  if constexpr (requires { Op::reads(0); }) ((m |= A::differentiable ? Op::reads(i) : 0u, ++i), ...);
  else m = ~0u;
  return m & reads_result ? ~0u : m;
}

// members by number, as a tuple would hold them but without its cost
template <int I, class T> struct slot {
  T it;
};
template <int I, class T> TENON_HOOK constexpr T& at(slot<I, T>& s) { return s.it; }
template <int I, class T> TENON_HOOK constexpr const T& at(const slot<I, T>& s) { return s.it; }

template <class Numbers, class... T> struct slot_list;
template <int... I, class... T> struct slot_list<std::integer_sequence<int, I...>, T...> : slot<I, T>... {};
template <int... I, class... T, class F>
constexpr bool any_slot(const slot_list<std::integer_sequence<int, I...>, T...>& s, F f, bool in_place) {
  return (f(static_cast<const slot<I, T>&>(s).it, in_place) || ...);
}
template <class... T> using slots_for = slot_list<std::make_integer_sequence<int, sizeof...(T)>, T...>;

namespace node {
template <class Op, class... A> struct map : expression<map<Op, A...>> {
  using value_type = typename map_result<Op, typename A::value_type...>::type;
  using size_type = typename std::common_type_t<std::type_identity<typename A::size_type>...>::type;
  static constexpr bool differentiable = op_differentiable<Op> && (A::differentiable || ...);
  using operand_types = types<A...>;
  static constexpr int lanes = [] {
    int n = lanes_for<value_type>;
    ((n = fewer_lanes(n, A::lanes)), ...);
    return n;
  }();

  slots_for<A...> operands;

  constexpr explicit map(A... a) : operands{{static_cast<A&&>(a)}...} {}
  template <class F> constexpr bool any_operand(F f) const { return any_slot(operands, f, true); }
  static constexpr void walk(survey& s, const binding& b) {
    s.operations += s.proposing ? 0 : product(size_type::list);
    s.computes_with(lanes_for<value_type>, b);
    if (op_traps<Op> && !std::is_floating_point_v<value_type>) s.traps = true;
    (A::walk(s, b), ...);
  }
};
} // namespace node

template <class P, class Traces> struct traced_map {
  P y;
  Traces operands;
};

// The frame of a function's operands. Below a function that selects, a gradient of 0 comes to nothing,
// whatever the slopes of what was not selected.
template <class Op, binding B, frame F> struct operand_frame {
  static constexpr frame value = [] {
    frame f = F;
    if constexpr (requires { requires Op::selects; }) f.selected = F.adjoint;
    f.computed = F.constant_along_row(B);
    f.unread = false;
    if constexpr (requires { Op::ahead; }) f.band = Op::ahead;
    return f;
  }();
};

// What does not change along the row is computed once a row, or by packs for all rows of a group.
template <class T, mode M, bool Needed> struct computed_value {};
template <class T, mode M> struct computed_value<T, M, true> {
  row_value<T, M> value;
};

// Its operands' cursors by number, so that a hook goes to all of them in one expression. `Computes`: whether its value
// is computed once a row.
template <class Numbers, class Op, class T, mode M, bool Computes, class... C> struct map_cursor;

template <int... I, class Op, class T, mode M, bool Computes, class... C>
struct map_cursor<std::integer_sequence<int, I...>, Op, T, M, Computes, C...> : slot<I, C>... {
  using value_type = T;
  static constexpr bool differentiable = op_differentiable<Op> && (C::differentiable || ...);
  static constexpr bool gives_results = M.group > 1 && (C::gives_results && ...);
  static constexpr bool quiet_operands = (C::quiet && ...);
  static constexpr bool quiet = quiet_operands && !Computes;
  static constexpr int ready = [] {
    int r = 0;
    ((r = C::ready > r ? C::ready : r), ...);
    return r;
  }();
  static constexpr bool by_group = Computes && gives_results && ready > 0;

  [[no_unique_address]] computed_value<T, M, Computes> computed;

  using source = slot_list<std::integer_sequence<int, I...>, typename C::source...>;
  template <class Scope>
  TENON_HOOK constexpr map_cursor(const source& s, const Scope& scope)
      : slot<I, C>{C(at<I>(s), scope)}..., computed() {}

  TENON_HOOK constexpr void row(const position& at) {
    (slot<I, C>::it.row(at), ...);
    if constexpr (Computes) computed.value.row(at);
  }
  template <int P> TENON_HOOK constexpr void begin() {
    if constexpr (!quiet_operands) (slot<I, C>::it.template begin<P>(), ...);
    if constexpr (Computes && P == ready && !by_group)
      computed.value.put(of_operands<row_value<T, M>::width, M.along ? 1 : M.lanes>(0));
    if constexpr (Computes && P >= ready) computed.value.begin();
  }
  template <int P, int W, int N> TENON_HOOK constexpr void step(index j) {
    if constexpr (!quiet_operands) (slot<I, C>::it.template step<P, W, N>(j), ...);
  }
  template <int P> TENON_HOOK constexpr void pause() {
    if constexpr (!quiet_operands) (slot<I, C>::it.template pause<P>(), ...);
  }
  template <int P> TENON_HOOK constexpr void end() {
    if constexpr (!quiet_operands) (slot<I, C>::it.template end<P>(), ...);
  }
  template <int P, int Rows> TENON_HOOK constexpr void close(const position& first) {
    if constexpr (!quiet_operands) (slot<I, C>::it.template close<P, Rows>(first), ...);
    if constexpr (by_group && P + 1 == ready) computed.value.put_all(of_results<M.group, Rows>(first));
  }
  template <int N, int Rows> TENON_HOOK constexpr void turn(const position& first, index j) {
    (slot<I, C>::it.template turn<N, Rows>(first, j), ...);
  }
  template <int W, int N> TENON_HOOK constexpr auto results(const position& first) const {
    if constexpr (by_group) return computed.value.template all<W, N>();
    else return of_results<W, N>(first);
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (!quiet_operands) (slot<I, C>::it.template begin_back<P>(), ...);
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (!quiet_operands) (slot<I, C>::it.template back<P, W, N>(j), ...);
  }
  TENON_HOOK constexpr void pause_back() { (slot<I, C>::it.pause_back(), ...); }
  TENON_HOOK constexpr void end_row() { (slot<I, C>::it.end_row(), ...); }
  TENON_HOOK constexpr void finish() { (slot<I, C>::it.finish(), ...); }

  template <int W, int N> TENON_HOOK constexpr auto lane(index j) const {
    if constexpr (!Computes) return of_operands<W, N>(j);
    else if constexpr (M.along) return pack<T, W>(computed.value.it[0]);
    else return computed.value.it;
  }
  // the operands' traces; written out where they are needed, for from a function they would come through memory
  template <int W, int N>
  using traces =
      slot_list<std::integer_sequence<int, I...>, decltype(std::declval<const C&>().template trace<W, N>(index()))...>;
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const {
    traces<W, N> t{{slot<I, C>::it.template trace<W, N>(j)}...};
    auto y = value_of_map<Op, T>(at<I>(t).y...);
    return traced_map<decltype(y), traces<W, N>>{y, t};
  }
  // the trace where the value is known already
  template <int W, int N, class Y> TENON_INLINE constexpr auto trace_known(index j, Y y) const {
    return traced_map<Y, traces<W, N>>{y, {{slot<I, C>::it.template trace<W, N>(j)}...}};
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    (pull_one<W, N, I, C>(j, t, d), ...);
  }

private:
  template <int W, int N> TENON_HOOK constexpr auto of_results(const position& first) const {
    return value_of_map<Op, T>(slot<I, C>::it.template results<W, N>(first)...);
  }
  template <int W, int N> TENON_HOOK constexpr auto of_operands(index j) const {
    return value_of_map<Op, T>(slot<I, C>::it.template lane<W, N>(j)...);
  }
  template <int W, int N, int K, class Operand, class Trace, class D>
  TENON_INLINE constexpr void pull_one(index j, const Trace& t, D d) {
    if constexpr (Operand::differentiable && op_differentiable<Op>) {
      auto g = pull_through<Op, K>(d, t.y, at<I>(t.operands).y...);
      if constexpr (M.selected && std::is_same_v<D, decltype(g)>) {
        const D zero(typename D::value_type(0));
        g = select(simd::vanishes(d), zero, g);
      }
      slot<K, Operand>::it.template pull<W, N>(j, at<K>(t.operands), cast<typename Operand::value_type>(g));
    }
  }
};

template <class Op, binding B, frame F, class... A> struct cursor_of_map {
  static constexpr frame inside = operand_frame<Op, B, F>::value;
  static constexpr frame unread = [] {
    frame f = inside;
    f.unread = true;
    return f;
  }();
  static constexpr unsigned read = values_read<Op, A...>(!F.unread);
  template <class Numbers> struct for_operands;
  template <int... I> struct for_operands<std::integer_sequence<int, I...>> {
    using type = map_cursor<std::integer_sequence<int, I...>, Op, typename node::map<Op, A...>::value_type, mode_of(F),
                            inside.computed && !F.computed && !F.adjoint,
                            typename cursor_for<A, B, (read >> I & 1) != 0 ? inside : unread>::type...>;
    template <class Memory>
    TENON_HOOK static constexpr typename type::source source_of(const node::map<Op, A...>& n, Memory& memory) {
      return {{cursor_for < A, B, (read >> I & 1) != 0 ? inside : unread > ::source_of(at<I>(n.operands), memory)}...};
    }
  };
};
template <class Op, class... A, binding B, frame F>
struct cursor<node::map<Op, A...>, B, F>
    : cursor_of_map<Op, B, F, A...>::template for_operands<std::make_integer_sequence<int, sizeof...(A)>> {};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// An elementwise function of operands that have its shape. The function is a type with
//   value(a...)            of packs
//   slope(y, a)            of a function of one operand: its derivative, or
//   pull<I>(d, y, a...)    what operand I receives when the result receives d
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

// What operand I of a function receives.
template <class Op, int I, class D, class Y, class... A> TENON_INLINE constexpr auto pull_through(D d, Y y, A... a) {
  if constexpr (requires { Op::template pull<I>(d, y, a...); }) return Op::template pull<I>(d, y, a...);
  else return d * Op::slope(y, a...);
}

// members by number, as a tuple would hold them but without its cost
template <int I, class T> struct slot {
  T it;
};
template <int I, class T> TENON_INLINE constexpr T& at(slot<I, T>& s) { return s.it; }
template <int I, class T> TENON_INLINE constexpr const T& at(const slot<I, T>& s) { return s.it; }

template <class Numbers, class... T> struct slots;
template <int... I, class... T> struct slots<std::integer_sequence<int, I...>, T...> : slot<I, T>... {};
template <class... T> using slots_for = slots<std::make_integer_sequence<int, sizeof...(T)>, T...>;

namespace node {
template <class Op, class... A> struct map : expression<map<Op, A...>> {
  using value_type = typename map_result<Op, typename A::value_type...>::type;
  using size_type = typename std::common_type_t<std::type_identity<typename A::size_type>...>::type;
  static constexpr bool differentiable = op_differentiable<Op> && (A::differentiable || ...);
  static constexpr int lanes = [] {
    int n = lanes_for<value_type>;
    ((n = fewer_lanes(n, A::lanes)), ...);
    return n;
  }();

  slots_for<A...> operands;

  constexpr explicit map(A... a) : operands{{static_cast<A&&>(a)}...} {}
  static constexpr void walk(survey& s, const binding& b) {
    s.operations += s.proposing ? 0 : product(size_type::list);
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
    if constexpr (requires { Op::ahead; }) f.band = Op::ahead;
    return f;
  }();
};

// What does not change along the row is computed once a row, or by packs for all rows of a group.
template <class T, frame F, bool Needed> struct computed_value {};
template <class T, frame F> struct computed_value<T, F, true> {
  row_value<T, F> value;
};

template <class Op, class... A, binding B, frame F> struct cursor<node::map<Op, A...>, B, F> {
  using T = typename node::map<Op, A...>::value_type;
  using all = std::make_integer_sequence<int, sizeof...(A)>;
  static constexpr frame inside = operand_frame<Op, B, F>::value;
  static constexpr bool computes = inside.computed && !F.computed && !F.adjoint;
  static constexpr bool gives_results = F.group > 1 && (cursor_for<A, B, inside>::gives_results && ...);
  static constexpr bool by_group = computes && gives_results;
  slots_for<cursor_for<A, B, inside>...> operands;
  [[no_unique_address]] computed_value<T, F, computes> computed;

  static constexpr int ready = [] {
    int r = 0;
    ((r = cursor_for<A, B, inside>::ready > r ? cursor_for<A, B, inside>::ready : r), ...);
    return r;
  }();

  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::map<Op, A...>& n, const Scope& scope, Memory& memory)
      : cursor(all{}, n, scope, memory) {}

  // each hook goes to every operand
  TENON_INLINE constexpr void row(const position& at) {
    each([&](auto& a) TENON_INLINE_LAMBDA { a.row(at); });
    if constexpr (computes) computed.value.row(at);
  }
  template <int P> TENON_INLINE constexpr void begin() {
    each([](auto& a) TENON_INLINE_LAMBDA { a.template begin<P>(); });
    if constexpr (computes && P == ready && !(by_group && ready > 0)) {
      constexpr int width = row_value<T, F>::width;
      computed.value.put(lane_of<width, F.along() ? 1 : F.lanes>(0, all{}));
    }
    if constexpr (computes && P >= ready) computed.value.begin();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void step(index j) {
    each([&](auto& a) TENON_INLINE_LAMBDA { a.template step<P, W, N>(j); });
  }
  template <int P> TENON_INLINE constexpr void pause() {
    each([](auto& a) TENON_INLINE_LAMBDA { a.template pause<P>(); });
  }
  template <int P> TENON_INLINE constexpr void end() {
    each([](auto& a) TENON_INLINE_LAMBDA { a.template end<P>(); });
  }
  template <int P, int Rows> TENON_INLINE constexpr void close(const position& first) {
    each([&](auto& a) TENON_INLINE_LAMBDA { a.template close<P, Rows>(first); });
    if constexpr (by_group && P + 1 == ready) computed.value.put_all(results_of<F.group, Rows>(first, all{}));
  }
  template <int N, int Rows> TENON_INLINE constexpr void turn(const position& first, index j) {
    each([&](auto& a) TENON_INLINE_LAMBDA { a.template turn<N, Rows>(first, j); });
  }
  template <int W, int N> TENON_INLINE constexpr auto results(const position& first) const {
    return results_of<W, N>(first, all{});
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    each([](auto& a) TENON_INLINE_LAMBDA { a.template begin_back<P>(); });
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    each([&](auto& a) TENON_INLINE_LAMBDA { a.template back<P, W, N>(j); });
  }
  TENON_INLINE constexpr void end_row() {
    each([](auto& a) TENON_INLINE_LAMBDA { a.end_row(); });
  }
  TENON_INLINE constexpr void finish() {
    each([](auto& a) { a.finish(); });
  }

  template <int W, int N> TENON_INLINE constexpr auto lane(index j) const {
    if constexpr (!computes) return lane_of<W, N>(j, all{});
    else if constexpr (F.along()) return pack<T, W>(computed.value.it[0]);
    else return computed.value.it;
  }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const { return trace_of<W, N>(j, all{}); }
  // the trace where the value is known already
  template <int W, int N, class Y> TENON_INLINE constexpr auto trace_known(index j, Y y) const {
    return trace_known_of<W, N>(j, y, all{});
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    pull_of<W, N>(j, t, d, all{});
  }

private:
  template <int... I, class Scope, class Memory>
  TENON_INLINE constexpr cursor(std::integer_sequence<int, I...>, const node::map<Op, A...>& n, const Scope& scope,
                                Memory& memory)
      : operands{{cursor_for<A, B, inside>(at<I>(n.operands), scope, memory)}...}, computed() {}

  template <class Hook> TENON_INLINE constexpr void each(Hook hook) {
    [&]<int... I>(std::integer_sequence<int, I...>) TENON_INLINE_LAMBDA { (hook(at<I>(operands)), ...); }(all{});
  }
  template <int W, int N, int... I>
  TENON_INLINE constexpr auto results_of(const position& first, std::integer_sequence<int, I...>) const {
    return Op::value(at<I>(operands).template results<W, N>(first)...);
  }
  template <int W, int N, int... I>
  TENON_INLINE constexpr auto lane_of(index j, std::integer_sequence<int, I...>) const {
    return Op::value(at<I>(operands).template lane<W, N>(j)...);
  }
  template <int W, int N, int... I>
  TENON_INLINE constexpr auto trace_of(index j, std::integer_sequence<int, I...>) const {
    using traces = slots_for<decltype(at<I>(operands).template trace<W, N>(j))...>;
    const traces t{{at<I>(operands).template trace<W, N>(j)}...};
    const auto y = Op::value(at<I>(t).y...);
    return traced_map<std::remove_const_t<decltype(y)>, traces>{y, t};
  }
  template <int W, int N, class Y, int... I>
  TENON_INLINE constexpr auto trace_known_of(index j, Y y, std::integer_sequence<int, I...>) const {
    using traces = slots_for<decltype(at<I>(operands).template trace<W, N>(j))...>;
    return traced_map<Y, traces>{y, traces{{at<I>(operands).template trace<W, N>(j)}...}};
  }
  template <int W, int N, class Trace, class D, int... I>
  TENON_INLINE constexpr void pull_of(index j, const Trace& t, D d, std::integer_sequence<int, I...>) {
    (pull_one<W, N, I, A>(j, t, d, std::integer_sequence<int, I...>{}), ...);
  }
  template <int W, int N, int I, class Operand, class Trace, class D, int... K>
  TENON_INLINE constexpr void pull_one(index j, const Trace& t, D d, std::integer_sequence<int, K...>) {
    if constexpr (Operand::differentiable && op_differentiable<Op>) {
      auto g = pull_through<Op, I>(d, t.y, at<K>(t.operands).y...);
      if constexpr (F.selected && std::is_same_v<D, decltype(g)>) g = select(d == D(0), D(0), g);
      at<I>(operands).template pull<W, N>(j, at<I>(t.operands), cast<typename Operand::value_type>(g));
    }
  }
};

} // namespace tenon

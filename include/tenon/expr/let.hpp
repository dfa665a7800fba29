// SPDX-License-Identifier: BSL-1.0
// let(operand, function): the operand is computed once and the function's expression reads it as often as it likes.
// A row of it is kept in scratch. Where the function needs more than the current row, the operand is stored whole
// and the function is applied to the stored tensor.
#pragma once

#include <tenon/expr/leaf.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

namespace node {
// inside the function: the row that the let named Tag has computed
template <class T, class S, class Tag, bool Gradient> struct let_row : expression<let_row<T, S, Tag, Gradient>> {
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = Gradient;
  static constexpr int lanes = lanes_for<T>;
  static constexpr layout whole{S::list, row_major(S::list)};

  static constexpr void walk(survey& s, const binding& b) {
    s.read(tag_id<Tag>(), b);
    s.touch(whole, b);
  }
};

template <class E, class Function> struct let : expression<let<E, Function>> {
  using row_type = let_row<typename E::value_type, typename E::size_type, let, E::differentiable>;
  using body_type = decltype(std::declval<const Function&>()(std::declval<row_type>()));
  using value_type = typename body_type::value_type;
  using size_type = typename body_type::size_type;
  static constexpr bool differentiable = body_type::differentiable;
  static constexpr int lanes = fewer_lanes(E::lanes, body_type::lanes);
  // dimensions that the body has reduced
  static constexpr unsigned reduced = [] {
    unsigned m = 0;
    for (int d = 0; d < size_type::rank; ++d)
      if (size_type::list[d] != E::size_type::list[d]) m |= 1u << d;
    return m;
  }();
  static_assert(size_type::rank == E::size_type::rank, "let: the function keeps dimensions that it reduces");

  E operand;
  Function function;
  body_type body;

  constexpr let(E e, Function f)
      : operand(static_cast<E&&>(e)), function(static_cast<Function&&>(f)), body(function(row_type{})) {}

  static constexpr bool bind(const frame& f, const binding& b, binding& inner) {
    return bind_reduced(f, b, E::size_type::list, reduced, inner);
  }
  // whether the current row is all that the body needs
  static constexpr bool row_suffices(const frame& f, const binding& b) {
    binding inner;
    if (!bind(f, b, inner)) return false;
    for (int l = f.row_first; l <= f.row_last; ++l)
      if (f.extent[l] != 1 && !(inner.moving() >> l & 1)) return false;
    if ((f.outer_mask() & ~inner.moving()) != 0) return false;
    survey s;
    s.f = f;
    s.enter(tag_id<let>(), inner);
    body_type::walk(s, b);
    return !s.leave();
  }
  // otherwise the let is a statement of its own, which has the row it needs
  static constexpr bool runs_inline(const frame& f, const binding& b) { return row_suffices(f, b); }
  static constexpr void walk(survey& s, const binding& b) {
    binding inner;
    if (s.proposing) s.claim(b, E::size_type::list, reduced, inner);
    else bind(s.f, b, inner);
    const bool whole = !s.proposing && !row_suffices(s.f, b);
    if (whole) {
      s.store_whole("let", "its function needs more than the current row", size_type::list, b);
      ++s.inside_stored;
    } else if (!s.proposing) s.scratch_bytes += s.f.row_length() * static_cast<index>(sizeof(typename E::value_type));
    s.enter(tag_id<let>(), inner);
    body_type::walk(s, b);
    s.leave();
    E::walk(s, inner);
    if (whole) --s.inside_stored;
  }
};
} // namespace node

template <class T> struct kept_row {
  T* values;
  T* gradients;
};

// rows in scratch lie one lane after another
constexpr access scratch_access(const frame& f) {
  access a;
  a.row = f.along() ? 1 : f.width;
  a.lane = 1;
  return a;
}
template <class T, frame F> struct scratch_rows {
  static constexpr access place = scratch_access(F);
  using values = memory_row<T, place, F>;
  using gradients = gradient_row<T, place, F>;
};

template <class T, class S, class Tag, bool Gradient, binding B, frame F>
struct cursor<node::let_row<T, S, Tag, Gradient>, B, F> : scratch_rows<T, F>::values {
  using base = typename scratch_rows<T, F>::values;
  typename scratch_rows<T, F>::gradients gradient;

  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::let_row<T, S, Tag, Gradient>&, const Scope& scope, Memory&)
      : base(find_row<Tag>(scope).values), gradient(find_row<Tag>(scope).gradients) {}
  TENON_INLINE constexpr void row(const position&) {
    base::p = base::base;
    gradient.p = gradient.base;
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    if constexpr (Gradient) gradient.template add<W, N>(j, d);
  }
};

template <class E, class Function, binding B, frame F, bool Row> struct let_cursor;

template <class E, class Function, binding B, frame F>
struct cursor<node::let<E, Function>, B, F>
    : let_cursor<E, Function, B, F, node::let<E, Function>::row_suffices(F, B)> {
  using let_cursor<E, Function, B, F, node::let<E, Function>::row_suffices(F, B)>::let_cursor;
};

template <class E, class Function, binding B, frame F> struct let_base {
  using let = node::let<E, Function>;
  static constexpr binding inner = [] {
    binding b;
    let::bind(F, B, b);
    return b;
  }();
};

// one row at a time, in scratch
template <class E, class Function, binding B, frame F>
struct let_cursor<E, Function, B, F, true> : let_base<E, Function, B, F> {
  using typename let_base<E, Function, B, F>::let;
  static constexpr binding inner = let_base<E, Function, B, F>::inner;
  using T = typename E::value_type;
  using operand_cursor = cursor_for<E, inner, F>;
  using body_cursor = cursor_for<typename let::body_type, B, F>;
  static constexpr int phase = operand_cursor::ready; // the body's phases follow the operand's
  static constexpr int ready = phase + body_cursor::ready;
  static constexpr index capacity = (F.row_length() + F.width) * (F.along() ? 1 : F.width);
  static constexpr bool keeps_gradient = F.adjoint && E::differentiable;
  static constexpr access place = scratch_access(F);

  scratch<T> memory, gradient_memory;
  T* values;
  T* gradients;
  operand_cursor operand;
  body_cursor body;

  template <class Scope, class Memory>
  TENON_INLINE constexpr let_cursor(const let& n, const Scope& outer, Memory& m)
      : memory(capacity), gradient_memory(keeps_gradient ? capacity : 0), values(memory.get()),
        gradients(gradient_memory.get()), operand(n.operand, outer, m),
        body(n.body, scope<let, kept_row<T>, Scope>{{values, gradients}, outer}, m) {}

  TENON_INLINE constexpr void row(const position& at) {
    operand.row(at);
    body.row(at);
  }
  template <int P> TENON_INLINE constexpr void begin() {
    if constexpr (P <= phase) operand.template begin<P>();
    if constexpr (P >= phase) body.template begin<P - phase>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void step(index j) {
    if constexpr (P <= phase) operand.template step<P, W, N>(j);
    if constexpr (P == phase) {
      store_lanes<N, 1>(operand.template lane<W, N>(j), values + j * place.row);
      if constexpr (keeps_gradient) store_lanes<N, 1>(pack<T, W>(T(0)), gradients + j * place.row);
    }
    if constexpr (P >= phase) body.template step<P - phase, W, N>(j);
  }
  template <int P> TENON_INLINE constexpr void pause() {
    if constexpr (P <= phase) operand.template pause<P>();
    if constexpr (P >= phase) body.template pause<P - phase>();
  }
  template <int P> TENON_INLINE constexpr void end() {
    if constexpr (P <= phase) operand.template end<P>();
    if constexpr (P >= phase) body.template end<P - phase>();
  }
  template <int W, int N> TENON_INLINE constexpr auto lane(index j) const { return body.template lane<W, N>(j); }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const { return body.template trace<W, N>(j); }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    body.template pull<W, N>(j, t, d);
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (P >= phase) body.template begin_back<P - phase>();
    if constexpr (P <= phase) operand.template begin_back<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (P >= phase) body.template back<P - phase, W, N>(j);
    if constexpr (P == phase && keeps_gradient) {
      const auto d = load_lanes<W, N, 1>(static_cast<const T*>(gradients + j * place.row));
      if constexpr (requires { operand.template trace_known<W, N>(j, d); }) {
        const auto y = load_lanes<W, N, 1>(static_cast<const T*>(values + j * place.row));
        operand.template pull<W, N>(j, operand.template trace_known<W, N>(j, y), d);
      } else operand.template pull<W, N>(j, operand.template trace<W, N>(j), d);
    }
    if constexpr (P <= phase) operand.template back<P, W, N>(j);
  }
  TENON_INLINE constexpr void end_row() {
    body.end_row();
    operand.end_row();
  }
  TENON_INLINE constexpr void finish() {
    body.finish();
    operand.finish();
  }
};

// the whole operand, stored first
template <class E, class Function, binding B, frame F>
struct let_cursor<E, Function, B, F, false> : let_base<E, Function, B, F> {
  using typename let_base<E, Function, B, F>::let;
  static constexpr binding whole = let_base<E, Function, B, F>::inner;
  using operand_cursor = stored_cursor<E, whole, F>;
  using leaf_type =
      node::leaf<typename E::value_type, row_major_layout<typename E::size_type>, F.adjoint && E::differentiable>;
  using body_type = decltype(std::declval<const Function&>()(std::declval<leaf_type>()));
  using body_cursor = cursor_for<body_type, B, F>;
  static constexpr int ready = body_cursor::ready;

  operand_cursor operand;
  body_type expression; // cursors of what is stored refer to their nodes
  body_cursor body;

  template <class Scope, class Memory>
  TENON_INLINE constexpr let_cursor(const let& n, const Scope& outer, Memory& m)
      : operand(n.operand, outer, m), expression(n.function(operand.leaf())), body(expression, outer, m) {}

  TENON_INLINE constexpr void row(const position& at) { body.row(at); }
  template <int P> TENON_INLINE constexpr void begin() { body.template begin<P>(); }
  template <int P, int W, int N> TENON_INLINE constexpr void step(index j) { body.template step<P, W, N>(j); }
  template <int P> TENON_INLINE constexpr void pause() { body.template pause<P>(); }
  template <int P> TENON_INLINE constexpr void end() { body.template end<P>(); }
  template <int W, int N> TENON_INLINE constexpr auto lane(index j) const { return body.template lane<W, N>(j); }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const { return body.template trace<W, N>(j); }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    body.template pull<W, N>(j, t, d);
  }
  template <int P> TENON_INLINE constexpr void begin_back() { body.template begin_back<P>(); }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) { body.template back<P, W, N>(j); }
  TENON_INLINE constexpr void end_row() { body.end_row(); }
  TENON_INLINE constexpr void finish() {
    body.finish();
    operand.finish();
  }
};

// Elements in memory need no scratch: they can be read again where they are.
template <class E, class Function> constexpr auto let(E e, Function f) {
  if constexpr (requires { typename E::layout_type; }) return f(e);
  else return node::let<E, Function>(static_cast<E&&>(e), static_cast<Function&&>(f));
}

} // namespace tenon

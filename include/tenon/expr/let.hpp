// SPDX-License-Identifier: BSL-1.0
// let(operand, function): the operand is computed once and the function's expression reads it as often as it likes.
// A row of it is kept in scratch, or its value where it is constant along the row. Where the function needs more than
// the current row, the operand is stored whole and the function is applied to the stored tensor.
#pragma once

#include <tenon/expr/let_row.hpp>

namespace tenon {

namespace node {
// what the function reads: the row, or the leaf
template <class E, class Let> struct let_reading {
  using type = let_row<typename E::value_type, typename E::size_type, Let, E::differentiable>;
  static constexpr type of(const E&) { return {}; }
};
template <class E, class Let>
  requires requires { typename E::layout_type; }
struct let_reading<E, Let> {
  using type = named<E, Let>;
  static constexpr type of(const E& e) { return type(e); }
};

template <class E, class Function> struct let : expression<let<E, Function>> {
  static constexpr bool names_leaf = requires { typename E::layout_type; };
  using reading = let_reading<E, let>;
  using row_type = typename reading::type;
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
      : operand(static_cast<E&&>(e)), function(static_cast<Function&&>(f)), body(function(reading::of(operand))) {}

  static constexpr bool bind(const frame& f, const binding& b, binding& inner) {
    return bind_reduced(f, b, E::size_type::list, reduced, inner);
  }
  // whether the current row is all that the body needs
  static constexpr bool row_suffices(const frame& f, const binding& b) {
    binding inner;
    if (!bind(f, b, inner)) return false;
    const unsigned along = f.long_row_mask() & inner.moving();
    if (along != 0 && along != f.long_row_mask()) return false;
    if ((f.outer_mask() & ~inner.moving()) != 0) return false;
    survey s;
    s.f = f;
    s.enter(tag_id<let>(), inner);
    body_type::walk(s, b);
    return !s.leave();
  }
  // otherwise the let is a statement of its own, which has the row it needs
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return names_leaf ? inlines<body_type>(f, b) : row_suffices(f, b);
  }
  static constexpr void walk(survey& s, const binding& b) {
    binding inner;
    if constexpr (names_leaf) {
      bind(s.f, b, inner);
      s.reads(E::layout_type::value, sizeof(typename E::value_type));
      if (!s.proposing && !row_suffices(s.f, b)) s.uncopied = true;
      if (s.f.copies) keep_row(s, inner);
      s.enter(tag_id<let>(), inner);
      body_type::walk(s, b);
      s.leave();
      return;
    }
    s.phased = true;
    if (s.proposing) s.claim(b, E::size_type::list, reduced, inner);
    else bind(s.f, b, inner);
    const bool whole = !s.proposing && !row_suffices(s.f, b);
    if (whole) {
      s.store_whole("let", "its function needs more than the current row", size_type::list, b);
      ++s.inside_stored;
    } else keep_row(s, inner);
    s.enter(tag_id<let>(), inner);
    body_type::walk(s, b);
    s.leave();
    E::walk(s, inner);
    if (whole) --s.inside_stored;
  }

private:
  static constexpr void keep_row(survey& s, const binding& inner) {
    if (s.proposing) return;
    const index kept = s.f.constant_along_row(inner) ? 1 : s.f.row_length();
    s.scratch_bytes += kept * static_cast<index>(sizeof(typename E::value_type));
  }
};
} // namespace node

// where the operand of a let is read: in scratch, row by row; in memory, stored as a whole first; in memory, where it
// is
enum class let_place { row, whole, leaf };
template <class E, class Function, binding B, frame F, let_place P> struct let_cursor;

template <class E, class Function, binding B, frame F> struct place_of_let {
  using let = node::let<E, Function>;
  static constexpr let_place value = let::names_leaf && !F.copies ? let_place::leaf
                                     : let::row_suffices(F, B)    ? let_place::row
                                                                  : let_place::whole;
};
template <class E, class Function, binding B, frame F>
struct cursor<node::let<E, Function>, B, F> : let_cursor<E, Function, B, F, place_of_let<E, Function, B, F>::value> {
  using let_cursor<E, Function, B, F, place_of_let<E, Function, B, F>::value>::let_cursor;
};

// its row is read by others, which may want all of it
template <frame F> struct unbanded {
  static constexpr frame value = [] {
    frame f = F;
    f.band = no_band;
    return f;
  }();
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
struct let_cursor<E, Function, B, F, let_place::row> : let_base<E, Function, B, F> {
  using typename let_base<E, Function, B, F>::let;
  static constexpr binding inner = let_base<E, Function, B, F>::inner;
  using T = typename E::value_type;
  static constexpr frame whole_row = unbanded<F>::value;
  using operand_cursor = cursor_for<E, inner, whole_row>;
  using body_cursor = cursor_for<typename let::body_type, B, F>;
  static constexpr int phase = operand_cursor::ready; // the body's phases follow the operand's
  static constexpr int ready = phase + body_cursor::ready;
  static constexpr bool constant = F.constant_along_row(inner);
  static constexpr int width = F.along() ? 1 : F.width; // of its value, if it is constant along the row
  static constexpr index capacity = constant ? width : scratch_rows<T, F>::capacity; // of one row
  static constexpr bool keeps_gradient = F.adjoint && E::differentiable;
  static constexpr bool by_group = F.group > 1 && constant&& phase > 0 && operand_cursor::gives_results;
  // the value of a constant operand is known when a group is closed, or in a later phase
  static constexpr bool gives_results = body_cursor::gives_results && (!constant || by_group || ready > phase);
  static constexpr access place = scratch_access(F);

  scratch<T> memory, gradient_memory;
  T* values;
  T* gradients;
  T* here; // where the current row lies
  operand_cursor operand;
  body_cursor body;

  template <class Scope, class Memory>
  TENON_INLINE constexpr let_cursor(const let& n, const Scope& outer, Memory& m)
      : memory(capacity * F.group), gradient_memory(!keeps_gradient ? 0
                                                    : constant      ? F.width
                                                                    : capacity),
        values(memory.get()), gradients(gradient_memory.get()), here(values), operand(n.operand, outer, m),
        body(n.body, scope<let, kept_row<T>, Scope>{{values, gradients}, outer}, m) {}

  TENON_INLINE constexpr void row(const position& at) {
    here = values + at.slot * capacity;
    operand.row(at);
    body.row(at);
  }
  template <int P> TENON_INLINE constexpr void begin() {
    if constexpr (P <= phase) operand.template begin<P>();
    if constexpr (P == phase && constant && !by_group) {
      operand.template lane<width, F.along() ? 1 : F.lanes>(0).store(here);
      if constexpr (keeps_gradient) pack<T, F.width>(T(0)).store(gradients);
    }
    if constexpr (P >= phase) body.template begin<P - phase>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void step(index j) {
    if constexpr (P <= phase) operand.template step<P, W, N>(j);
    if constexpr (P == phase && !constant) {
      store_lanes<N, 1>(operand.template lane<W, N>(j), here + j * place.row);
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
  template <int P, int Rows> TENON_INLINE constexpr void close(const position& first) {
    if constexpr (P <= phase) operand.template close<P, Rows>(first);
    if constexpr (P + 1 == phase && by_group) operand.template results<F.group, Rows>(first).store(values);
    if constexpr (P >= phase) body.template close<P - phase, Rows>(first);
  }
  template <int W, int N> TENON_INLINE constexpr auto results(const position& first) const {
    return body.template results<W, N>(first);
  }
  template <int W, int N> TENON_INLINE constexpr auto lane(index j) const { return body.template lane<W, N>(j); }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const { return body.template trace<W, N>(j); }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    body.template pull<W, N>(j, t, d);
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (P >= phase - 1) body.template begin_back<P - phase>();
    if constexpr (P == phase - 1 && constant && keeps_gradient) {
      constexpr int lanes = F.along() ? 1 : F.lanes;
      const auto received = pack<T, F.width>::load(gradients);
      pack<T, width> d;
      if constexpr (F.along()) d = pack<T, 1>(reduce(received, add_packs{}));
      else d = received;
      operand.template pull<width, lanes>(0, operand.template trace<width, lanes>(0), d);
    }
    if constexpr (P <= phase) operand.template begin_back<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (P >= phase) body.template back<P - phase, W, N>(j);
    if constexpr (P == phase && keeps_gradient && !constant) {
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
struct let_cursor<E, Function, B, F, let_place::whole> : let_base<E, Function, B, F> {
  using typename let_base<E, Function, B, F>::let;
  static constexpr binding whole = let_base<E, Function, B, F>::inner;
  using operand_cursor = stored_cursor<E, whole, F>;
  using leaf_type =
      node::leaf<typename E::value_type, row_major_layout<typename E::size_type>, F.adjoint && E::differentiable>;
  using body_type = decltype(std::declval<const Function&>()(std::declval<leaf_type>()));
  using body_cursor = cursor_for<body_type, B, F>;
  static constexpr int ready = body_cursor::ready;
  static constexpr bool gives_results = body_cursor::gives_results;

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
  template <int P, int Rows> TENON_INLINE constexpr void close(const position& first) {
    body.template close<P, Rows>(first);
  }
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

// a leaf by its name: the let itself has nothing to do
template <class E, class Function, binding B, frame F>
struct let_cursor<E, Function, B, F, let_place::leaf> : cursor_for<typename node::let<E, Function>::body_type, B, F> {
  using let = node::let<E, Function>;
  using body_cursor = cursor_for<typename let::body_type, B, F>;

  template <class Scope, class Memory>
  TENON_INLINE constexpr let_cursor(const let& n, const Scope& outer, Memory& m)
      : body_cursor(n.body, scope<let, E, Scope>{n.operand, outer}, m) {}
};

template <class E, class Function> constexpr auto let(E e, Function f) {
  return node::let<E, Function>(static_cast<E&&>(e), static_cast<Function&&>(f));
}

} // namespace tenon

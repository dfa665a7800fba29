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
  // Lets around a node are the higher the further out, so that heights tell them apart, and shapes do not.
  static constexpr int height = 1 + tallest(types<E, body_type>{});
  using operand_types = types<E, body_type>;
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
  template <class F> constexpr bool any_operand(F f) const { return f(operand, true) || f(body, true); }

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
    // a loop that only reductions below run over is none that the let is walked by
    for (int l = f.outer; l < f.loops; ++l)
      if (!f.in_row(l) && f.extent[l] != 1 && (inner.moving() >> l & 1)) return false;
    survey s;
    s.f = f;
    s.enter(height, inner);
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
      s.enter(height, inner);
      body_type::walk(s, b);
      s.leave();
      return;
    }
    if (s.proposes_stored(size_type::list, b)) return;
    s.phased = true;
    if (s.proposing) s.claim(b, E::size_type::list, reduced, inner);
    else bind(s.f, b, inner);
    const bool whole = !s.proposing && !row_suffices(s.f, b);
    if (whole) {
      // the whole function with all that it stores
      s.store_whole("let", "its function needs more than the current row", size_type::list, b, 2 * survey::storing);
      ++s.inside_stored;
    } else keep_row(s, inner);
    s.enter(height, inner);
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

// where the operand of a let is read: in scratch, row by row; in memory, stored as a whole first; where it lies
enum class let_place { row, whole, leaf };
template <class E, class Function, binding B, frame F> constexpr let_place place_of_let() {
  using let = node::let<E, Function>;
  if (let::names_leaf && !F.copies) return let_place::leaf;
  return let::row_suffices(F, B) ? let_place::row : let_place::whole;
}
template <class E, class Function, binding B, frame F, let_place P = place_of_let<E, Function, B, F>()>
struct cursor_of_let;
template <class E, class Function, binding B, frame F>
struct cursor<node::let<E, Function>, B, F> : cursor_of_let<E, Function, B, F> {};

// the frame of a let's body; its value is computed when the operand is ready
template <frame F, class Let, int Phase = 0, bool ByGroup = false> struct named_in {
  static_assert(F.lets < max_lets, "let: too many of them, each in another's function");
  static constexpr frame value = [] {
    frame f = F;
    f.let[f.lets++] = let_around(Let::height, Phase, ByGroup).packed();
    return f;
  }();
};

// One row at a time, in scratch, or its value where that is constant. What the body reads of it is ready when the
// operand is; what does not depend on that may run earlier, beside the operand.
template <class T, mode M, class Place, bool Constant, bool ByGroup, class Operand, class Body> struct let_cursor {
  using value_type = typename Body::value_type;
  static constexpr bool quiet = false, differentiable = Body::differentiable;
  static constexpr int phase = Operand::ready;
  static constexpr int ready = Body::ready > phase ? Body::ready : phase;
  static constexpr int width = M.along ? 1 : M.width; // of its value, if it is constant along the row
  static constexpr bool keeps_gradient = M.adjoint && Operand::differentiable;
  static constexpr bool gives_results = Body::gives_results, to_body = !Body::quiet;
  // whether a hook of phase P concerns the operand
  template <int P> static constexpr bool to_operand = P <= phase && !Operand::quiet;

  scratch<T> memory;
  [[no_unique_address]] scratch_if<T, keeps_gradient> gradient_memory;
  T* values;
  T* gradients;
  index capacity;
  T* here; // where the current row lies
  Place place;
  Operand operand;
  Body body;

  struct source {
    typename Operand::source operand;
    typename Body::source body;
    index capacity; // of a row
    Place place;
  };
  template <class Scope>
  TENON_HOOK constexpr let_cursor(const source& s, const Scope& outer)
      : memory(s.capacity * M.group), gradient_memory(Constant ? M.width : s.capacity), values(memory.get()),
        gradients(gradient_memory.get()), capacity(s.capacity), here(values), place(s.place), operand(s.operand, outer),
        body(s.body, scope<kept_row<T>, Scope>{{values, gradients, capacity}, outer}) {}

  TENON_HOOK constexpr void row(const position& at) {
    if constexpr (M.group > 1) here = values + at.slot * capacity;
    operand.row(at);
    body.row(at);
  }
  template <int P> TENON_HOOK constexpr void begin() {
    if constexpr (to_operand<P>) operand.template begin<P>();
    if constexpr (P == phase && Constant && !ByGroup) {
      operand.template lane<width, M.along ? 1 : M.lanes>(0).store(here);
      if constexpr (keeps_gradient) pack<T, M.width>(T(0)).store(gradients);
    }
    if constexpr (to_body) body.template begin<P>();
  }
  template <int P, int W, int N> TENON_HOOK constexpr void step(index j) {
    if constexpr (to_operand<P>) operand.template step<P, W, N>(j);
    if constexpr (P == phase && !Constant) {
      store_lanes<N, spacing::unit>(operand.template lane<W, N>(j), here + j * place.row());
      if constexpr (keeps_gradient) store_lanes<N, spacing::unit>(pack<T, W>(T(0)), gradients + j * place.row());
    }
    if constexpr (to_body) body.template step<P, W, N>(j);
  }
  template <int P> TENON_HOOK constexpr void pause() {
    if constexpr (to_operand<P>) operand.template pause<P>();
    if constexpr (to_body) body.template pause<P>();
  }
  template <int P> TENON_HOOK constexpr void end() {
    if constexpr (to_operand<P>) operand.template end<P>();
    if constexpr (to_body) body.template end<P>();
  }
  template <int P, int Rows> TENON_HOOK constexpr void close(const position& first) {
    if constexpr (to_operand<P>) operand.template close<P, Rows>(first);
    if constexpr (P + 1 == phase && ByGroup) operand.template results<M.group, Rows>(first).store(values);
    if constexpr (to_body) body.template close<P, Rows>(first);
  }
  template <int W, int N> TENON_HOOK constexpr auto results(const position& first) const {
    return body.template results<W, N>(first);
  }
  template <int W, int N> TENON_HOOK constexpr auto lane(index j) const { return body.template lane<W, N>(j); }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const { return body.template trace<W, N>(j); }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    body.template pull<W, N>(j, t, d);
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (to_body) body.template begin_back<P>();
    if constexpr (P == phase - 1 && Constant && keeps_gradient) {
      constexpr int lanes = M.along ? 1 : M.lanes;
      const auto received = pack<T, M.width>::load(gradients);
      pack<T, width> d;
      if constexpr (M.along) d = pack<T, 1>(reduce(received, add_packs{}));
      else d = received;
      operand.template pull<width, lanes>(0, operand.template trace<width, lanes>(0), d);
    }
    if constexpr (to_operand<P>) operand.template begin_back<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (to_body) body.template back<P, W, N>(j);
    if constexpr (P == phase && keeps_gradient && !Constant) {
      const auto d = load_lanes<W, N, spacing::unit>(static_cast<const T*>(gradients + j * place.row()));
      if constexpr (requires { operand.template trace_known<W, N>(j, d); }) {
        const auto y = load_lanes<W, N, spacing::unit>(static_cast<const T*>(values + j * place.row()));
        operand.template pull<W, N>(j, operand.template trace_known<W, N>(j, y), d);
      } else operand.template pull<W, N>(j, operand.template trace<W, N>(j), d);
    }
    if constexpr (to_operand<P>) operand.template back<P, W, N>(j);
  }
  TENON_HOOK constexpr void pause_back() {
    body.pause_back();
    operand.pause_back();
  }
  TENON_HOOK constexpr void end_row() {
    body.end_row();
    operand.end_row();
  }
  TENON_HOOK constexpr void finish() {
    body.finish();
    operand.finish();
  }
};

template <class E, class Function, binding B, frame F> struct cursor_of_let<E, Function, B, F, let_place::row> {
  using let = node::let<E, Function>;
  static constexpr binding inner = operand_binding<let, B, F>::value;
  static constexpr bool constant = F.constant_along_row(inner);
  static constexpr index capacity = !constant ? scratch_place<F>::capacity : F.along() ? 1 : F.width;
  using operand = cursor_for<E, inner, read_by_others<F>::value>;
  // whether the values of a group's rows are known together
  static constexpr bool by_group = constant && F.group > 1 && operand::type::ready != 0 && operand::type::gives_results;
  using body = cursor_for<typename let::body_type, B, named_in<F, let, operand::type::ready, by_group>::value>;
  using type = let_cursor<typename E::value_type, mode_of(F), typename scratch_place<F>::type, constant, by_group,
                          typename operand::type, typename body::type>;
  template <class Memory> TENON_HOOK static constexpr typename type::source source_of(const let& n, Memory& memory) {
    return {operand::source_of(n.operand, memory), body::source_of(n.body, memory), capacity,
            scratch_place<F>::place::here};
  }
};

// The whole operand, stored first; the body reads it as a leaf.
template <class Operand, class Body> struct stored_let : Body {
  Operand operand;

  template <class Source, class Scope>
  TENON_HOOK constexpr stored_let(const Source& s, const Scope& outer)
      : Body(s.body, outer), operand(s.operand, outer) {}
  TENON_HOOK constexpr void finish() {
    Body::finish();
    operand.finish();
  }
};
template <class E, class Function, binding B, frame F> struct cursor_of_let<E, Function, B, F, let_place::whole> {
  using let = node::let<E, Function>;
  using operand = stored_cursor<E, operand_binding<let, B, F>::value, read_by_others<F>::value>;
  using leaf_type =
      node::leaf<typename E::value_type, row_major_layout<typename E::size_type>, F.adjoint && E::differentiable>;
  using body_type = decltype(std::declval<const Function&>()(std::declval<leaf_type>()));
  using body = cursor_for<body_type, B, F>;
  using operand_source = typename operand::type::source;
  using body_source = typename body::type::source;
  struct source_type {
    operand_source operand;
    body_type expression; // sources of what is stored refer to their nodes
    body_source body;

    template <class Memory>
    constexpr source_type(const let& n, Memory& memory)
        : operand(cursor_of_let::operand::source_of(n.operand, memory)), expression(n.function(leaf(operand))),
          body(cursor_of_let::body::source_of(expression, memory)) {}
    static constexpr leaf_type leaf(const operand_source& stored) {
      if constexpr (leaf_type::differentiable) return leaf_type(stored.values, stored.gradients);
      else return leaf_type(stored.values);
    }
  };
  struct type : stored_let<typename operand::type, typename body::type> {
    using source = source_type;
    using stored_let<typename operand::type, typename body::type>::stored_let;
  };
  template <class Memory> TENON_HOOK static constexpr source_type source_of(const let& n, Memory& memory) {
    return source_type(n, memory);
  }
};

// A leaf by its name: all that read it share one pointer.
template <class T, class Body> struct naming_let : Body {
  struct source {
    named_memory<T> leaf;
    typename Body::source body;
  };
  template <class Scope>
  TENON_HOOK constexpr naming_let(const source& s, const Scope& outer)
      : Body(s.body, scope<named_memory<T>, Scope>{s.leaf, outer}) {}
};
template <class E, class Function, binding B, frame F> struct cursor_of_let<E, Function, B, F, let_place::leaf> {
  using let = node::let<E, Function>;
  using body = cursor_for<typename let::body_type, B, named_in<F, let>::value>;
  using type = naming_let<typename E::value_type, typename body::type>;
  template <class Memory> TENON_HOOK static constexpr typename type::source source_of(const let& n, Memory& memory) {
    if constexpr (E::differentiable)
      return {{n.operand.data, n.operand.gradient_data()}, body::source_of(n.body, memory)};
    else return {{n.operand.data, nullptr}, body::source_of(n.body, memory)};
  }
};

template <class E, class Function> constexpr auto let(E e, Function f) {
  return node::let<E, Function>(static_cast<E&&>(e), static_cast<Function&&>(f));
}

} // namespace tenon

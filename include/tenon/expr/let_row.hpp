// SPDX-License-Identifier: BSL-1.0
// What a let's function reads: the row that the let has computed, in scratch.
#pragma once

#include <tenon/expr/map.hpp>
#include <tenon/expr/named.hpp>

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
    s.read(Tag::height, b);
    s.computes_with(lanes, b);
    s.touch(whole, b);
  }
};
} // namespace node

// where a let's rows lie
template <class T> struct kept_row {
  T* values;
  T* gradients;
  index capacity; // of one row; those of a group follow each other
};

template <class T, mode M, class Place, bool Gradient, int Level, int Phase>
struct kept_cursor : memory_row<T, M, Place> {
  static constexpr int ready = Phase;
  static constexpr bool differentiable = Gradient;
  using base = memory_row<T, M, Place>;
  static constexpr bool differentiates = Gradient && M.adjoint;
  const T* values; // a cursor's own
  index capacity;
  [[no_unique_address]] state_if<gradient_row<T, M, Place>, differentiates> gradient;

  struct source {
    Place place;
  };
  template <class Scope>
  TENON_HOOK constexpr kept_cursor(const source& s, const Scope& scope)
      : kept_cursor(find_row<Level>(scope), s.place) {}
  TENON_HOOK constexpr kept_cursor(kept_row<T> kept, Place there)
      : base(nullptr, there), values(kept.values), capacity(kept.capacity), gradient(kept.gradients, there) {}
  TENON_HOOK constexpr void row([[maybe_unused]] const position& at) {
    base::p = values;
    if constexpr (M.group > 1) base::p += at.slot * capacity;
    if constexpr (differentiates) gradient.p = gradient.base;
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    if constexpr (differentiates) gradient.template add<W, N>(j, d);
  }
};

// one value for the whole row
template <class T, mode M, bool Gradient, int Level, int Phase, bool ByGroup> struct kept_value_cursor : quiet_cursor {
  using value_type = T;
  static constexpr bool quiet = false, differentiable = Gradient, gives_results = ByGroup;
  static constexpr int ready = Phase;
  static constexpr bool differentiates = Gradient && M.adjoint;
  kept_row<T> kept;
  int slot = 0;
  pack<T, M.along ? 1 : M.width> value{};
  [[no_unique_address]] state_if<lane_sum<T, M, M.width>, differentiates> received{};

  struct source {};
  template <class Scope>
  TENON_HOOK constexpr kept_value_cursor(source, const Scope& scope) : kept(find_row<Level>(scope)) {}
  TENON_HOOK constexpr void row(const position& at) {
    slot = at.slot;
    if constexpr (differentiates) received.clear();
  }
  template <int P> TENON_HOOK constexpr void begin() {
    if constexpr (P >= Phase) value = decltype(value)::load(kept.values + slot);
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index) const {
    if constexpr (M.along) return pack<T, W>(value[0]);
    else return value;
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> results(const position&) const {
    return pack<T, W>::template load<N>(kept.values);
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D d) {
    if constexpr (differentiates) received.template add<N>(d);
  }
  TENON_HOOK constexpr void pause_back() {
    if constexpr (differentiates) received.pause();
  }
  // what a phase has handed to this reading joins the other readings'
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (differentiates && P >= Phase - 1) {
      (pack<T, M.width>::load(kept.gradients) + received.total()).store(kept.gradients);
      received.clear();
    }
  }
};

// the reading of what the let named Tag has kept
template <class T, class Tag, bool Gradient, binding B, frame F> struct kept_reading {
  static constexpr int level = F.level_of(Tag::height);
  static_assert(level >= 0);
  static constexpr let_around around{F.let[level]};
  using type = kept_cursor<T, mode_of(F), typename scratch_place<F>::type, Gradient, level, around.phase>;
  template <class Node, class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const Node&, Memory&) {
    return {scratch_place<F>::place::here};
  }
};
template <class T, class Tag, bool Gradient, binding B, frame F>
  requires(F.constant_along_row(B))
struct kept_reading<T, Tag, Gradient, B, F> {
  static constexpr int level = F.level_of(Tag::height);
  static_assert(level >= 0);
  static constexpr let_around around{F.let[level]};
  using type = kept_value_cursor<T, mode_of(F), Gradient, level, around.phase, around.by_group>;
  template <class Node, class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const Node&, Memory&) {
    return {};
  }
};

template <class T, class S, class Tag, bool Gradient, binding B, frame F>
struct cursor<node::let_row<T, S, Tag, Gradient>, B, F> : kept_reading<T, Tag, Gradient, B, F> {};

// a leaf by its name, where the let has copied its row
template <class Leaf, class Tag, binding B, frame F>
  requires(F.copies)
struct cursor<node::named<Leaf, Tag>, B, F> : kept_reading<typename Leaf::value_type, Tag, false, B, F> {};

} // namespace tenon

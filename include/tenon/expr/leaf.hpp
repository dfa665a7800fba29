// SPDX-License-Identifier: BSL-1.0
// A leaf: elements in memory, with their layout in the type. Layout never reaches the loop: views rewrite the type.
#pragma once

#include <tenon/expr/gradient_row.hpp>

namespace tenon {

namespace node {
// What a leaf is a view of that has a gradient: a parameter, or else the value of a recorded statement, whose gradient
// has a place only while the way back needs it.
struct origin {
  unsigned writes = 0; // how often a parameter was opened for writing
  unsigned moves = 0;  // and how often its elements went to another
  bool frozen = false;
  mutable bool received = false; // whether a parameter has a gradient
  const void* value = nullptr;
  mutable void* gradient = nullptr;

  // threads may share what is frozen
  constexpr void receive() const {
    if (!frozen) received = true;
  }
};

template <class T, class L, bool Gradient = false> struct TENON_MACHINE leaf;

template <class T, class L> struct leaf<T, L, false> : expression<leaf<T, L, false>> {
  using value_type = T;
  using size_type = typename L::size_type;
  using layout_type = L;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<T>;

  const T* data;
  const origin* from; // of what is detached from a parameter

  constexpr explicit leaf(const T* p, const origin* o = nullptr) : data(p), from(o) {}
  static constexpr void walk(survey& s, const binding& b) {
    s.reads(L::value, sizeof(T));
    s.computes_with(lanes, b);
    s.read_leaf(L::value, b, 1);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return !packs_lanes(access_of(L::value, b, f), f);
  }
};

// a leaf whose gradient is wanted: it lies elsewhere with the same layout
template <class T, class L> struct leaf<T, L, true> : expression<leaf<T, L, true>> {
  using value_type = T;
  using size_type = typename L::size_type;
  using layout_type = L;
  static constexpr bool differentiable = true;
  static constexpr int lanes = lanes_for<T>;

  const T* data;
  T* gradient; // null where its place is not known yet, or where it goes nowhere
  const origin* from;

  constexpr leaf(const T* p, T* g, const origin* o = nullptr) : data(p), gradient(g), from(o) {}
  constexpr T* gradient_data() const {
    if (gradient || !from || !from->gradient) return gradient;
    return static_cast<T*>(from->gradient) + (data - static_cast<const T*>(from->value));
  }
  // whether it is a frozen parameter's, or a variable's that no tape recorded
  constexpr bool goes_nowhere() const { return !gradient && !(from && from->value); }
  static constexpr void walk(survey& s, const binding& b) {
    s.reads(L::value, sizeof(T));
    s.computes_with(lanes, b);
    s.read_leaf(L::value, b, 2);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return !packs_lanes(access_of(L::value, b, f), f);
  }
};
} // namespace node

// the rows of memory that is laid out as L
template <class T, class L, binding B, frame F> struct leaf_rows {
  static constexpr access numbers = access_of(L::value, B, F);
  static constexpr bool turned = F.turned && numbers.lane > 1 && numbers.group == 1;
  using place = place_of<numbers, F>;
  using values = memory_row<T, mode_of(F), typename place::type, turned>;
  using gradients = gradient_row<T, mode_of(F), typename place::type>;
};

// ... with the gradient that they receive
template <class T, class L, binding B, frame F> struct differentiated_rows {
  using rows = leaf_rows<T, L, B, F>;
  static constexpr const access& numbers = rows::numbers;
  // what gathers beside the gradient: the elements that the rows move over, or all of them
  static constexpr layout places = F.adds_in_place ? line_of(span_of(L::value)) : packed_from(numbers, F);
  static constexpr access beside = F.adds_in_place ? numbers : packed_access(numbers, F);
  static constexpr index every =
      std::is_floating_point_v<T> ? rows_between_pauses(F, numbers, product(places.size)) : index(0);
  static constexpr bool gathers = every != 0;
  using place_beside = place_of<beside, F>;
  using gradients_beside = gradient_row<T, mode_of(F), typename place_beside::type>;
  using type = std::conditional_t<gathers, gathering_row<typename rows::values, gradients_beside>,
                                  differentiated_row<typename rows::values, typename rows::gradients>>;

  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_in(const T* data, T* gradient,
                                                              [[maybe_unused]] Memory& memory) {
    const typename rows::values::source values{data, rows::place::here};
    if constexpr (gathers) {
      constexpr int levels = levels_for(F.rows() / every + 1);
      T* const first = gradient + (F.adds_in_place ? 0 : numbers.base);
      return {values, place_beside::here, memory.template gathered<levels>(first, places, every)};
    } else if constexpr (constexpr index length = F.row_length(); type::gathers_apart && !F.adds_in_place &&
                                                                  length >= 4 * F.width &&
                                                                  length * index{sizeof(T)} <= row_bytes_apart)
      return {values, gradient, memory.apart(gradient + numbers.base, &rows::numbers, length)};
    else return {values, gradient};
  }
};

// Rows that are in flight at the same time must not lie a page apart: a load would wait for a store whose address ends
// alike.
constexpr index unaliased(index n) {
  constexpr index page = 1024, nearby = 128; // in elements of four bytes
  const index beyond = n % page;
  return beyond < nearby ? n + nearby - beyond : n;
}

// rows in scratch lie one lane after another
template <frame F> struct scratch_place {
  static constexpr access numbers = [] {
    access a;
    a.row = F.along() ? 1 : F.width;
    a.lane = 1;
    return a;
  }();
  static constexpr index capacity =
      F.along() ? unaliased(F.row_length() + F.width) : (F.row_length() + F.width) * F.width; // of one row
  using place = place_of<numbers, F>;
  using type = typename place::type;
};

template <class T, class L, bool G, binding B, frame F> struct cursor<node::leaf<T, L, G>, B, F> {
  using rows = leaf_rows<T, L, B, F>;
  using type = typename rows::values;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::leaf<T, L, G>& n, Memory&) {
    return {n.data, rows::place::here};
  }
};

template <class T, class L, binding B, frame F>
  requires(F.adjoint)
struct cursor<node::leaf<T, L, true>, B, F> : differentiated_rows<T, L, B, F> {
  template <class Memory> TENON_HOOK static constexpr auto source_of(const node::leaf<T, L, true>& n, Memory& memory) {
    return cursor::source_in(n.data, n.gradient_data(), memory);
  }
};

} // namespace tenon

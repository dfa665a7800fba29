// SPDX-License-Identifier: BSL-1.0
// What a let binds where its operand lies in memory already: the leaf by a name. All that read it share one pointer,
// which compilers then know to be the same; where a frame says so, they read the row that the let has copied.
#pragma once

#include <tenon/expr/leaf.hpp>

namespace tenon {

namespace node {
template <class Leaf, class Tag> struct named : Leaf {
  constexpr explicit named(const Leaf& l) : Leaf(l) {}
  static constexpr void walk(survey& s, const binding& b) {
    if (!s.read(Tag::height, b)) s.uncopied = true; // a statement of its own, or another place
    s.computes_with(Leaf::lanes, b);
    s.read_leaf(Leaf::layout_type::value, b, Leaf::differentiable ? 2 : 1);
  }
};
} // namespace node

// the leaf that a let names
template <class T> struct named_memory {
  const T* data;
  T* gradient;
};

// a row of it, for a reading inside that let
template <int Level, class Row> struct named_row : Row {
  using place_type = decltype(Row::place.it);
  struct source {
    place_type place;
  };
  template <class Scope>
  TENON_HOOK constexpr named_row(const source& s, const Scope& scope)
      : Row(source_in(find_row<Level>(scope), s.place), scope) {}

private:
  template <class Memory>
  TENON_HOOK static constexpr typename Row::source source_in(const Memory& m, place_type place) {
    if constexpr (Row::differentiable) return {{m.data, place}, m.gradient};
    else return {m.data, place};
  }
};

// whether gradients gather in memory that is not the leaf's
template <class Rows> inline constexpr bool gathers_beside = requires { requires Rows::gathers; };

// where a frame does not copy: the leaf itself
template <class Leaf, class Tag, binding B, frame F>
struct cursor<node::named<Leaf, Tag>, B, F> : cursor<Leaf, B, F> {};
template <class Leaf, class Tag, binding B, frame F>
  requires(!F.copies && F.level_of(Tag::height) >= 0 && !gathers_beside<cursor<Leaf, B, F>>)
struct cursor<node::named<Leaf, Tag>, B, F> {
  using leaf = cursor<Leaf, B, F>;
  using type = named_row<F.level_of(Tag::height), typename leaf::type>;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::named<Leaf, Tag>&, Memory&) {
    return {leaf::rows::place::here};
  }
};

} // namespace tenon

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
    if (!s.read(tag_id<Tag>(), b)) s.uncopied = true; // a statement of its own, or another place
    s.read_leaf(Leaf::layout_type::value, b, Leaf::differentiable ? 2 : 1);
  }
};
} // namespace node

template <class Tag, class Scope> inline constexpr bool has_row = false;
template <class Tag, class T, class Row, class Outer>
inline constexpr bool has_row<Tag, scope<T, Row, Outer>> = std::is_same_v<Tag, T> || has_row<Tag, Outer>;

// the leaf itself
template <class Leaf, class Tag, binding B, frame F, bool Copied> struct named_cursor : cursor<Leaf, B, F> {
  template <class Scope, class Memory>
  TENON_INLINE constexpr named_cursor(const node::named<Leaf, Tag>& n, const Scope& scope, Memory& memory)
      : cursor<Leaf, B, F>(source(n, scope), scope, memory) {}

private:
  template <class Scope>
  TENON_INLINE static constexpr const Leaf& source(const node::named<Leaf, Tag>& n, const Scope& scope) {
    if constexpr (has_row<Tag, Scope>) return find_row<Tag>(scope);
    else return n;
  }
};

template <class Leaf, class Tag, binding B, frame F>
struct cursor<node::named<Leaf, Tag>, B, F> : named_cursor<Leaf, Tag, B, F, F.copies> {
  using named_cursor<Leaf, Tag, B, F, F.copies>::named_cursor;
};

} // namespace tenon

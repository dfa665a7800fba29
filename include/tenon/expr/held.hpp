// SPDX-License-Identifier: BSL-1.0
// A leaf whose memory is kept by what the expression holds: the result of a call that ends before the expression does.
#pragma once

#include <tenon/expr/leaf.hpp>

namespace tenon {

namespace node {
template <class Leaf, class Owner> struct held : Leaf {
  Owner owner;
  constexpr held(const Leaf& l, const Owner& o) : Leaf(l), owner(o) {}
};
} // namespace node

template <class Leaf, class Owner, binding B, frame F>
struct cursor<node::held<Leaf, Owner>, B, F> : cursor<Leaf, B, F> {};
template <class Leaf, class Owner, binding B, frame F>
struct stored_cursor<node::held<Leaf, Owner>, B, F> : stored_cursor<Leaf, B, F> {};

} // namespace tenon

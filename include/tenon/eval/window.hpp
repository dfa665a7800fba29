// SPDX-License-Identifier: BSL-1.0
// Reads windows in the stored operand. Gradients of overlapping windows add up in its elements.
#pragma once

#include <tenon/eval/stored.hpp>
#include <tenon/expr/window.hpp>

namespace tenon {

template <class E, window... W, binding B, frame F>
struct cursor<node::windows<E, W...>, B, F> : stored_rows<E, typename node::windows<E, W...>::stored_layout, B, F> {
  static constexpr auto source_of(const node::windows<E, W...>& n, stored_list& list) {
    return cursor::template source_in<false>(n.operand, list);
  }
};

} // namespace tenon

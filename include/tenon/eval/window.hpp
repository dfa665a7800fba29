// SPDX-License-Identifier: BSL-1.0
// Reads windows in the stored operand. Gradients of overlapping windows add up in its elements.
#pragma once

#include <tenon/eval/stored.hpp>
#include <tenon/expr/window.hpp>

namespace tenon {

template <class E, window... W, binding B, frame F> struct cursor<node::windows<E, W...>, B, F> {
  using node_type = node::windows<E, W...>;
  static constexpr bool differentiates = F.adjoint && E::differentiable;
  using rows = leaf_rows<typename E::value_type, typename node_type::stored_layout, B, F>;
  using type =
      std::conditional_t<differentiates, differentiated_stored_row<typename rows::values, typename rows::gradients, E>,
                         stored_row<typename rows::values>>;
  static constexpr typename type::source source_of(const node_type& n, stored_list& list) {
    return store<differentiates, false>(n.operand, rows::place::here, list);
  }
};

} // namespace tenon

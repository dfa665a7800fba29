// SPDX-License-Identifier: BSL-1.0
// Evaluates scatters as the adjoint of taking the same elements, and their adjoint by taking them.
#pragma once

#include <tenon/eval/operand.hpp>
#include <tenon/expr/scatter.hpp>

namespace tenon {

template <int D, class E, class I, class Y> struct evaluates_whole<node::scatter<D, E, I, Y>> {
  using type = node::scatter<D, E, I, Y>;
  using T = typename type::value_type;
  using whole = row_major_layout<typename E::size_type>;

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    if constexpr (std::is_same_v<To, T>) {
      evaluate<L>(e.operand, destination);
      using there = typename chosen<L>::type;
      using laid = typename source_layout::type;
      const laid_out<Y, laid> source(e.source);
      adjoint<laid>(taking<node::leaf<T, there, true>>({destination, destination}, e), source.data());
    } else {
      const scratch<T> values(product(whole::value.size));
      into<whole>(e, values.get());
      evaluate<L>(node::leaf<T, whole>(values.get()), destination);
    }
  }
  template <class L> static constexpr void pull(const type& e, const T* received) {
    if constexpr (E::differentiable) adjoint<L>(e.operand, received);
    if constexpr (Y::differentiable) {
      using as_source = row_major_layout<typename Y::size_type>;
      const scratch<T> gradients(product(Y::size_type::list));
      evaluate<as_source>(
          taking<node::leaf<T, typename chosen<L>::type>>(node::leaf<T, typename chosen<L>::type>(received), e),
          gradients.get());
      adjoint<as_source>(e.source, static_cast<const T*>(gradients.get()));
    }
  }

private:
  // how the source lies, or else a copy of it: rows do not move over what is repeated
  struct source_layout {
    using natural = typename in_memory<Y>::layout_type;
    static constexpr bool repeats = without_repeats(natural::value, natural::rank).size != natural::value.size;
    using type = std::conditional_t<repeats, row_major_layout<typename Y::size_type>, natural>;
  };
  // the part of a layout in which numbers choose
  template <class L> struct chosen {
    static constexpr layout value = [] {
      layout l = L::value;
      for (int d = 0; d < l.rank(); ++d)
        if (d != D) l.size[d] = I::size_type::list[d];
      return l;
    }();
    using type = layout_of<value>;
  };
  template <class Leaf> static constexpr auto taking(Leaf leaf, const type& e) {
    return node::take<D, Leaf, I>(leaf, e.number, "scatter_add");
  }
};

} // namespace tenon

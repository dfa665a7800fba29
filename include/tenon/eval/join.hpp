// SPDX-License-Identifier: BSL-1.0
// Evaluates concatenations and changes of shape: their operands write the parts of the destination.
#pragma once

#include <tenon/eval/operand.hpp>

namespace tenon {

// a part of a layout: n elements of dimension D
template <class L, int D, index N> struct part_of {
  static constexpr layout value = [] {
    layout l = L::value;
    l.size[D] = N;
    return l;
  }();
  using type = layout_of<value>;
};

template <int D, class... A> struct evaluates_whole<node::join<D, A...>> {
  using type = node::join<D, A...>;

  template <class L, class T> static constexpr void into(const type& e, T* destination) {
    each<L>(e, destination, [](const auto& operand, auto part, auto* p) { evaluate<decltype(part)>(operand, p); });
  }
  template <class L, class T> static constexpr void pull(const type& e, const T* received) {
    each<L>(e, received, []<class E, class Part>(const E& operand, Part, const T* p) {
      using U = typename E::value_type;
      if constexpr (std::is_same_v<U, T>) adjoint<Part>(operand, p);
      else if constexpr (E::differentiable) {
        using whole = row_major_layout<typename E::size_type>;
        const scratch_scope scope;
        const scratch<U> share(product(E::size_type::list));
        evaluate<whole>(node::leaf<T, Part>(p), share.get());
        adjoint<whole>(operand, static_cast<const U*>(share.get()));
      }
    });
  }

private:
  template <class L, class P, class Do> static constexpr void each(const type& e, P* p, Do use) {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      ((use(at<I>(e.operands), typename part_of<L, D, A::size_type::list[D]>::type{}, p),
        p += A::size_type::list[D] * L::value.stride[D]),
       ...);
    }(std::make_integer_sequence<int, sizeof...(A)>{});
  }
};

template <class E, class S> struct evaluates_whole<node::reshape<E, S>> {
  using type = node::reshape<E, S>;
  using T = typename type::value_type;
  using before = row_major_layout<typename E::size_type>;
  using after = row_major_layout<S>;

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    if constexpr (contiguous(L::value)) evaluate<before>(e.operand, destination);
    else {
      const laid_out<E, before> whole(e.operand);
      evaluate<L>(node::leaf<T, after>(whole.data()), destination);
    }
  }
  template <class L> static constexpr void pull(const type& e, const T* received) {
    if constexpr (contiguous(L::value)) adjoint<before>(e.operand, received);
    else {
      const scratch<T> whole(product(S::list));
      evaluate<after>(node::leaf<T, L>(received), whole.get());
      adjoint<before>(e.operand, static_cast<const T*>(whole.get()));
    }
  }
};

} // namespace tenon

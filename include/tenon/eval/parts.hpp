// SPDX-License-Identifier: BSL-1.0
// Evaluates functions of parts: each part is a statement of its own.
#pragma once

#include <tenon/eval/operand.hpp>
#include <tenon/expr/parts.hpp>

namespace tenon {

template <index Rows, class F, class X, class Y, class... Shared>
struct evaluates_whole<node::parts<Rows, F, X, Y, Shared...>> {
  using type = node::parts<Rows, F, X, Y, Shared...>;
  using T = typename type::value_type;
  static constexpr index rows = type::size_type::list[0];

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    in_parts<false>(e, [destination]<index N>(constant_rows<N>, index first, const auto& part) {
      evaluate<typename some_rows<L, N>::type>(part, destination + first * L::value.stride[0]);
    });
  }
  template <class L> static constexpr void pull(const type& e, const T* received) {
    in_parts<true>(e, [received]<index N>(constant_rows<N>, index first, const auto& part) {
      adjoint<typename some_rows<L, N>::type>(part, received + first * L::value.stride[0]);
    });
  }

private:
  template <index N> struct constant_rows {};
  template <class L, index N> struct some_rows {
    static constexpr layout value = [] {
      layout l = L::value;
      l.size[0] = N;
      return l;
    }();
    using type = layout_of<value>;
  };

  // an operand in memory, with its gradient where that is wanted
  template <class E, bool Gradient> struct memory {
    using L = typename in_memory<E>::layout_type;
    in_memory<E> values;

    constexpr explicit memory(const E& e) : values(e) {}
    constexpr auto all() const { return node::leaf<typename E::value_type, L>(values.data()); }
    template <index N> constexpr auto rows(index first) const {
      return node::leaf<typename E::value_type, typename some_rows<L, N>::type>(values.data() +
                                                                                first * L::value.stride[0]);
    }
    constexpr void finish() const {}
  };
  template <class E> struct memory<E, true> {
    using L = typename gradient_of<E>::layout_type;
    laid_out<E, L> values;
    gradient_of<E> gradients;

    constexpr explicit memory(const E& e) : values(e), gradients(e) {}
    constexpr auto all() const { return node::leaf<typename E::value_type, L, true>(values.data(), gradients.data()); }
    template <index N> constexpr auto rows(index first) const {
      const index offset = first * L::value.stride[0];
      return node::leaf<typename E::value_type, typename some_rows<L, N>::type, true>(values.data() + offset,
                                                                                      gradients.data() + offset);
    }
    constexpr void finish() const { gradients.finish(); }
  };

  // use(rows, first, part) for the function of each part, with gradients of its operands or without
  template <bool Gradient, class Use> static constexpr void in_parts(const type& e, const Use& use) {
    const memory<X, Gradient && X::differentiable> x(e.x);
    const memory<Y, Gradient && Y::differentiable> y(e.y);
    const auto with_shared = [&](const auto&... shared) {
      each_part([&]<index N>(constant_rows<N> n, index first) {
        use(n, first, e.function(x.template rows<N>(first), y.template rows<N>(first), shared.all()...));
      });
      x.finish();
      y.finish();
      (shared.finish(), ...);
    };
    [&]<int... I>(std::integer_sequence<int, I...>) {
      with_shared(memory < Shared, Gradient && Shared::differentiable > (at<I>(e.shared))...);
    }(std::make_integer_sequence<int, sizeof...(Shared)>{});
  }
  template <class Do> static constexpr void each_part(const Do& part) {
    index first = 0;
    for (; first + Rows <= rows; first += Rows) part(constant_rows<Rows>{}, first);
    if constexpr (rows % Rows != 0) part(constant_rows<rows % Rows>{}, first);
  }
};

} // namespace tenon

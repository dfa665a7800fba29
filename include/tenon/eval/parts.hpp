// SPDX-License-Identifier: BSL-1.0
// Evaluates functions of parts: each part is a statement of its own.
#pragma once

#include <tenon/eval/operand.hpp>
#include <tenon/expr/parts.hpp>

namespace tenon {

template <index Rows, class F, class X, class Y, class Shared>
struct evaluates_whole<node::parts<Rows, F, X, Y, Shared>> {
  using type = node::parts<Rows, F, X, Y, Shared>;
  using T = typename type::value_type;
  static constexpr index rows = type::size_type::list[0];

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    const memory<X, false> x(e.x);
    const memory<Y, false> y(e.y);
    const memory<Shared, false> shared(e.shared);
    each_part([&]<index N>(constant_rows<N>, index first) {
      evaluate<typename some_rows<L, N>::type>(
          e.function(x.template rows<N>(first), y.template rows<N>(first), shared.all()),
          destination + first * L::value.stride[0]);
    });
  }
  template <class L> static constexpr void pull(const type& e, const T* received) {
    const memory<X, X::differentiable> x(e.x);
    const memory<Y, Y::differentiable> y(e.y);
    const memory<Shared, Shared::differentiable> shared(e.shared);
    each_part([&]<index N>(constant_rows<N>, index first) {
      adjoint<typename some_rows<L, N>::type>(
          e.function(x.template rows<N>(first), y.template rows<N>(first), shared.all()),
          received + first * L::value.stride[0]);
    });
    x.finish();
    y.finish();
    shared.finish();
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

  template <class Do> static constexpr void each_part(const Do& part) {
    index first = 0;
    for (; first + Rows <= rows; first += Rows) part(constant_rows<Rows>{}, first);
    if constexpr (rows % Rows != 0) part(constant_rows<rows % Rows>{}, first);
  }
};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Triangles of matrices (..., rows, columns). The engine computes and multiplies no more of a lower one than that.
#pragma once

#include <tenon/ops/arithmetic.hpp>

namespace tenon {

namespace detail {
struct fill_zero {
  template <class T> static constexpr T value = T(0);
};
struct fill_lowest {
  template <class T> static constexpr T value = -std::numeric_limits<T>::infinity();
};
// element (i, j) where j <= i + Ahead, elsewhere Fill
template <index Ahead, class Fill> struct lower_op {
  static constexpr bool selects = true;
  static constexpr index ahead = Ahead;
  template <class T> static constexpr T fill() { return Fill::template value<T>; }
  template <class T, class, class> using result = T;
  template <class P, class I> TENON_INLINE static constexpr P value(P x, I i, I j) {
    return select(j <= i + I(static_cast<std::int32_t>(Ahead)), x, P(fill<typename P::value_type>()));
  }
  template <int N, class D, class P, class I> TENON_INLINE static constexpr D pull(D d, P, P, I i, I j) {
    return select(j <= i + I(static_cast<std::int32_t>(Ahead)), d, D(typename D::value_type(0)));
  }
};
// element (i, j) where j >= i + From, elsewhere 0
template <index From> struct upper_op {
  static constexpr bool selects = true;
  template <class T, class, class> using result = T;
  template <class P, class I> TENON_INLINE static constexpr P value(P x, I i, I j) {
    return select(j >= i + I(static_cast<std::int32_t>(From)), x, P(typename P::value_type(0)));
  }
  template <int N, class D, class P, class I> TENON_INLINE static constexpr D pull(D d, P, P, I i, I j) {
    return select(j >= i + I(static_cast<std::int32_t>(From)), d, D(typename D::value_type(0)));
  }
};
template <class Op, class E> constexpr auto with_coordinates(E e) {
  using S = typename E::size_type;
  using row = node::coordinate<std::int32_t, S, S::rank - 2>;
  using column = node::coordinate<std::int32_t, S, S::rank - 1>;
  return node::map<Op, E, row, column>(e, row{}, column{});
}
template <index Ahead, class Fill, class E> constexpr auto lower(E e) {
  return with_coordinates<lower_op<Ahead, Fill>>(static_cast<E&&>(e));
}
// a diagonal as near to the matrices as they have any
template <class S> constexpr index clamped_diagonal(long long k) {
  const long long rows = S::list[S::rank - 2], columns = S::list[S::rank - 1];
  return static_cast<index>(k < -rows ? -rows : k > columns ? columns : k);
}
constexpr text check_triangle(const char* what, const ints& size) {
  if (size.n < 2) return say(what, ": shape ", size, " has no matrices; expected (..., rows, columns)");
  return {};
}
template <class X, class K> constexpr text triangle_fault(const char* what) {
  return first_fault(check_constant<K>(what, "diagonal"), check_triangle(what, shape_of<X>::list));
}
} // namespace detail

// The elements on and below diagonal K of each matrix, which is K to the right of the main one; the others are 0.
// torch.tril
template <tensor_like X, class K = constant<0>> constexpr auto tril(X&& x, K = {}) {
  constexpr text sentence = detail::triangle_fault<X, K>("tril");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return detail::lower<detail::clamped_diagonal<shape_of<X>>(number_of<K>), detail::fill_zero>(
        node_of(static_cast<X&&>(x)));
}
// ... on and above it. torch.triu
template <tensor_like X, class K = constant<0>> constexpr auto triu(X&& x, K = {}) {
  constexpr text sentence = detail::triangle_fault<X, K>("triu");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return detail::with_coordinates<detail::upper_op<detail::clamped_diagonal<shape_of<X>>(number_of<K>)>>(
        node_of(static_cast<X&&>(x)));
}

} // namespace tenon

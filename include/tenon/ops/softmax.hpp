// SPDX-License-Identifier: BSL-1.0
// Functions of whole rows. Each is its formula: the engine sees to it that a row is read once, every
// exponential is computed once, and nothing is stored but the row.
#pragma once

#include <tenon/ops/reduce.hpp>

namespace tenon {

namespace detail {
// the elements less the largest; the result does not depend on it, so neither does the gradient
template <unsigned Dims, class E> constexpr auto shifted(E x) { return x - back(x, folded<shift_op, Dims>(x)); }

// what is wrong with a function of rows along dimension D
template <class Row, class X> constexpr text row_fault(long long d) {
  return first_fault(check_fractions<value_of<X>>(Row::name), check_dim(Row::name, d, shape_of<X>::list));
}
template <class Row, class X, class D> constexpr text row_fault() {
  return first_fault(check_constant<D>(Row::name, "dimension"), row_fault<Row, X>(number_of<D>));
}
template <class Row, class D, class X, class... Args> constexpr auto row_function(X&& x, Args... args) {
  if constexpr (!row_fault<Row, X, D>().empty()) return placeholder<value_of<X>, shape_of<X>>();
  else {
    constexpr unsigned mask = shape_of<X>::rank == 0 ? 0 : 1u << wrap_dim(number_of<D>, shape_of<X>::rank);
    return Row{}(node_of(static_cast<X&&>(x)), std::integral_constant<unsigned, mask>{}, args...);
  }
}

struct softmax_row {
  static constexpr char name[] = "softmax";
  template <class E, unsigned Dims> constexpr auto operator()(E operand, std::integral_constant<unsigned, Dims>) const {
    return let(operand, [](auto x) {
      return let(exp(shifted<Dims>(x)), [](auto e) { return e * back(e, reciprocal(folded<sum_op, Dims>(e))); });
    });
  }
};
struct log_softmax_row {
  static constexpr char name[] = "log_softmax";
  template <class E, unsigned Dims> constexpr auto operator()(E operand, std::integral_constant<unsigned, Dims>) const {
    return let(operand, [](auto x) {
      return let(folded<shift_op, Dims>(x), [x](auto shift) {
        const auto z = x - back(x, shift);
        return z - back(z, log(folded<sum_op, Dims>(exp(z))));
      });
    });
  }
};
} // namespace detail

// exp(x) / sum(exp(x)) along a dimension, which must be named. torch.softmax
template <tensor_like X, class D = missing> constexpr auto softmax(X&& x, D = {}) {
  constexpr text sentence = detail::row_fault<detail::softmax_row, X, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::row_function<detail::softmax_row, D>(static_cast<X&&>(x));
}
// the logarithm of softmax, without its underflow. torch.log_softmax
template <tensor_like X, class D = missing> constexpr auto log_softmax(X&& x, D = {}) {
  constexpr text sentence = detail::row_fault<detail::log_softmax_row, X, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::row_function<detail::log_softmax_row, D>(static_cast<X&&>(x));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// cross_entropy(linear(x, weight), target) for many classes: the logits exist for some rows at a time, and the way back
// computes them again.
#pragma once

#include <tenon/ops/cross_entropy.hpp>
#include <tenon/ops/matmul.hpp>

namespace tenon {

struct linear_cross_entropy_options {
  index ignore_index = -100; // targets of this number do not count
};

namespace detail {
constexpr text check_linear_cross_entropy(const ints& x, const ints& w, const ints& t) {
  if (x.n == 0 || w.n != 2 || x[x.n - 1] != w[1])
    return say("linear_cross_entropy: rows ", x, " and weight ", w,
               "; expected (..., features) and (classes, features)");
  if (without(x, x.n - 1) != t)
    return say("linear_cross_entropy: rows ", x, " take targets of shape ", without(x, x.n - 1), ", got ", t);
  return {};
}
template <class X, class W, class T, class O = reduction::mean_t, class R = reduction::mean_t>
constexpr text linear_cross_entropy_fault() {
  constexpr char what[] = "linear_cross_entropy";
  return first_fault(check_tensor<W>(what, "weight"), check_tensor<T>(what, "target"),
                     check_reduction<linear_cross_entropy_options, O, R>(what, "linear_cross_entropy_options"),
                     check_integers<T>(what, "targets are"),
                     check_linear_cross_entropy(shape_of<X>::list, list_of<W>(), list_of<T>()),
                     check_fractions<value_of<X>>(what));
}
// the loss of each row, 0 where its target does not count
struct row_losses {
  index ignored;

  template <class X, class I, class W> constexpr auto operator()(const X& x, const I& numbers, const W& weight) const {
    using T = typename X::value_type;
    const auto counts = numbers != ignored;
    return where(counts, negative_log_likelihood<1>(linear(x, weight), where(counts, numbers, 0)), T(0));
  }
};
// Rows whose logits fill a second-level cache, but enough of them to make a product of matrices worth its while; where
// it can be, a part of all rows, for a rest of other length is code of its own.
template <class T, index Classes> constexpr index rows_of_logits(index rows) {
  const index fitting = (index(1) << 20) / (Classes > 0 ? Classes : 1) / static_cast<index>(sizeof(T));
  const index most = fitting < 64 ? 64 : fitting;
  if (rows <= most) return rows > 0 ? rows : 1;
  for (index some = most; some >= 32 && 2 * some > most; --some)
    if (rows % some == 0) return some;
  return most / 32 * 32;
}
} // namespace detail

// -log softmax(x weight^T) at the target's classes, for x (..., features), weight (classes, features) and targets
// (...). Unlike cross_entropy(linear(x, weight), target), which gives the same, it never holds the logits of all rows.
template <tensor_like X, class W = missing, class T = missing, class O = linear_cross_entropy_options,
          class R = reduction::mean_t>
constexpr auto linear_cross_entropy(X&& x, W&& weight = {}, T&& target = {}, const O& options_or_tag = {}, R r = {}) {
  constexpr text sentence = detail::linear_cross_entropy_fault<X, W, T, O, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else {
    using V = common_value<X, W>;
    const auto options = detail::options_or(options_or_tag, linear_cross_entropy_options{});
    const auto chosen = detail::reduction_in(options_or_tag, r);
    constexpr index features = shape_of<W>::list[1], rows = product(shape_of<T>::list);
    constexpr index some = detail::rows_of_logits<V, shape_of<W>::list[0]>(rows);
    auto flat = reshape(converted<V>(node_of(static_cast<X&&>(x))), c<rows>, c<features>);
    auto table = converted<V>(node_of(static_cast<W&&>(weight)));
    auto numbers = reshape(converted<std::int64_t>(node_of(static_cast<T&&>(target))), c<rows>, c<1>);
    const detail::row_losses function{options.ignore_index};
    auto loss = node::parts<some, detail::row_losses, decltype(flat), decltype(numbers), decltype(table)>(
        function, flat, numbers, table);
    const auto counts = where(numbers != options.ignore_index, V(1), V(0));
    using S = shape_of<T>;
    if constexpr (std::is_same_v<decltype(chosen), const reduction::none_t>) return detail::reshaped_to<S>(loss);
    else return detail::averaged(loss, counts, chosen);
  }
}

} // namespace tenon

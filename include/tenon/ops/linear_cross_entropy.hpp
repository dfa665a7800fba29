// SPDX-License-Identifier: BSL-1.0
// cross_entropy(linear(x, weight, bias), target) for many classes: the logits exist for some rows at a time, and the
// way back computes them again.
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
constexpr text check_linear_cross_entropy(const ints& x, const ints& w, const ints& t, const ints& bias) {
  if (const text fault = check_linear_cross_entropy(x, w, t); !fault.empty()) return fault;
  if (bias != ints{w[0]}) return say("linear_cross_entropy: bias ", bias, " for weight ", w, "; expected ", ints{w[0]});
  return {};
}
template <class X, class W, class T, class O = reduction::mean_t, class R = reduction::mean_t, class... B>
constexpr text linear_cross_entropy_fault() {
  constexpr char what[] = "linear_cross_entropy";
  return first_fault(check_tensor<W>(what, "weight"), check_tensor<T>(what, "target"), check_tensor<B>(what, "bias")...,
                     check_reduction<linear_cross_entropy_options, O, R>(what, "linear_cross_entropy_options"),
                     check_integers<T>(what, "targets are"),
                     check_linear_cross_entropy(shape_of<X>::list, list_of<W>(), list_of<T>(), list_of<B>()...),
                     check_fractions<value_of<X>>(what));
}
// the loss of each row, 0 where its target does not count
struct row_losses {
  index ignored;

  template <class X, class I, class... Head>
  constexpr auto operator()(const X& x, const I& numbers, const Head&... head) const {
    using T = typename X::value_type;
    const auto counts = numbers != ignored;
    const auto valid = where(counts, numbers, 0);
    return where(counts, negative_log_likelihood<1>(linear(x, head...), valid, "linear_cross_entropy: target"), T(0));
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
template <class X, class W, class T, class Options, class R, class... B>
constexpr auto losses_of_rows(X x, W weight, T target, const Options& options, R r, B... bias) {
  using V = common_value<X, W, B...>;
  constexpr index features = W::size_type::list[1], rows = product(T::size_type::list);
  constexpr index some = rows_of_logits<V, W::size_type::list[0]>(rows);
  auto flat = node_of(reshape(converted<V>(static_cast<X&&>(x)), c<rows>, c<features>));
  auto numbers = node_of(reshape(converted<std::int64_t>(static_cast<T&&>(target)), c<rows>, c<1>));
  const row_losses function{options.ignore_index};
  const auto of = [&]<class... Head>(Head... head) {
    using parts = node::parts<some, row_losses, decltype(flat), decltype(numbers), Head...>;
    return parts(function, flat, numbers, static_cast<Head&&>(head)...);
  };
  auto loss = of(converted<V>(static_cast<W&&>(weight)), converted<V>(static_cast<B&&>(bias))...);
  const auto counts = where(numbers != options.ignore_index, V(1), V(0));
  if constexpr (std::is_same_v<R, reduction::none_t>) return reshaped_to<typename T::size_type>(loss);
  else return averaged(loss, counts, r);
}
} // namespace detail

// -log softmax(x weight^T) at the target's classes, for x (..., features), weight (classes, features) and targets
// (...). Unlike cross_entropy(linear(x, weight), target), which gives the same, it never holds the logits of all rows.
template <tensor_like X, class W = missing, class T = missing, class O = linear_cross_entropy_options,
          class R = reduction::mean_t>
  requires(!tensor_like<O>)
constexpr auto linear_cross_entropy(X&& x, W&& weight = {}, T&& target = {}, const O& options_or_tag = {}, R r = {}) {
  constexpr text sentence = detail::linear_cross_entropy_fault<X, W, T, O, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else
    return detail::losses_of_rows(
        node_of(static_cast<X&&>(x)), node_of(static_cast<W&&>(weight)), node_of(static_cast<T&&>(target)),
        detail::options_or(options_or_tag, linear_cross_entropy_options{}), detail::reduction_in(options_or_tag, r));
}
// ... of x weight^T + bias, for a bias (classes)
template <tensor_like X, class W, class T, tensor_like B, class O = linear_cross_entropy_options,
          class R = reduction::mean_t>
constexpr auto linear_cross_entropy(X&& x, W&& weight, T&& target, B&& bias, const O& options_or_tag = {}, R r = {}) {
  constexpr text sentence = detail::linear_cross_entropy_fault<X, W, T, O, R, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else
    return detail::losses_of_rows(node_of(static_cast<X&&>(x)), node_of(static_cast<W&&>(weight)),
                                  node_of(static_cast<T&&>(target)),
                                  detail::options_or(options_or_tag, linear_cross_entropy_options{}),
                                  detail::reduction_in(options_or_tag, r), node_of(static_cast<B&&>(bias)));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Losses, with PyTorch's definitions. Shapes must be equal: a loss does not broadcast.
#pragma once

#include <tenon/ops/activation.hpp>
#include <tenon/ops/softmax.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

// How the losses of a batch become one: their mean unless one of the tags follows the operands.
namespace reduction {
struct mean_t {};
struct sum_t {};
struct none_t {};
inline constexpr mean_t mean{};
inline constexpr sum_t sum{};
inline constexpr none_t none{};
} // namespace reduction

template <class R>
concept loss_reduction =
    std::is_same_v<R, reduction::mean_t> || std::is_same_v<R, reduction::sum_t> || std::is_same_v<R, reduction::none_t>;

namespace detail {
// `options` names what else may follow the operands
template <class R> constexpr text check_reduction(const char* what, const char* options = "") {
  if (loss_reduction<R>) return {};
  return say(what, ": expected ", options, *options ? " or one of" : "one of",
             " the tags reduction::mean, reduction::sum and reduction::none");
}
// Options, a tag or both follow the operands, in this order; without options O is the tag and nothing follows it.
template <class Options, class O> inline constexpr bool gives_options = std::is_convertible_v<O, Options>;
template <class Options, class O, class R> constexpr text check_reduction(const char* what, const char* options) {
  using sole_tag = std::conditional_t<std::is_same_v<R, reduction::mean_t>, O, void>;
  return check_reduction<std::conditional_t<gives_options<Options, O>, R, sole_tag>>(what, options);
}
template <class Options, class O> constexpr Options options_or(const O& o, Options otherwise) {
  if constexpr (gives_options<Options, O>) return static_cast<Options>(o);
  else return otherwise;
}
template <class O, class R> constexpr auto reduction_in(O o, R r) {
  if constexpr (loss_reduction<O>) return o;
  else return r;
}
// what is wrong with a loss of two tensors, which do not broadcast
template <class X, class Y> constexpr text operands_fault(const char* what) {
  if constexpr (!tensor_like<Y>) return check_tensor<Y>(what, "target");
  else
    return first_fault(check_same(what, shape_of<X>::list, shape_of<Y>::list),
                       check_fractions<common_value<X, Y>>(what));
}
template <class X, class Y, class R = reduction::mean_t> constexpr text loss_fault(const char* what) {
  return first_fault(check_reduction<R>(what), operands_fault<X, Y>(what));
}
// ... with a number that may follow them
template <class X, class Y, class O, class R> constexpr text numbered_loss_fault(const char* what) {
  return first_fault(check_reduction<double, O, R>(what, "a number"), operands_fault<X, Y>(what));
}
template <loss_reduction R, class E> constexpr auto reduced_loss(E e, R) {
  if constexpr (std::is_same_v<R, reduction::mean_t>) return mean(e);
  else if constexpr (std::is_same_v<R, reduction::sum_t>) return sum(e);
  else return e;
}
} // namespace detail

struct squared_error_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P y) { return (x - y) * (x - y); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P y) {
    const D g = d * detail::num<P>(2) * (x - y);
    if constexpr (I == 0) return g;
    else return -g;
  }
};
// half the square up to beta and linear beyond, over beta
struct smooth_l1_op {
  template <class P> TENON_INLINE static constexpr P value(P e, P beta) {
    const P a = simd::abs(e), half = detail::num<P>(0.5);
    return select(a < beta, half * e * e / beta, a - half * beta);
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P e, P beta) {
    if constexpr (I == 1) return detail::num<D>(0);
    const P one = detail::num<P>(1);
    const P distant = select(e < detail::num<P>(0), -one, select(e > detail::num<P>(0), one, e)); // nan stays
    return d * select(simd::abs(e) < beta, e / beta, distant);
  }
};

// mean((x - y)^2). torch.nn.functional.mse_loss
template <tensor_like X, class Y = missing, class R = reduction::mean_t>
constexpr auto mse_loss(X&& x, Y&& y = {}, R r = {}) {
  constexpr text sentence = detail::loss_fault<X, Y, R>("mse_loss");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else
    return detail::reduced_loss(map_as<squared_error_op, common_value<X, Y>>(static_cast<X&&>(x), static_cast<Y&&>(y)),
                                r);
}
// mean(|x - y|). torch.nn.functional.l1_loss
template <tensor_like X, class Y = missing, class R = reduction::mean_t>
constexpr auto l1_loss(X&& x, Y&& y = {}, R r = {}) {
  constexpr text sentence = detail::loss_fault<X, Y, R>("l1_loss");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else return detail::reduced_loss(abs(static_cast<X&&>(x) - static_cast<Y&&>(y)), r);
}
// Quadratic up to beta, linear beyond. A negative beta throws std::invalid_argument. torch.nn.functional.smooth_l1_loss
template <tensor_like X, class Y = missing, class O = double, class R = reduction::mean_t>
constexpr auto smooth_l1_loss(X&& x, Y&& y = {}, const O& beta_or_tag = 1.0, R r = {}) {
  constexpr text sentence = detail::numbered_loss_fault<X, Y, O, R>("smooth_l1_loss");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else {
    const double beta = detail::options_or(beta_or_tag, 1.0);
    if (!(beta >= 0))
      fail<std::invalid_argument>("smooth_l1_loss: beta is " + std::to_string(beta) + "; expected a number from 0 on");
    return detail::reduced_loss(
        map_as<smooth_l1_op, common_value<X, Y>>(static_cast<X&&>(x) - static_cast<Y&&>(y), beta),
        detail::reduction_in(beta_or_tag, r));
  }
}

// Half the square up to delta, linear with slope delta beyond. A delta that is not above 0 throws
// std::invalid_argument. torch.nn.functional.huber_loss
template <tensor_like X, class Y = missing, class O = double, class R = reduction::mean_t>
constexpr auto huber_loss(X&& x, Y&& y = {}, const O& delta_or_tag = 1.0, R r = {}) {
  constexpr text sentence = detail::numbered_loss_fault<X, Y, O, R>("huber_loss");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else {
    const double delta = detail::options_or(delta_or_tag, 1.0);
    if (!(delta > 0))
      fail<std::invalid_argument>("huber_loss: delta is " + std::to_string(delta) + "; expected a number above 0");
    return detail::reduced_loss(
        map_as<smooth_l1_op, common_value<X, Y>>(static_cast<X&&>(x) - static_cast<Y&&>(y), delta) * delta,
        detail::reduction_in(delta_or_tag, r));
  }
}

} // namespace tenon

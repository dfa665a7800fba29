// SPDX-License-Identifier: BSL-1.0
// Losses that compare distances or scores, with PyTorch's definitions.
#pragma once

#include <tenon/ops/distance.hpp>
#include <tenon/ops/loss.hpp>

namespace tenon {

struct triplet_margin_options {
  double margin = 1.0;
  double eps = 1e-6;
  bool swap = false; // the negative's distance from the positive counts where it is smaller than that from the anchor
};
struct margin_options {
  double margin = 0.0;
};

namespace detail {
constexpr text check_signs(const char* what, const ints& a, const ints& b, const ints& signs, const ints& wanted) {
  if (const text t = check_same(what, a, b); !t.empty()) return t;
  if (signs != wanted) return say(what, ": inputs ", a, " take signs of shape ", wanted, ", got ", signs);
  return {};
}
template <class A, class P, class N, class O = reduction::mean_t, class R = reduction::mean_t,
          class Order = constant<2>>
constexpr text triplet_margin_fault() {
  constexpr char what[] = "triplet_margin_loss";
  if (const text t = first_fault(check_tensor<P>(what, "positive"), check_tensor<N>(what, "negative")); !t.empty())
    return t;
  return first_fault(check_reduction<triplet_margin_options, O, R>(what, "triplet_margin_options"),
                     check_norm_order<Order>(what), check_same(what, shape_of<A>::list, list_of<P>()),
                     check_same(what, shape_of<A>::list, list_of<N>()), check_fractions<value_of<A>>(what));
}
template <class A, class B, class Y, class O, class R> constexpr text signs_fault(const char* what) {
  return first_fault(check_tensor<B>(what, "second input"), check_tensor<Y>(what, "sign"),
                     check_reduction<margin_options, O, R>(what, "margin_options"), check_fractions<value_of<A>>(what));
}
template <class A, class B, class Y, class O = reduction::mean_t, class R = reduction::mean_t>
constexpr text cosine_embedding_fault() {
  constexpr char what[] = "cosine_embedding_loss";
  constexpr ints a = shape_of<A>::list;
  if (a.n == 0) return say(what, ": the inputs are scalars; expected (D) or (N, D)");
  return first_fault(signs_fault<A, B, Y, O, R>(what),
                     check_signs(what, a, list_of<B>(), list_of<Y>(), without(a, a.n - 1)));
}
template <class A, class B, class Y, class O = reduction::mean_t, class R = reduction::mean_t>
constexpr text margin_ranking_fault() {
  constexpr char what[] = "margin_ranking_loss";
  return first_fault(signs_fault<A, B, Y, O, R>(what),
                     check_signs(what, shape_of<A>::list, list_of<B>(), list_of<Y>(), shape_of<A>::list));
}
// what exceeds 0, with a gradient from there on, as that of torch.clamp_min; relu has none at 0
struct excess_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return max(x, num<P>(0)); }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x) {
    return select(x >= num<P>(0), d, num<D>(0));
  }
};
// 1 - cos for pairs that belong together, and cos beyond the margin for others
struct cosine_loss_op {
  template <class P> TENON_INLINE static constexpr P value(P cosine, P sign, P margin) {
    const P zero = num<P>(0), one = num<P>(1);
    const P apart = excess_op::value(cosine - margin);
    return select(sign == one, one - cosine, select(sign == -one, apart, zero));
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P cosine, P sign, P margin) {
    const D zero = num<D>(0);
    if constexpr (I == 0)
      return select(sign == num<P>(1), -d,
                    select(sign == num<P>(-1), excess_op::pull<0>(d, cosine, cosine - margin), zero));
    else return zero;
  }
};
} // namespace detail

// max(0, |anchor - positive|_p - |anchor - negative|_p + margin), by pairwise_distance of rows.
// torch.nn.functional.triplet_margin_loss
template <tensor_like A, class P = missing, class N = missing, class O = triplet_margin_options,
          class R = reduction::mean_t, class Order = constant<2>>
constexpr auto triplet_margin_loss(A&& anchor, P&& positive = {}, N&& negative = {}, const O& options_or_tag = {},
                                   R r = {}, Order p = {}) {
  constexpr text sentence = detail::triplet_margin_fault<A, P, N, O, R, Order>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    const auto options = detail::options_or(options_or_tag, triplet_margin_options{});
    const auto a = node_of(static_cast<A&&>(anchor));
    const auto b = node_of(static_cast<P&&>(positive));
    const auto c = node_of(static_cast<N&&>(negative));
    const auto nearby = pairwise_distance(a, b, p, options.eps);
    const auto distant = pairwise_distance(a, c, p, options.eps);
    const auto between = pairwise_distance(b, c, p, options.eps);
    const node::scalar<bool, typename decltype(distant)::size_type> swaps(options.swap);
    return detail::reduced_loss(
        apply<detail::excess_op>(nearby - where(swaps, minimum(distant, between), distant) + options.margin),
        detail::reduction_in(options_or_tag, r));
  }
}

// For rows of x1 and x2 that belong together (sign 1) 1 - cos, for others (sign -1) max(0, cos - margin).
// torch.nn.functional.cosine_embedding_loss
template <tensor_like A, class B = missing, class Y = missing, class O = margin_options, class R = reduction::mean_t>
constexpr auto cosine_embedding_loss(A&& x1, B&& x2 = {}, Y&& sign = {}, const O& options_or_tag = {}, R r = {}) {
  constexpr text sentence = detail::cosine_embedding_fault<A, B, Y, O, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    using T = common_value<A, B>;
    const auto options = detail::options_or(options_or_tag, margin_options{});
    const auto a = converted<T>(node_of(static_cast<A&&>(x1)));
    const auto b = converted<T>(node_of(static_cast<B&&>(x2)));
    // PyTorch adds its eps to the squares
    const auto cosine = sum(a * b, c<-1>) / sqrt((sum(square(a), c<-1>) + 1e-12) * (sum(square(b), c<-1>) + 1e-12));
    return detail::reduced_loss(
        map_as<detail::cosine_loss_op, T>(cosine, node_of(static_cast<Y&&>(sign)), options.margin),
        detail::reduction_in(options_or_tag, r));
  }
}

// max(0, margin - sign (x1 - x2)): x1 ought to be the larger where the sign is 1, the smaller where it is -1.
// torch.nn.functional.margin_ranking_loss
template <tensor_like A, class B = missing, class Y = missing, class O = margin_options, class R = reduction::mean_t>
constexpr auto margin_ranking_loss(A&& x1, B&& x2 = {}, Y&& sign = {}, const O& options_or_tag = {}, R r = {}) {
  constexpr text sentence = detail::margin_ranking_fault<A, B, Y, O, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    const auto options = detail::options_or(options_or_tag, margin_options{});
    return detail::reduced_loss(
        apply<detail::excess_op>(options.margin -
                                 static_cast<Y&&>(sign) * (static_cast<A&&>(x1) - static_cast<B&&>(x2))),
        detail::reduction_in(options_or_tag, r));
  }
}

} // namespace tenon

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
constexpr text check_triplet(const ints& anchor, const ints& positive, const ints& negative) {
  if (const text t = check_same("triplet_margin_loss", anchor, positive); !t.empty()) return t;
  return check_same("triplet_margin_loss", anchor, negative);
}
constexpr text check_signs(const char* what, const ints& a, const ints& b, const ints& signs, const ints& wanted) {
  if (const text t = check_same(what, a, b); !t.empty()) return t;
  if (signs != wanted) return say(what, ": inputs ", a, " take signs of shape ", wanted, ", got ", signs);
  return {};
}
// 1 - cos for pairs that belong together, and cos beyond the margin for others
struct cosine_loss_op {
  template <class P> TENON_INLINE static constexpr P value(P cosine, P sign, P margin) {
    const P zero = num<P>(0), one = num<P>(1);
    const P apart = max(zero, cosine - margin);
    return select(sign == one, one - cosine, select(sign == -one, apart, zero));
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P cosine, P sign, P margin) {
    const D zero = num<D>(0);
    if constexpr (I == 0)
      return select(sign == num<P>(1), -d, select(sign == num<P>(-1), beyond_margin(d, cosine, margin), zero));
    else return zero;
  }

private:
  template <class D, class P> TENON_INLINE static constexpr D beyond_margin(D d, P cosine, P margin) {
    return select(cosine > margin, d, num<D>(0));
  }
};
} // namespace detail

// max(0, |anchor - positive|_p - |anchor - negative|_p + margin), by pairwise_distance of rows.
// torch.nn.functional.triplet_margin_loss
template <tensor_like A, tensor_like P, tensor_like N, loss_reduction R = reduction::mean_t,
          norm_order Order = constant<2>>
constexpr auto triplet_margin_loss(A&& anchor, P&& positive, N&& negative, triplet_margin_options options = {},
                                   R r = {}, Order p = {}) {
  constexpr text sentence = detail::check_triplet(shape_of<A>::list, shape_of<P>::list, shape_of<N>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    const auto a = node_of(static_cast<A&&>(anchor));
    const auto b = node_of(static_cast<P&&>(positive));
    const auto c = node_of(static_cast<N&&>(negative));
    const auto near = pairwise_distance(a, b, p, options.eps);
    const auto far = pairwise_distance(a, c, p, options.eps);
    const auto between = pairwise_distance(b, c, p, options.eps);
    const node::scalar<bool, typename decltype(far)::size_type> swaps(options.swap);
    return detail::reduced_loss(relu(near - where(swaps, minimum(far, between), far) + options.margin), r);
  }
}
template <tensor_like A, tensor_like P, tensor_like N, loss_reduction R>
constexpr auto triplet_margin_loss(A&& anchor, P&& positive, N&& negative, R r) {
  return triplet_margin_loss(static_cast<A&&>(anchor), static_cast<P&&>(positive), static_cast<N&&>(negative),
                             triplet_margin_options{}, r);
}

// For rows of x1 and x2 that belong together (sign 1) 1 - cos, for others (sign -1) max(0, cos - margin).
// torch.nn.functional.cosine_embedding_loss
template <tensor_like A, tensor_like B, tensor_like Y, loss_reduction R = reduction::mean_t>
constexpr auto cosine_embedding_loss(A&& x1, B&& x2, Y&& sign, margin_options options = {}, R r = {}) {
  constexpr text sentence = [] {
    const ints& a = shape_of<A>::list;
    if (a.n == 0) return say("cosine_embedding_loss: the inputs are scalars; expected (D) or (N, D)");
    return detail::check_signs("cosine_embedding_loss", a, shape_of<B>::list, shape_of<Y>::list, without(a, a.n - 1));
  }();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    using T = fractional<common_value<A, B>>;
    const auto a = converted<T>(node_of(static_cast<A&&>(x1)));
    const auto b = converted<T>(node_of(static_cast<B&&>(x2)));
    // PyTorch adds its eps to the squares
    const auto cosine = sum(a * b, c<-1>) / sqrt((sum(square(a), c<-1>) + 1e-12) * (sum(square(b), c<-1>) + 1e-12));
    return detail::reduced_loss(
        map_as<detail::cosine_loss_op, T>(cosine, node_of(static_cast<Y&&>(sign)), options.margin), r);
  }
}
template <tensor_like A, tensor_like B, tensor_like Y, loss_reduction R>
constexpr auto cosine_embedding_loss(A&& x1, B&& x2, Y&& sign, R r) {
  return cosine_embedding_loss(static_cast<A&&>(x1), static_cast<B&&>(x2), static_cast<Y&&>(sign), margin_options{}, r);
}

// max(0, margin - sign (x1 - x2)): x1 ought to be the larger where the sign is 1, the smaller where it is -1.
// torch.nn.functional.margin_ranking_loss
template <tensor_like A, tensor_like B, tensor_like Y, loss_reduction R = reduction::mean_t>
constexpr auto margin_ranking_loss(A&& x1, B&& x2, Y&& sign, margin_options options = {}, R r = {}) {
  constexpr text sentence = detail::check_signs("margin_ranking_loss", shape_of<A>::list, shape_of<B>::list,
                                                shape_of<Y>::list, shape_of<A>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else
    return detail::reduced_loss(
        relu(options.margin - static_cast<Y&&>(sign) * (static_cast<A&&>(x1) - static_cast<B&&>(x2))), r);
}
template <tensor_like A, tensor_like B, tensor_like Y, loss_reduction R>
constexpr auto margin_ranking_loss(A&& x1, B&& x2, Y&& sign, R r) {
  return margin_ranking_loss(static_cast<A&&>(x1), static_cast<B&&>(x2), static_cast<Y&&>(sign), margin_options{}, r);
}

} // namespace tenon

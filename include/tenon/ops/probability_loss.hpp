// SPDX-License-Identifier: BSL-1.0
// Losses of probabilities and their logarithms, with PyTorch's definitions. Shapes must be equal.
#pragma once

#include <tenon/ops/loss.hpp>

namespace tenon {

namespace reduction {
// the sum divided by the first extent, as the mathematical divergence has it
struct batchmean_t {};
inline constexpr batchmean_t batchmean{};
} // namespace reduction

namespace detail {
template <class P> [[gnu::cold, gnu::noinline]] constexpr void throw_improbable(const char* what, P x) {
  for (int i = 0; i < P::width; ++i) {
    const auto lane = x[i];
    if constexpr (std::is_arithmetic_v<decltype(lane)>) // which derivatives of higher order are not
      if (lane < 0 || lane > 1)
        fail<std::domain_error>(std::string(what) + ": " + std::to_string(lane) +
                                " is no probability; expected 0 to 1");
  }
  fail<std::domain_error>(std::string(what) + ": expected probabilities from 0 to 1");
}
} // namespace detail

// -(y log x + (1 - y) log(1 - x)); logarithms do not fall below -100, so that the loss stays finite
struct binary_cross_entropy_op {
  static constexpr bool traps = true;
  template <class P> TENON_INLINE static constexpr P value(P x, P y) {
    const P zero = detail::num<P>(0), one = detail::num<P>(1), lowest = detail::num<P>(-100);
    if (simd::any((x < zero) | (x > one))) [[unlikely]]
      detail::throw_improbable("binary_cross_entropy", x);
    return (y - one) * max(simd::log1p(-x), lowest) - y * max(simd::log(x), lowest);
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P y) {
    const P one = detail::num<P>(1);
    if constexpr (I == 0) return d * (x - y) / max((one - x) * x, detail::num<P>(1e-12));
    const P lowest = detail::num<P>(-100);
    return d * (max(simd::log1p(-x), lowest) - max(simd::log(x), lowest));
  }
};
// The same of sigmoid(x), without its rounding: log(1 + exp(-|x|)), and |x| as far as y is on the other side of x,
// which is nothing where it is not, also for an infinite x.
struct binary_cross_entropy_with_logits_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P y) {
    const P zero = detail::num<P>(0), size = simd::abs(x), part = select(x > zero, detail::num<P>(1) - y, y);
    return select((part == zero) & (x == x), zero, size * part) + simd::log1p(simd::exp(-size));
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P y) {
    if constexpr (I == 0) return d * (simd::sigmoid(x) - y);
    return -(d * x);
  }
};
// y (log y - x), which is 0 where y is, also for x = -inf
struct kl_div_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P y) {
    const P zero = detail::num<P>(0);
    const P kept = select(y == zero, detail::num<P>(1), y); // constant expressions know no 0 log 0
    return select((y == zero) & (x == x), zero, y * (simd::log(kept) - x));
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P y) {
    if constexpr (I == 0) return -(d * y);
    return select((y == detail::num<P>(0)) & (x == x), detail::num<D>(0), d * (simd::log(y) + detail::num<P>(1) - x));
  }
};

// x are probabilities, y the targets from 0 to 1. An x outside of 0 to 1 throws std::domain_error; nan propagates.
// torch.nn.functional.binary_cross_entropy
template <tensor_like X, class Y = missing, class R = reduction::mean_t>
constexpr auto binary_cross_entropy(X&& x, Y&& y = {}, R r = {}) {
  constexpr text sentence = detail::loss_fault<X, Y, R>("binary_cross_entropy");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else
    return detail::reduced_loss(
        map_as<binary_cross_entropy_op, common_value<X, Y>>(static_cast<X&&>(x), static_cast<Y&&>(y)), r);
}
// x are logits. torch.nn.functional.binary_cross_entropy_with_logits
template <tensor_like X, class Y = missing, class R = reduction::mean_t>
constexpr auto binary_cross_entropy_with_logits(X&& x, Y&& y = {}, R r = {}) {
  constexpr text sentence = detail::loss_fault<X, Y, R>("binary_cross_entropy_with_logits");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else
    return detail::reduced_loss(
        map_as<binary_cross_entropy_with_logits_op, common_value<X, Y>>(static_cast<X&&>(x), static_cast<Y&&>(y)), r);
}
// The divergence of y, probabilities, from x, logarithms of probabilities. The mean is over elements, as
// PyTorch has it, unless the tag reduction::batchmean follows. torch.nn.functional.kl_div
template <tensor_like X, class Y = missing, class R = reduction::mean_t>
constexpr auto kl_div(X&& x, Y&& y = {}, R r = {}) {
  using tag = std::conditional_t<std::is_same_v<R, reduction::batchmean_t>, reduction::mean_t, R>;
  constexpr text sentence = detail::loss_fault<X, Y, tag>("kl_div");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else {
    const auto loss = map_as<kl_div_op, common_value<X, Y>>(static_cast<X&&>(x), static_cast<Y&&>(y));
    if constexpr (loss_reduction<R>) return detail::reduced_loss(loss, r);
    else return sum(loss) / static_cast<double>(shape_of<X>::rank > 0 ? shape_of<X>::list[0] : 1);
  }
}

} // namespace tenon

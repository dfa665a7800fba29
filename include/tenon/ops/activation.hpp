// SPDX-License-Identifier: BSL-1.0
// Activation functions, with PyTorch's names, defaults and edges; at -inf gelu and silu are -0.
#pragma once

#include <tenon/ops/elementwise.hpp>

namespace tenon {

struct relu_op {
  static constexpr bool keeps_integers = true;
  template <class P> TENON_INLINE static constexpr P value(P x) {
    const P zero = detail::num<P>(0);
    return select(x <= zero, zero, x);
  }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x) {
    return select(x <= detail::num<P>(0), detail::num<D>(0), d);
  }
};

// x times the normal distribution function
struct gelu_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::gelu(x); }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) { return simd::gelu_slope(x); }
};
// x (1 + tanh(u)) / 2 with u = sqrt(2/pi) (x + 0.044715 x^3), which is x / (1 + exp(-2 u))
struct gelu_tanh_op {
  static constexpr double root = 0.79788456080286535588, cubic = 0.044715, log2_e = 1.44269504088896340736;
  // 1 + exp(-2 u)
  template <class P> TENON_INLINE static constexpr P divisor(P x) {
    if constexpr (std::is_floating_point_v<typename P::value_type>)
      if (std::is_constant_evaluated()) { // where overflow is an error
        constexpr double far = std::numeric_limits<typename P::value_type>::max_exponent;
        const P u = exponent(max(detail::num<P>(-1e3), min(x, detail::num<P>(1e3))));
        const P finite = detail::num<P>(1) + simd::exp2(min(u, detail::num<P>(far - 1)));
        return select(u >= detail::num<P>(far), detail::num<P>(detail::infinity), finite);
      }
    return detail::num<P>(1) + simd::exp2(exponent(x));
  }
  template <class P> TENON_INLINE static constexpr P value(P x) {
    return select(x == detail::num<P>(-detail::infinity), detail::num<P>(-0.0), x / divisor(x));
  }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) {
    const P one = detail::num<P>(1), s = one / divisor(x);
    const P inside = s + x * s * (one - s) * (detail::num<P>(2 * root) + detail::num<P>(6 * root * cubic) * x * x);
    return detail::beyond(x, 1e4, detail::num<P>(0), one, inside);
  }

private:
  template <class P> TENON_INLINE static constexpr P exponent(P x) {
    return x * (detail::num<P>(-2 * log2_e * root) + detail::num<P>(-2 * log2_e * root * cubic) * x * x);
  }
};
struct silu_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::silu(x); }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) {
    const P s = simd::sigmoid(x), one = detail::num<P>(1);
    return detail::beyond(x, 1e4, detail::num<P>(0), one, s * (one + x * (one - s)));
  }
};
// log(1 + e^x); x itself above 20
struct softplus_op {
  template <class P> TENON_INLINE static constexpr P value(P x) {
    return select(x > detail::num<P>(20), x, simd::log1p(simd::exp(min(x, detail::num<P>(20)))));
  }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) {
    return select(x > detail::num<P>(20), detail::num<P>(1), simd::sigmoid(x));
  }
};
struct logsigmoid_op {
  template <class P> TENON_INLINE static constexpr P value(P x) {
    return min(x, detail::num<P>(0)) - simd::log1p(simd::exp(-simd::abs(x)));
  }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) { return simd::sigmoid(-x); }
};
struct leaky_relu_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P a) { return select(x > detail::num<P>(0), x, a * x); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P a) {
    const auto positive = x > detail::num<P>(0);
    if constexpr (I == 0) return select(positive, d, d * a);
    else return select(positive, detail::num<D>(0), d * x);
  }
};
struct elu_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P a) {
    return select(x > detail::num<P>(0), x, a * simd::expm1(min(x, detail::num<P>(0))));
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P a) {
    const auto curved = x <= detail::num<P>(0); // nan is not: it hands the gradient on, as relu does
    const P below = min(x, detail::num<P>(0));
    if constexpr (I == 0) return select(curved, d * a * simd::exp(below), d);
    else return select(curved, d * simd::expm1(below), detail::num<D>(0));
  }
};
struct clamp_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P low, P high) { return min(max(x, low), high); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x, P low, P high) {
    const D zero = detail::num<D>(0);
    if constexpr (I == 0) return select(x >= low, select(x <= high, d, zero), zero);
    else if constexpr (I == 1) return select(x < low, select(low <= high, d, zero), zero);
    else return select(x > high, d, select(low > high, d, zero));
  }
};

template <tensor_like X> constexpr auto relu(X&& x) { return apply<relu_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto gelu(X&& x) { return apply<gelu_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto gelu_tanh(X&& x) { return apply<gelu_tanh_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto silu(X&& x) { return apply<silu_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto softplus(X&& x) { return apply<softplus_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto logsigmoid(X&& x) { return apply<logsigmoid_op>(static_cast<X&&>(x)); }

template <tensor_like X> constexpr auto leaky_relu(X&& x, double negative_slope = 0.01) {
  return map_as<leaky_relu_op, fractional<value_of<X>>>(static_cast<X&&>(x), negative_slope);
}
template <tensor_like X> constexpr auto elu(X&& x, double alpha = 1.0) {
  return map_as<elu_op, fractional<value_of<X>>>(static_cast<X&&>(x), alpha);
}
namespace detail {
template <class X, class Low, class High> constexpr text clamp_fault() {
  if constexpr (operand_like<Low> && operand_like<High>) return operand_fault<X, Low, High>;
  else if constexpr (operand_like<Low> && std::is_same_v<High, missing>)
    return say("clamp: the upper bound is missing; for a lower bound alone use maximum");
  else return say("clamp: expected two bounds that are numbers or tensors");
}
} // namespace detail
// x between low and high, inclusive, which are numbers or tensors
template <tensor_like X, class Low = missing, class High = missing>
constexpr auto clamp(X&& x, Low&& low = {}, High&& high = {}) {
  constexpr text sentence = detail::clamp_fault<X, Low, High>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return map_as<clamp_op, common_value<X, Low, High>>(static_cast<X&&>(x), static_cast<Low&&>(low),
                                                        static_cast<High&&>(high));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Functions of one tensor, element by element: a line of value and a line of slope each. They are functions,
// not function objects, so that they stand beside those of <cmath> under a using directive.
#pragma once

#include <tenon/ops/arithmetic.hpp>

namespace tenon {

// An elementwise function applied. Integers become float unless the function keeps them.
template <class Op, tensor_like X> constexpr auto apply(X&& x) {
  using T = value_of<X>;
  constexpr bool keeps = requires { requires Op::keeps_integers; };
  return map_as<Op, std::conditional_t<keeps, T, fractional<T>>>(static_cast<X&&>(x));
}

namespace detail {
template <class P> TENON_INLINE constexpr P num(double v) { return constant_pack<P>(v); }
inline constexpr double infinity = std::numeric_limits<double>::infinity();
// where a formula has inf * 0, the limit on that side
template <class P> TENON_INLINE constexpr P beyond(P x, double bound, P left, P right, P inside) {
  return select(x > num<P>(bound), right, select(x < num<P>(-bound), left, inside));
}
template <class E> inline constexpr bool is_difference = false;
template <class A, class B> inline constexpr bool is_difference<node::map<subtract_op, A, B>> = true;
} // namespace detail

struct exp_op {
  static constexpr bool lowest_vanishes = true; // -infinity becomes 0
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::exp(x); }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return y; }
};
// a difference is off by half an ulp, which as an exponent weighs more than what is saved here
struct exp_of_difference_op : exp_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::exp_of_rounded(x); }
};
struct log_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::log(x); }
  template <class D, class P> TENON_INLINE static constexpr D slope(D, P x) { return detail::num<P>(1) / x; }
};
struct log1p_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::log1p(x); }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) {
    return detail::num<P>(1) / (detail::num<P>(1) + x);
  }
};
struct expm1_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::expm1(x); }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return y + detail::num<P>(1); }
};
struct sqrt_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::sqrt(x); }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return detail::num<P>(0.5) / y; }
};
// the square root of a sum of squares: no direction at zero, so no gradient
struct root_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::sqrt(x); }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P y, P) {
    return select(y == detail::num<P>(0), detail::num<D>(0), d * (detail::num<P>(0.5) / y));
  }
};
struct rsqrt_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::rsqrt(x); }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return detail::num<P>(-0.5) * y * y * y; }
};
struct square_op {
  static constexpr bool keeps_integers = true;
  template <class P> TENON_INLINE static constexpr P value(P x) { return x * x; }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) { return x + x; }
};
struct reciprocal_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return detail::num<P>(1) / x; }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return -(y * y); }
};
struct abs_op {
  static constexpr bool keeps_integers = true;
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::abs(x); }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x) {
    const P zero = detail::num<P>(0);
    return select(x > zero, d, select(x < zero, -d, detail::num<D>(0)));
  }
};
struct sign_op {
  static constexpr bool keeps_integers = true, differentiable = false;
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::sign(x); }
};
struct floor_op {
  static constexpr bool keeps_integers = true, differentiable = false;
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::floor(x); }
};
struct ceil_op {
  static constexpr bool keeps_integers = true, differentiable = false;
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::ceil(x); }
};
struct round_op {
  static constexpr bool keeps_integers = true, differentiable = false;
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::round(x); }
};
struct isnan_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P x) { return x != x; }
};
struct isinf_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P x) {
    if constexpr (std::is_integral_v<typename P::value_type>) return x != x;
    else return simd::abs(x) == detail::num<P>(detail::infinity);
  }
};
struct erf_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::erf(x); }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) {
    return detail::num<P>(1.1283791670955126) * simd::exp(-(x * x));
  }
};
struct sin_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::sin(x); }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) { return simd::cos(x); }
};
struct cos_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::cos(x); }
  template <class P> TENON_INLINE static constexpr P slope(P, P x) { return -simd::sin(x); }
};
struct tanh_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::tanh(x); }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return detail::num<P>(1) - y * y; }
};
struct sigmoid_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::sigmoid(x); }
  template <class P> TENON_INLINE static constexpr P slope(P y, P) { return y * (detail::num<P>(1) - y); }
};

template <tensor_like X> constexpr auto exp(X&& x) {
  using op = std::conditional_t<detail::is_difference<std::remove_cvref_t<X>>, exp_of_difference_op, exp_op>;
  return apply<op>(static_cast<X&&>(x));
}
template <tensor_like X> constexpr auto log(X&& x) { return apply<log_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto log1p(X&& x) { return apply<log1p_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto expm1(X&& x) { return apply<expm1_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto sqrt(X&& x) { return apply<sqrt_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto rsqrt(X&& x) { return apply<rsqrt_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto square(X&& x) { return apply<square_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto reciprocal(X&& x) { return apply<reciprocal_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto abs(X&& x) { return apply<abs_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto sign(X&& x) { return apply<sign_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto floor(X&& x) { return apply<floor_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto ceil(X&& x) { return apply<ceil_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto round(X&& x) { return apply<round_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto erf(X&& x) { return apply<erf_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto sin(X&& x) { return apply<sin_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto cos(X&& x) { return apply<cos_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto tanh(X&& x) { return apply<tanh_op>(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto sigmoid(X&& x) { return apply<sigmoid_op>(static_cast<X&&>(x)); }

template <tensor_like X> constexpr auto isnan(X&& x) {
  return detail::mapped<isnan_op, value_of<X>, shape_of<X>>(static_cast<X&&>(x));
}
template <tensor_like X> constexpr auto isinf(X&& x) {
  return detail::mapped<isinf_op, value_of<X>, shape_of<X>>(static_cast<X&&>(x));
}

} // namespace tenon

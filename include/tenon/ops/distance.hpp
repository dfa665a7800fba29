// SPDX-License-Identifier: BSL-1.0
// Distances between rows, in the p-norm: p is a constant (2_c, 1_c, 0_c), one of `infinity` and `-infinity`,
// or a number that is known when the program runs.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/shape/product.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

template <int Sign> struct infinity_t {
  constexpr infinity_t<-Sign> operator-() const { return {}; }
};
inline constexpr infinity_t<1> infinity{};

namespace detail {
template <unsigned Dims, class E> struct reduced_to {
  static constexpr ints size = reduced_size(E::size_type::list, Dims);
  using type = size_of<size>;
};
template <unsigned Dims, class E> using reduced_shape = typename reduced_to<Dims, E>::type;

// |d|^p and the p-th root of a sum of it, for a p known at run time, which is the same for all elements
struct power_op {
  template <class P> TENON_INLINE static constexpr P value(P d, P p) {
    if (p[0] == 1) return simd::abs(d);
    if (p[0] == 2) return d * d;
    const P zero = num<P>(0);
    if (p[0] == 0) return select(d == zero, zero, num<P>(1));
    return simd::pow(simd::abs(d), p);
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D g, P, P d, P p) {
    const D zero = num<D>(0);
    if (I == 1 || p[0] == 0) return zero;
    if (p[0] == 1) return select(d == zero, zero, select(d < zero, -g, g));
    if (p[0] == 2) return g * (d + d);
    const P slope = g * p * simd::pow(simd::abs(d), p - num<P>(1));
    return select(d == zero, zero, select(d < zero, -slope, slope));
  }
};
struct power_root_op {
  template <class P> TENON_INLINE static constexpr P value(P s, P p) {
    if (p[0] == 0 || p[0] == 1) return s;
    if (p[0] == 2) return simd::sqrt(s);
    return simd::pow(s, num<P>(1) / p);
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D g, P y, P s, P p) {
    if (I == 1 || p[0] == 0) return num<D>(0);
    return select(y == num<P>(0), num<D>(0), g * y / (p * s));
  }
};
// the largest element; each of several receives all of the gradient
struct amax_each_op : amax_op {
  static constexpr bool shares_ties = false;
};
struct nonzero_op {
  static constexpr bool differentiable = false;
  template <class P> TENON_INLINE static constexpr P value(P d) { return select(d == num<P>(0), num<P>(0), num<P>(1)); }
};

// the norm of the elements along a dimension, which stays; Max says how equal maxima share a gradient
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, constant<2>) {
  return apply<root_op>(folded<sum_op, Dim>(square(d)));
}
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, constant<1>) {
  return folded<sum_op, Dim>(abs(d));
}
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, constant<0>) {
  return folded<sum_op, Dim>(apply<nonzero_op>(d));
}
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, infinity_t<1>) {
  return folded<Max, Dim>(abs(d));
}
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, infinity_t<-1>) {
  return folded<amin_op, Dim>(abs(d));
}
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, double p) {
  const bool largest = p == std::numeric_limits<double>::infinity();
  const bool smallest = p == -std::numeric_limits<double>::infinity();
  const double exponent = largest || smallest ? 2.0 : p; // what is not chosen computes something finite
  return let(d, [=](auto x) {
    using T = typename decltype(x)::value_type;
    using S = reduced_shape<Dim, decltype(x)>;
    const auto power = map_as<power_root_op, T>(folded<sum_op, Dim>(map_as<power_op, T>(x, exponent)), exponent);
    return where(node::scalar<bool, S>(largest), p_norm<Dim, Max>(x, infinity_t<1>{}),
                 where(node::scalar<bool, S>(smallest), p_norm<Dim, Max>(x, infinity_t<-1>{}), power));
  });
}
template <unsigned Dim, class Max = amax_op, class E, long long P> constexpr auto p_norm(E d, constant<P>) {
  return p_norm<Dim, Max>(d, static_cast<double>(P));
}

template <class P> inline constexpr bool is_norm_order = std::is_arithmetic_v<P>;
template <long long P> inline constexpr bool is_norm_order<constant<P>> = true;
template <int Sign> inline constexpr bool is_norm_order<infinity_t<Sign>> = true;
} // namespace detail

template <class P>
concept norm_order = detail::is_norm_order<P>;

namespace detail {
template <class P> constexpr text check_norm_order(const char* what) {
  if (norm_order<P>) return {};
  return say(what, ": the order p must be a constant such as 2_c, infinity or a number");
}
template <class A, class B, class P = constant<2>> constexpr text pairwise_distance_fault() {
  return first_fault(check_tensor<B>("pairwise_distance", "second operand"), check_norm_order<P>("pairwise_distance"),
                     check_broadcast(shape_of<A>::list, list_of<B>()));
}
template <class A, class B, class P = constant<2>> constexpr text cdist_fault() {
  const ints a = shape_of<A>::list, b = list_of<B>();
  if (const text t = first_fault(check_tensor<B>("cdist", "second operand"), check_norm_order<P>("cdist")); !t.empty())
    return t;
  if (number_of<P> < 0) return say("cdist: p is ", index(number_of<P>), "; expected a number from 0 on");
  if (a.n < 2 || b.n < 2) return say("cdist: shapes ", a, " and ", b, ": both need rows and columns");
  if (a[a.n - 1] != b[b.n - 1])
    return say("cdist: shapes ", a, " and ", b, ": rows of ", a[a.n - 1], " and ", b[b.n - 1], " columns");
  if (!check_broadcast(batch_of(a), batch_of(b)).empty())
    return say("cdist: shapes ", a, " and ", b, ": batches ", batch_of(a), " and ", batch_of(b), " do not broadcast");
  if (a.n == max_rank || b.n == max_rank)
    return say("cdist: shapes ", a, " and ", b, ": at most ", max_rank - 1, " dimensions");
  return {};
}
template <class A, class B, class D = constant<1>> constexpr text cosine_similarity_fault() {
  constexpr char what[] = "cosine_similarity";
  if constexpr (!tensor_like<B>) return check_tensor<B>(what, "second operand");
  else {
    const ints &a = shape_of<A>::list, &b = shape_of<B>::list;
    return first_fault(check_fractions<value_of<A>>(what), check_fractions<value_of<B>>(what), check_broadcast(a, b),
                       check_constant<D>(what, "dimension"), check_dim(what, number_of<D>, broadcast(a, b)));
  }
}
} // namespace detail

// The p-norm of x1 - x2 + eps along the last dimension, for rows that broadcast; with `keepdim` it stays.
// torch.pairwise_distance
template <tensor_like A, class B = missing, class P = constant<2>, class... Keep>
  requires(sizeof...(Keep) == 0 || std::is_same_v<void(Keep...), void(keepdim_t)>)
constexpr auto pairwise_distance(A&& x1, B&& x2 = {}, P p = {}, double eps = 1e-6, Keep...) {
  constexpr text sentence = detail::pairwise_distance_fault<A, B, P>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    using T = fractional<common_value<A, B>>;
    const auto d = converted<T>(static_cast<A&&>(x1) - static_cast<B&&>(x2)) + eps;
    constexpr int rank = shape_of<decltype(d)>::rank;
    constexpr unsigned last = rank == 0 ? 0u : 1u << (rank - 1);
    if constexpr (sizeof...(Keep) > 0) return detail::p_norm<last>(d, p);
    else return detail::without_dims<last>(detail::p_norm<last>(d, p));
  }
}
template <tensor_like A, tensor_like B, class P> constexpr auto pairwise_distance(A&& x1, B&& x2, P p, keepdim_t) {
  return pairwise_distance(static_cast<A&&>(x1), static_cast<B&&>(x2), p, 1e-6, keepdim);
}
template <tensor_like A, tensor_like B> constexpr auto pairwise_distance(A&& x1, B&& x2, keepdim_t) {
  return pairwise_distance(static_cast<A&&>(x1), static_cast<B&&>(x2), constant<2>{}, 1e-6, keepdim);
}

// All distances between the rows of x1 (..., P, M) and of x2 (..., R, M): (..., P, R), by direct differences. A
// negative p throws std::invalid_argument. torch.cdist
template <tensor_like A, class B = missing, class P = constant<2>> constexpr auto cdist(A&& x1, B&& x2 = {}, P p = {}) {
  constexpr text sentence = detail::cdist_fault<A, B, P>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    using T = fractional<common_value<A, B>>;
    if constexpr (std::is_arithmetic_v<P>)
      if (p < 0) fail<std::invalid_argument>("cdist: p is " + std::to_string(p) + "; expected a number from 0 on");
    const auto d = converted<T>(unsqueeze(static_cast<A&&>(x1), c<-2>) - unsqueeze(static_cast<B&&>(x2), c<-3>));
    constexpr unsigned last = 1u << (shape_of<decltype(d)>::rank - 1);
    return detail::without_dims<last>(detail::p_norm<last, detail::amax_each_op>(d, p));
  }
}

// sum(x1 x2) / (max(|x1|, eps) max(|x2|, eps)) along a dimension. torch.cosine_similarity
template <tensor_like A, class B = missing, class D = constant<1>>
constexpr auto cosine_similarity(A&& x1, B&& x2 = {}, D dim = {}, double eps = 1e-8) {
  constexpr text sentence = detail::cosine_similarity_fault<A, B, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else {
    using types = detail::operands<std::remove_cvref_t<A>, std::remove_cvref_t<B>>;
    using T = typename types::type;
    using S = typename types::size_type;
    const auto a = operand<T, S>(static_cast<A&&>(x1));
    const auto b = operand<T, S>(static_cast<B&&>(x2));
    return sum(a * b, dim) / (maximum(norm(a, dim), eps) * maximum(norm(b, dim), eps));
  }
}

} // namespace tenon

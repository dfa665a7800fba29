// SPDX-License-Identifier: BSL-1.0
// Distances between rows, in the p-norm: p is a constant (2_c, 1_c, 0_c), one of `infinity` and `-infinity`, or a
// number that is known when the program runs.
#pragma once

#include <tenon/ops/reduce.hpp>
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

// the norm of the elements along a dimension, which stays
template <unsigned Dim, class E> constexpr auto p_norm(E d, constant<2>) {
  return apply<root_op>(folded<sum_op, Dim>(square(d)));
}
template <unsigned Dim, class E> constexpr auto p_norm(E d, constant<1>) { return folded<sum_op, Dim>(abs(d)); }
template <unsigned Dim, class E> constexpr auto p_norm(E d, constant<0>) {
  return folded<sum_op, Dim>(apply<nonzero_op>(d));
}
template <unsigned Dim, class Max = amax_op, class E> constexpr auto p_norm(E d, infinity_t<1>) {
  return folded<Max, Dim>(abs(d));
}
template <unsigned Dim, class E> constexpr auto p_norm(E d, infinity_t<-1>) { return folded<amin_op, Dim>(abs(d)); }
template <unsigned Dim, class E, class P>
  requires(!requires { P::value; } && std::is_arithmetic_v<P>)
constexpr auto p_norm(E d, P p) {
  constexpr double endless = std::numeric_limits<double>::infinity();
  const auto exponent = static_cast<double>(p);
  const bool largest = exponent == endless, smallest = exponent == -endless;
  // all three in one pass; what is not chosen computes something finite
  return let(d, [=](auto x) {
    using T = typename decltype(x)::value_type;
    using S = reduced_shape<Dim, decltype(x)>;
    const double q = largest || smallest ? 2.0 : exponent;
    const auto power = map_as<power_root_op, T>(folded<sum_op, Dim>(map_as<power_op, T>(x, q)), q);
    return where(node::scalar<bool, S>(largest), p_norm<Dim>(x, tenon::infinity),
                 where(node::scalar<bool, S>(smallest), p_norm<Dim>(x, -tenon::infinity), power));
  });
}

// the norm of differences along the last dimension
template <class Keep, class E, class P> constexpr auto rows_apart(E d, P p) {
  constexpr int rank = E::size_type::rank;
  constexpr unsigned last = rank == 0 ? 0u : 1u << (rank - 1);
  auto r = p_norm<last>(converted<fractional<typename E::value_type>>(d), p);
  if constexpr (std::is_same_v<Keep, keepdim_t>) return r;
  else return without_dims<last>(r);
}
} // namespace detail

// The p-norm of x1 - x2 + eps along the last dimension, for rows that broadcast. torch.pairwise_distance
template <class Keep = void, tensor_like A, tensor_like B, class P = constant<2>>
constexpr auto pairwise_distance(A&& x1, B&& x2, P p = {}, double eps = 1e-6) {
  constexpr text sentence = check_broadcast(shape_of<A>::list, shape_of<B>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, shape_of<A>>();
  else return detail::rows_apart<Keep>(static_cast<A&&>(x1) - static_cast<B&&>(x2) + eps, p);
}
template <tensor_like A, tensor_like B> constexpr auto pairwise_distance(A&& x1, B&& x2, keepdim_t) {
  return pairwise_distance<keepdim_t>(static_cast<A&&>(x1), static_cast<B&&>(x2));
}
template <tensor_like A, tensor_like B, class P>
constexpr auto pairwise_distance(A&& x1, B&& x2, P p, double eps, keepdim_t) {
  return pairwise_distance<keepdim_t>(static_cast<A&&>(x1), static_cast<B&&>(x2), p, eps);
}

// All distances between the rows of x1 (..., P, M) and of x2 (..., R, M): (..., P, R), by direct differences.
// torch.cdist
template <tensor_like A, tensor_like B, class P = constant<2>> constexpr auto cdist(A&& x1, B&& x2, P p = {}) {
  constexpr text sentence = [] {
    const ints &a = shape_of<A>::list, &b = shape_of<B>::list;
    if (a.n < 2 || b.n < 2) return say("cdist: shapes ", a, " and ", b, ": both need rows and columns");
    if (a[a.n - 1] != b[b.n - 1])
      return say("cdist: shapes ", a, " and ", b, ": rows of ", a[a.n - 1], " and ", b[b.n - 1], " columns");
    return text();
  }();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, shape_of<A>>();
  else {
    const auto d = unsqueeze(static_cast<A&&>(x1), c<-2>) - unsqueeze(static_cast<B&&>(x2), c<-3>);
    constexpr unsigned last = 1u << (decltype(d)::size_type::rank - 1);
    return detail::without_dims<last>(detail::p_norm<last>(d, p));
  }
}

// sum(x1 x2) / max(|x1| |x2|, eps) along a dimension. torch.cosine_similarity
template <tensor_like A, tensor_like B, long long D = 1>
constexpr auto cosine_similarity(A&& x1, B&& x2, constant<D> dim = {}, double eps = 1e-8) {
  return sum(x1 * x2, dim) / maximum(norm(x1, dim) * norm(x2, dim), eps);
}

} // namespace tenon

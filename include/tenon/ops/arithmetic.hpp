// SPDX-License-Identifier: BSL-1.0
// The operators of arithmetic, comparison and logic on tensors, and the functions of two operands.
#pragma once

#include <tenon/ops/broadcast.hpp>
#include <tenon/simd/math.hpp>

namespace tenon {

// a number as a pack of P's type
template <class P> TENON_INLINE constexpr P constant_pack(double v) {
  return P(static_cast<typename P::value_type>(v));
}

struct add_op {
  static constexpr unsigned reads(int) { return 0; }
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return a + b; }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P, P) { return d; }
};
struct subtract_op {
  static constexpr bool lowest_stays = true; // -infinity on the left of what is finite
  static constexpr unsigned reads(int) { return 0; }
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return a - b; }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P, P) {
    if constexpr (I == 0) return d;
    else return -d;
  }
};
struct multiply_op {
  static constexpr unsigned reads(int i) { return i == 0 ? 2 : 1; }
  static constexpr bool zero_stays = true; // on the left
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return a * b; }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P a, P b) {
    if constexpr (I == 0) return d * b;
    else return d * a;
  }
};
struct divide_op {
  static constexpr unsigned reads(int i) { return i == 0 ? 2 : reads_result; }
  static constexpr bool zero_stays = true;
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return a / b; }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P y, P, P b) {
    if constexpr (I == 0) return d / b;
    else return -(d * y / b);
  }
};
struct remainder_op {
  static constexpr bool differentiable = false, traps = true;
  template <class P> TENON_INLINE static constexpr P value(P a, P b) {
    if (any(b == P(0))) [[unlikely]]
      fail<std::domain_error>("%: a divisor is 0");
    if constexpr (std::is_signed_v<typename P::value_type>) // the least number by -1 overflows
      b = select(b == P(-1), P(1), b);
    return a % b;
  }
};
struct negate_op {
  static constexpr unsigned reads(int) { return 0; }
  template <class P> TENON_INLINE static constexpr P value(P a) { return -a; }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P) { return -d; }
};

// The larger operand; nan where either is. Equal operands share the gradient. The result is not asked which operand it
// is: it may have been computed with another rounding.
struct maximum_op {
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return max(a, b); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P y, P a, P b) {
    return share(d, y, a, b, I == 0 ? a > b : b > a);
  }

protected:
  template <class D, class P, class Truth> TENON_INLINE static constexpr D share(D d, P y, P a, P b, Truth mine) {
    const D none(typename D::value_type(0));
    return select(y != y, d, select(a == b, d * constant_pack<D>(0.5), select(mine, d, none)));
  }
};
struct minimum_op : maximum_op {
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return min(a, b); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P y, P a, P b) {
    return share(d, y, a, b, I == 0 ? a < b : b < a);
  }
};
// a to the power b; derivatives at base 0 are 0 where the formula has no value
struct pow_op {
  template <class P> TENON_INLINE static constexpr P value(P a, P b) { return simd::pow(a, b); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P y, P a, P b) {
    const P zero(typename P::value_type(0)), one(typename P::value_type(1));
    if constexpr (I == 0) return select(simd::vanishes(b), zero, d * (b * simd::pow(a, b - one)));
    else return select((y == zero) | ((a == zero) & (b == zero)), zero, d * y * simd::log(a));
  }
};

// comparisons: no gradient, elements are bool
struct truth {
  static constexpr bool differentiable = false;
  template <class...> using result = bool;
};
struct equal_to_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a == b; }
};
struct not_equal_to_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a != b; }
};
struct less_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a < b; }
};
struct less_equal_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a <= b; }
};
struct greater_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a > b; }
};
struct greater_equal_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a >= b; }
};
struct and_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a & b; }
};
struct or_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a, P b) { return a | b; }
};
struct not_op : truth {
  template <class P> TENON_INLINE static constexpr auto value(P a) { return !a; }
};

template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator+(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<add_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator-(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<subtract_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator*(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<multiply_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
// the quotient of integers is a fraction
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator/(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<divide_op, fractional<common_value<A, B>>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
namespace detail {
template <class A, class B> constexpr text remainder_fault() {
  if (!std::is_integral_v<common_value<A, B>>) return say("%: the elements are fractions; expected integers");
  return operand_fault<A, B>;
}
} // namespace detail
// The remainder of integers with the sign of a, as C++ has it; torch.fmod. A divisor of 0 throws std::domain_error.
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator%(A&& a, B&& b) {
  constexpr text sentence = detail::remainder_fault<A, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<common_value<A, B>, Size<>>();
  else return map_as<remainder_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <tensor_like A> constexpr auto operator-(A&& a) { return map_as<negate_op, value_of<A>>(static_cast<A&&>(a)); }

template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator==(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<equal_to_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator!=(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<not_equal_to_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator<(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<less_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator<=(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<less_equal_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator>(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<greater_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator>=(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<greater_equal_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator&&(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<and_op, bool>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto operator||(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<or_op, bool>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <tensor_like A> constexpr auto operator!(A&& a) { return map_as<not_op, bool>(static_cast<A&&>(a)); }
// of truth values the same as &&, || and !, as PyTorch writes them
namespace detail {
template <class... X> inline constexpr bool are_truths = (std::is_same_v<value_of<X>, bool> && ...);
} // namespace detail
template <tensor_like A, tensor_like B>
  requires detail::are_truths<A, B>
constexpr auto operator&(A&& a, B&& b) {
  return static_cast<A&&>(a) && static_cast<B&&>(b);
}
template <tensor_like A, tensor_like B>
  requires detail::are_truths<A, B>
constexpr auto operator|(A&& a, B&& b) {
  return static_cast<A&&>(a) || static_cast<B&&>(b);
}
template <tensor_like A>
  requires detail::are_truths<A>
constexpr auto operator~(A&& a) {
  return !static_cast<A&&>(a);
}

// Tensors and views take compound assignment; a view may be a temporary: x[1] += 1.
namespace detail {
template <class Y> inline constexpr bool writable = false;
template <class T, index... N> inline constexpr bool writable<Tensor<T, N...>&> = true;
template <class T, class L> inline constexpr bool writable<View<T, L>> = !std::is_const_v<T>;
template <class T, class L> inline constexpr bool writable<View<T, L>&> = !std::is_const_v<T>;
template <class T, class L> inline constexpr bool writable<const View<T, L>&> = !std::is_const_v<T>;
} // namespace detail
template <class Y>
concept writable = detail::writable<Y>;
namespace detail {
// truth values, integers, fractions: a compound assignment converts to the same kind or a later one
template <class T> inline constexpr int kind_of = std::is_floating_point_v<T> ? 2 : std::is_same_v<T, bool> ? 0 : 1;
template <class From, class To> constexpr text check_kinds(const ints& size) {
  constexpr const char* names[] = {"truth values", "integers", "fractions"};
  if (!std::is_arithmetic_v<From> || !std::is_arithmetic_v<To> || kind_of<From> <= kind_of<To>) return {};
  return say("assign: ", names[kind_of<From>], " into a tensor of ", names[kind_of<To>], " of shape ", size,
             "; to convert them write y = y * x");
}
template <class Y, class X, class T> constexpr text check_write() {
  constexpr ints size = shape_of<Y>::list;
  if (!writable<Y>)
    return say("assign: the left operand of shape ", size, " is constant or not stored; expected a tensor or a view");
  return first_fault(operand_fault<Y, X>,
                     check_assign(operands<std::remove_cvref_t<Y>, std::remove_cvref_t<X>>::size_type::list, size),
                     check_kinds<T, value_of<Y>>(size));
}
// what is wrong with a compound assignment, whose right side has elements of type T
template <class Y, class X, class T = common_value<Y, X>> inline constexpr text write_fault = check_write<Y, X, T>();
template <class Y, class X> inline constexpr text quotient_fault = write_fault<Y, X, fractional<common_value<Y, X>>>;
} // namespace detail

template <tensor_like Y, operand_like X> constexpr decltype(auto) operator+=(Y&& y, X&& x) {
  static_assert(verdict<detail::write_fault<Y, X>>::fine TENON_SAYS(detail::write_fault<Y, X>));
  if constexpr (detail::write_fault<Y, X>.empty()) return y = y + static_cast<X&&>(x);
}
template <tensor_like Y, operand_like X> constexpr decltype(auto) operator-=(Y&& y, X&& x) {
  static_assert(verdict<detail::write_fault<Y, X>>::fine TENON_SAYS(detail::write_fault<Y, X>));
  if constexpr (detail::write_fault<Y, X>.empty()) return y = y - static_cast<X&&>(x);
}
template <tensor_like Y, operand_like X> constexpr decltype(auto) operator*=(Y&& y, X&& x) {
  static_assert(verdict<detail::write_fault<Y, X>>::fine TENON_SAYS(detail::write_fault<Y, X>));
  if constexpr (detail::write_fault<Y, X>.empty()) return y = y * static_cast<X&&>(x);
}
template <tensor_like Y, operand_like X> constexpr decltype(auto) operator/=(Y&& y, X&& x) {
  static_assert(verdict<detail::quotient_fault<Y, X>>::fine TENON_SAYS(detail::quotient_fault<Y, X>));
  if constexpr (detail::quotient_fault<Y, X>.empty()) return y = y / static_cast<X&&>(x);
}

template <class A, class B>
  requires operands_like<A, B>
constexpr auto maximum(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<maximum_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto minimum(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<minimum_op, common_value<A, B>>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
  requires operands_like<A, B>
constexpr auto pow(A&& a, B&& b) {
  static_assert(verdict<operand_fault<A, B>>::fine TENON_SAYS(operand_fault<A, B>));
  return map_as<pow_op, fractional<common_value<A, B>>>(static_cast<A&&>(a), static_cast<B&&>(b));
}

// where(condition, a, b): the branch that is not chosen contributes exactly nothing, forward or backward
struct where_op {
  static constexpr bool selects = true;
  template <class, class T, class> using result = T;
  template <class P> TENON_INLINE static constexpr P value(pack<bool, P::width> c, P a, P b) { return select(c, a, b); }
  template <int I, class D, class C, class P> TENON_INLINE static constexpr D pull(D d, P, C c, P, P) {
    const D zero(typename D::value_type(0));
    if constexpr (I == 1) return select(c, d, zero);
    else return select(c, zero, d);
  }
};

namespace detail {
template <class C, class A, class B> constexpr text where_fault() {
  if constexpr (!operand_like<A> || !operand_like<B>)
    return say("where: expected two tensors or numbers after the condition: where(x > 0, x, 0)");
  else if (!std::is_same_v<value_of<C>, bool>)
    return say("where: the condition of shape ", shape_of<C>::list,
               " does not hold truth values; compare, as in x != 0");
  else return operand_fault<C, A, B>;
}
template <class X, class M, class V> constexpr text masked_fill_fault() {
  if constexpr (!tensor_like<M> || !operand_like<V>)
    return say("masked_fill: expected a mask and a number: masked_fill(x, x < 0, 0)");
  else if (!std::is_same_v<value_of<M>, bool>)
    return say("masked_fill: the mask of shape ", shape_of<M>::list,
               " does not hold truth values; compare, as in x != 0");
  else return operand_fault<M, V, X>;
}
} // namespace detail
// a where the condition holds, b elsewhere; what is not chosen receives no gradient. torch.where
template <tensor_like C, class A = missing, class B = missing> constexpr auto where(C&& c, A&& a = {}, B&& b = {}) {
  constexpr text sentence = detail::where_fault<C, A, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!operand_like<A> || !operand_like<B>) return detail::placeholder<float, shape_of<C>>();
  else {
    using T = common_value<A, B>;
    using types = detail::operands<std::remove_cvref_t<C>, std::remove_cvref_t<A>, std::remove_cvref_t<B>>;
    using S = typename types::size_type;
    if constexpr (!sentence.empty()) return detail::placeholder<T, S>();
    else {
      auto condition = operand<bool, S>(static_cast<C&&>(c));
      auto yes = operand<T, S>(static_cast<A&&>(a));
      auto no = operand<T, S>(static_cast<B&&>(b));
      return node::map<where_op, decltype(condition), decltype(yes), decltype(no)>(condition, yes, no);
    }
  }
}
// x with `value` where the mask is true. torch.Tensor.masked_fill
template <tensor_like X, class M = missing, class V = missing>
constexpr auto masked_fill(X&& x, M&& mask = {}, V&& value = {}) {
  constexpr text sentence = detail::masked_fill_fault<X, M, V>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return where(static_cast<M&&>(mask), static_cast<V&&>(value), static_cast<X&&>(x));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Before a statement is recorded, every matrix product in it becomes a statement of its own, so that the way back
// finds its value instead of multiplying again; so do the lazy operands of products, and functions of parts.
#pragma once

#include <tenon/autograd/tape.hpp>
#include <tenon/eval/assign.hpp>
#include <tenon/ops/arithmetic.hpp>

namespace tenon::detail {

template <class E>
inline constexpr bool is_kept = []<class... A>(types<A...>) { return (is_kept<A> || ...); }(operand_types_of<E>());
template <class A, class B> inline constexpr bool is_kept<node::contract<A, B>> = true;
template <index Rows, class F, class X, class Y, class... Shared>
inline constexpr bool is_kept<node::parts<Rows, F, X, Y, Shared...>> = true;

template <class To, class E> auto keep_products(To& tape, const E& e);
template <class E> auto ready_to_record(Tape& tape, const E& e);

// a leaf for the value of a part
template <role Is, class E> auto record_leaf(Tape& tape, const E& e) {
  using T = typename E::value_type;
  using L = row_major_layout<typename E::size_type>;
  if constexpr (E::differentiable) {
    const auto kept = tape.record<Is>(e);
    return node::leaf<T, L, true>(kept.value, kept.gradient);
  } else {
    T* const value = tape.allocate<T>(product(E::size_type::list));
    evaluate<L>(e, value);
    return node::leaf<T, L, false>(value);
  }
}
// an operand of a product: as it lies in memory, or evaluated
template <class E> auto keep_operand(Tape& tape, const E& e) {
  const auto ready = ready_to_record(tape, e);
  if constexpr (requires { typename decltype(ready)::layout_type; }) return ready;
  else return record_leaf<role::repeated>(tape, ready);
}

template <class E> inline constexpr role role_of_product = role::kept;
template <class A, class B>
inline constexpr role role_of_product<node::contract<A, B>> =
    node::contract<A, B>::multiplied_again ? role::repeated : role::kept;

// The tape for an operand whose rows the way back computes once more: of the products in it the operands are kept.
struct rows_tape {
  Tape& tape;
};

// the left operand of a product: as the others, or what its rows are computed from
template <class A, class B> auto keep_left(Tape& tape, const node::contract<A, B>& n) {
  if constexpr (node::contract<A, B>::left_back_in_rows) {
    rows_tape rows{tape};
    return keep_products(rows, n.left);
  } else return keep_operand(tape, n.left);
}
// a product with leaves for operands
template <class A, class B> auto product_of_kept(Tape& tape, const node::contract<A, B>& n) {
  const auto left = keep_left(tape, n);
  const auto right = keep_operand(tape, n.right);
  return node::contract<std::remove_const_t<decltype(left)>, std::remove_const_t<decltype(right)>>(left, right);
}
template <index Rows, class F, class X, class Y, class... Shared>
auto product_of_kept(Tape& tape, const node::parts<Rows, F, X, Y, Shared...>& n) {
  const auto x = keep_operand(tape, n.x);
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    using parts =
        node::parts<Rows, F, std::remove_const_t<decltype(x)>, Y, decltype(keep_operand(tape, at<I>(n.shared)))...>;
    return parts(n.function, x, n.y, keep_operand(tape, at<I>(n.shared))...);
  }(std::make_integer_sequence<int, sizeof...(Shared)>{});
}
template <class E>
  requires requires(Tape& tape, const E& e) { product_of_kept(tape, e); }
auto kept_of(Tape& tape, const E& e) {
  return record_leaf<role_of_product<E>>(tape, product_of_kept(tape, e));
}
template <class A, class B> auto kept_of(rows_tape& rows, const node::contract<A, B>& n) {
  return product_of_kept(rows.tape, n);
}
template <class To, class Op, class... A> auto kept_of(To& tape, const node::map<Op, A...>& n) {
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    return node::map<Op, decltype(keep_products(tape, at<I>(n.operands)))...>(
        keep_products(tape, at<I>(n.operands))...);
  }(std::make_integer_sequence<int, sizeof...(A)>{});
}
template <class To, class Op, unsigned D, class E> auto kept_of(To& tape, const node::fold<Op, D, E>& n) {
  return node::fold<Op, D, decltype(keep_products(tape, n.operand))>(keep_products(tape, n.operand));
}
template <class To, class E, class F> auto kept_of(To& tape, const node::let<E, F>& n) {
  return let(keep_products(tape, n.operand), n.function);
}
template <class To, class E, class S, arrangement R> auto kept_of(To& tape, const node::spread<E, S, R>& n) {
  return node::spread<decltype(keep_products(tape, n.operand)), S, R>(keep_products(tape, n.operand));
}
template <class To, class E> auto kept_of(To& tape, const node::stop<E>& n) {
  return node::stop<decltype(keep_products(tape, n.operand))>(keep_products(tape, n.operand));
}
template <class To, class E, class I, int D> auto kept_of(To& tape, const node::pick<E, I, D>& n) {
  return node::pick<decltype(keep_products(tape, n.operand)), I, D>(keep_products(tape, n.operand), n.number, n.what);
}
template <class To, int D, class E> auto kept_of(To& tape, const node::scan<D, E>& n) {
  return node::scan<D, decltype(keep_products(tape, n.operand))>(keep_products(tape, n.operand));
}
template <class To, int D, index K, class E> auto kept_of(To& tape, const node::order<D, K, E>& n) {
  const auto kept = keep_products(tape, n.operand);
  return node::order<D, K, std::remove_const_t<decltype(kept)>>(kept, n.descending);
}
template <class To, class E, class S> auto kept_of(To& tape, const node::reshape<E, S>& n) {
  const auto kept = keep_products(tape, n.operand);
  return node::reshape<std::remove_const_t<decltype(kept)>, S>(kept);
}
template <class To, int D, class E, class I> auto kept_of(To& tape, const node::take<D, E, I>& n) {
  const auto kept = keep_products(tape, n.operand);
  return node::take<D, std::remove_const_t<decltype(kept)>, I>(kept, n.number, n.what, n.padding);
}
template <class To, int D, class E, class I, class Y> auto kept_of(To& tape, const node::scatter<D, E, I, Y>& n) {
  const auto kept = keep_products(tape, n.operand);
  const auto source = keep_products(tape, n.source);
  return node::scatter<D, std::remove_const_t<decltype(kept)>, I, std::remove_const_t<decltype(source)>>(kept, n.number,
                                                                                                         source);
}
template <class To, class E, window... W> auto kept_of(To& tape, const node::windows<E, W...>& n) {
  return node::windows<decltype(keep_products(tape, n.operand)), W...>(keep_products(tape, n.operand));
}
template <class To, int D, class... A> auto kept_of(To& tape, const node::join<D, A...>& n) {
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    return node::join<D, decltype(keep_products(tape, at<I>(n.operands)))...>(
        keep_products(tape, at<I>(n.operands))...);
  }(std::make_integer_sequence<int, sizeof...(A)>{});
}

// e with leaves in place of its products
template <class To, class E> auto keep_products(To& tape, const E& e) {
  if constexpr (is_kept<E>) return kept_of(tape, e);
  else return e;
}
// the same for a statement, which is recorded next
template <class E> auto ready_to_record(Tape& tape, const E& e) {
  if constexpr (requires { product_of_kept(tape, e); }) return product_of_kept(tape, e);
  else return keep_products(tape, e);
}

// Whether a Sum adds something to a product E of its own shape: y = x w + b. What the product receives is then what the
// sum receives, so that the two can share their memory.
template <class E, class Sum> inline constexpr bool is_summand = false;
template <class A, class B, class Sum>
inline constexpr bool is_summand<node::contract<A, B>, Sum> =
    std::is_same_v<typename node::contract<A, B>::size_type, typename Sum::size_type> &&
    std::is_same_v<typename node::contract<A, B>::value_type, typename Sum::value_type>;
template <class A, class B, class Sum>
inline constexpr bool is_summand<node::map<add_op, A, B>, Sum> = is_summand<A, Sum> || is_summand<B, Sum>;
template <class E> inline constexpr bool adds_to_product = false;
template <class A, class B>
inline constexpr bool adds_to_product<node::map<add_op, A, B>> =
    is_summand<node::map<add_op, A, B>, node::map<add_op, A, B>>;

// The sum with a leaf for its first product, which is evaluated into the sum's memory and recorded there.
template <class A, class B, class T> auto with_product_in(Tape& tape, const node::contract<A, B>& e, T* value) {
  using L = row_major_layout<typename node::contract<A, B>::size_type>;
  const auto product = product_of_kept(tape, e);
  evaluate<L>(product, value);
  if constexpr (node::contract<A, B>::differentiable) tape.enter<role::summand>(product, value);
  return node::leaf<T, L, false>(value);
}
template <class A, class B, class T> auto with_product_in(Tape& tape, const node::map<add_op, A, B>& e, T* value) {
  constexpr bool first = is_summand<A, node::map<add_op, A, B>>;
  const auto part = [&]<bool HasProduct>(const auto& operand, std::bool_constant<HasProduct>) {
    if constexpr (HasProduct) return with_product_in(tape, operand, value);
    else return keep_products(tape, operand);
  };
  const auto left = part(at<0>(e.operands), std::bool_constant<first>{});
  const auto right = part(at<1>(e.operands), std::bool_constant<!first>{});
  return node::map<add_op, std::remove_const_t<decltype(left)>, std::remove_const_t<decltype(right)>>(left, right);
}

// Evaluates a statement and keeps it for the way back.
template <class E> recorded<typename E::value_type> record_statement(Tape& tape, const E& e) {
  Tape::unfinished statement(tape);
  if constexpr (adds_to_product<E>) {
    using T = typename E::value_type;
    constexpr index n = product(E::size_type::list);
    T* const value = tape.allocate<T>(n);
    const auto sum = with_product_in(tape, e, value);
    assign<row_major_layout<typename E::size_type>>(sum, value);
    return statement.finish(tape.enter<role::statement>(sum, value));
  } else return statement.finish(tape.record(ready_to_record(tape, e)));
}

} // namespace tenon::detail

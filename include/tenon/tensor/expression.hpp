// SPDX-License-Identifier: BSL-1.0
// The base of everything that stands in an expression: tensors, views, lazy nodes, parameters. It has the methods
// that users of PyTorch type without thinking; each forwards to the free function of the same name.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/shape/constant.hpp>

namespace tenon {

// what stands in an expression, by value or by reference
template <class X>
concept tensor_like = any_expression<std::remove_cvref_t<X>>;

template <class X> using value_of = typename std::remove_cvref_t<X>::value_type;
template <class X> using shape_of = typename std::remove_cvref_t<X>::size_type;

// Elsewhere on this floor.
template <tensor_like X, long long... D> constexpr auto view(X&& x, constant<D>... size);
template <tensor_like X, long long... D> constexpr auto reshape(X&& x, constant<D>... size);
template <tensor_like X, long long... D> constexpr auto permute(X&& x, constant<D>... dims);
template <tensor_like X, long long A, long long B> constexpr auto transpose(X&& x, constant<A>, constant<B>);
template <tensor_like X, class... Args> constexpr auto split(X&& x, Args... args);
template <tensor_like X> constexpr auto detach(X&& x);
template <tensor_like X> constexpr auto eval(X&& x);
template <tensor_like X> constexpr auto element_of(const X& x);

template <class E> struct expression {
  constexpr const E& self() const& { return static_cast<const E&>(*this); }
  constexpr E& self() & { return static_cast<E&>(*this); }
  constexpr E&& self() && { return static_cast<E&&>(*this); }

  static constexpr auto size() { return typename E::size_type{}; }
  template <long long D> static constexpr auto size(constant<D> d) { return typename E::size_type{}[d]; }

  // rank 0 is a number
  template <class X = E>
    requires(X::size_type::rank == 0)
  constexpr operator typename X::value_type() const {
    return element_of(self());
  }

  // one element of a lazy expression; all of it is computed
  template <class... I>
    requires(sizeof...(I) == E::size_type::rank && (std::is_convertible_v<I, index> && ...))
  constexpr auto operator()(I... i) const {
    return tenon::eval(self())(i...);
  }

  constexpr auto eval() const { return tenon::eval(self()); }

  template <long long... D> constexpr auto view(constant<D>... d) const& { return tenon::view(self(), d...); }
  template <long long... D> constexpr auto view(constant<D>... d) & { return tenon::view(self(), d...); }
  template <long long... D> constexpr auto view(constant<D>... d) && {
    return tenon::view(static_cast<E&&>(self()), d...);
  }
  template <long long... D> constexpr auto reshape(constant<D>... d) const& { return tenon::reshape(self(), d...); }
  template <long long... D> constexpr auto reshape(constant<D>... d) & { return tenon::reshape(self(), d...); }
  template <long long... D> constexpr auto reshape(constant<D>... d) && {
    return tenon::reshape(static_cast<E&&>(self()), d...);
  }
  template <long long... D> constexpr auto permute(constant<D>... d) const& { return tenon::permute(self(), d...); }
  template <long long... D> constexpr auto permute(constant<D>... d) & { return tenon::permute(self(), d...); }
  template <long long... D> constexpr auto permute(constant<D>... d) && {
    return tenon::permute(static_cast<E&&>(self()), d...);
  }
  template <long long A, long long B> constexpr auto transpose(constant<A> a, constant<B> b) const& {
    return tenon::transpose(self(), a, b);
  }
  template <long long A, long long B> constexpr auto transpose(constant<A> a, constant<B> b) & {
    return tenon::transpose(self(), a, b);
  }
  template <long long A, long long B> constexpr auto transpose(constant<A> a, constant<B> b) && {
    return tenon::transpose(static_cast<E&&>(self()), a, b);
  }
  template <class... Args> constexpr auto split(Args... args) const& { return tenon::split(self(), args...); }
  template <class... Args> constexpr auto split(Args... args) & { return tenon::split(self(), args...); }
  template <class... Args> constexpr auto split(Args... args) && {
    return tenon::split(static_cast<E&&>(self()), args...);
  }
  constexpr auto detach() const { return tenon::detach(self()); }
};

} // namespace tenon

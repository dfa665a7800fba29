// SPDX-License-Identifier: BSL-1.0
// The base of everything that stands in an expression: tensors, views, lazy nodes, parameters. It has the methods
// that users of PyTorch type without thinking; each forwards to the free function of the same name.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/shape/argument.hpp>
#include <tenon/shape/require.hpp>

namespace tenon {

// what stands in an expression, by value or by reference
template <class X>
concept tensor_like = any_expression<std::remove_cvref_t<X>>;

template <class X> using value_of = typename std::remove_cvref_t<X>::value_type;
template <class X> using shape_of = typename std::remove_cvref_t<X>::size_type;

// An argument in the role of, say, "index" that must be a tensor.
template <class X> constexpr text check_tensor(const char* what, const char* role) {
  if constexpr (tensor_like<X>) return {};
  else if constexpr (std::is_same_v<std::remove_cvref_t<X>, missing>)
    return say(what, ": the ", role, " is missing; expected a tensor");
  else return say(what, ": the ", role, " must be a tensor");
}
// ... whose elements must be integers; `holds` is its role and a verb: "index holds"
template <class X> constexpr text check_integers(const char* what, const char* holds) {
  if constexpr (!tensor_like<X>) return {};
  else if constexpr (std::is_same_v<value_of<X>, bool>)
    return say(what, ": the ", holds, " truth values; expected integers");
  else if constexpr (std::is_integral_v<value_of<X>>) return {};
  else return say(what, ": the ", holds, " fractions; expected integers");
}
// the shape of a tensor where check_tensor finds nothing wrong
template <class X> constexpr ints list_of() {
  if constexpr (tensor_like<X>) return shape_of<X>::list;
  else return {};
}

// Elsewhere on this floor.
template <tensor_like X, class... N> constexpr auto view(X&& x, N... size);
template <tensor_like X, class... N> constexpr auto reshape(X&& x, N... size);
template <tensor_like X, class... D> constexpr auto permute(X&& x, D... dims);
template <tensor_like X, class A = missing, class B = missing> constexpr auto transpose(X&& x, A = {}, B = {});
template <tensor_like X, class... Args> constexpr auto split(X&& x, Args... args);
template <tensor_like X> constexpr auto detach(X&& x);
template <tensor_like X> constexpr auto eval(X&& x);
template <tensor_like X> constexpr auto element_of(const X& x);

// Subscripts: x(i, j), x.at(i, j), x[i].
template <class X>
concept subscript = std::is_convertible_v<X, index> && !std::is_floating_point_v<X>;

constexpr text check_subscripts(int given, bool whole, const ints& size) {
  if (given != size.n)
    return say("index: ", given, given == 1 ? " number" : " numbers", " given for shape ", size, " of rank ", size.n);
  if (!whole) return say("index: elements are numbered by integers");
  return {};
}
constexpr text check_row(bool whole, const ints& size) {
  if (size.n == 0) return say("[]: a scalar has no rows");
  if (!whole) return say("[]: rows are numbered by integers");
  return {};
}
// ... of those that are constants
template <class... I> constexpr text check_known(const ints& size) {
  text fault;
  int d = 0;
  [[maybe_unused]] const auto see = [&](bool known, index i) {
    if (fault.empty() && known && d < size.n && (i < 0 || i >= size[d]))
      fault = say("index: ", i, " is out of range for dimension ", d, " of shape ", size);
    ++d;
  };
  (see(constants<I>, number_of<I>), ...);
  return fault;
}
// what is wrong with x(i...) and x.at(i...), and with x[i]
template <class S, class... I>
inline constexpr text subscript_fault =
    first_fault(check_subscripts(sizeof...(I), (subscript<I> && ...), S::list), check_known<I...>(S::list));
template <class S, class I>
inline constexpr text row_number_fault = first_fault(check_row(subscript<I>, S::list), check_known<I>(S::list));

template <class E> struct expression {
  constexpr const E& self() const& { return static_cast<const E&>(*this); }
  constexpr E& self() & { return static_cast<E&>(*this); }
  constexpr E&& self() && { return static_cast<E&&>(*this); }

  static constexpr auto size() { return typename E::size_type{}; }
  template <class D> static constexpr auto size(D d) { return typename E::size_type{}[d]; }

  // rank 0 is a number
  template <class X = E>
    requires(X::size_type::rank == 0)
  constexpr operator typename X::value_type() const {
    return element_of(self());
  }

  // one element of a lazy expression; all of it is computed
  template <class... I> constexpr auto operator()(I... i) const {
    using S = typename E::size_type;
    static_assert(verdict<subscript_fault<S, I...>>::fine TENON_SAYS(subscript_fault<S, I...>));
    if constexpr (subscript_fault<S, I...>.empty()) return tenon::eval(self())(i...);
    else return typename E::value_type{};
  }
  // a view has rows
  template <class I> constexpr auto operator[](I) const {
    constexpr bool stored = std::is_same_v<I, void>;
    static_assert(stored, "[]: an expression has no rows before it is evaluated; use select, or eval(x)[i]");
    return tenon::eval(self());
  }

  constexpr auto eval() const { return tenon::eval(self()); }

  template <class... N> constexpr auto view(N... n) const& { return tenon::view(self(), n...); }
  template <class... N> constexpr auto view(N... n) & { return tenon::view(self(), n...); }
  template <class... N> constexpr auto view(N... n) && { return tenon::view(static_cast<E&&>(self()), n...); }
  template <class... N> constexpr auto reshape(N... n) const& { return tenon::reshape(self(), n...); }
  template <class... N> constexpr auto reshape(N... n) & { return tenon::reshape(self(), n...); }
  template <class... N> constexpr auto reshape(N... n) && { return tenon::reshape(static_cast<E&&>(self()), n...); }
  template <class... D> constexpr auto permute(D... d) const& { return tenon::permute(self(), d...); }
  template <class... D> constexpr auto permute(D... d) & { return tenon::permute(self(), d...); }
  template <class... D> constexpr auto permute(D... d) && { return tenon::permute(static_cast<E&&>(self()), d...); }
  template <class A = missing, class B = missing> constexpr auto transpose(A a = {}, B b = {}) const& {
    return tenon::transpose(self(), a, b);
  }
  template <class A = missing, class B = missing> constexpr auto transpose(A a = {}, B b = {}) & {
    return tenon::transpose(self(), a, b);
  }
  template <class A = missing, class B = missing> constexpr auto transpose(A a = {}, B b = {}) && {
    return tenon::transpose(static_cast<E&&>(self()), a, b);
  }
  template <class... Args> constexpr auto split(Args... args) const& { return tenon::split(self(), args...); }
  template <class... Args> constexpr auto split(Args... args) & { return tenon::split(self(), args...); }
  template <class... Args> constexpr auto split(Args... args) && {
    return tenon::split(static_cast<E&&>(self()), args...);
  }
  constexpr auto detach() const& { return tenon::detach(self()); }
  constexpr auto detach() && { return tenon::detach(static_cast<E&&>(self())); }
};

} // namespace tenon

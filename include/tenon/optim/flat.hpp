// SPDX-License-Identifier: BSL-1.0
// Parameters as one long vector: how many elements they have, and where in it each lies.
#pragma once

#include <tenon/nn/parameters.hpp>

#include <array>

namespace tenon::detail {

// the type of the elements, and how many there are, of a parameter or of all parameters in something
template <class X> struct elements_in {
  using type = void;
  static constexpr index count = 0;
};
template <class T, index... N> struct elements_in<Parameter<T, N...>> {
  using type = T;
  static constexpr index count = Parameter<T, N...>::numel;
};
template <class X, std::size_t N> struct elements_in<std::array<X, N>> {
  using type = typename elements_in<X>::type;
  static constexpr index count = static_cast<index>(N) * elements_in<X>::count;
};
template <> struct elements_in<std::tuple<>> : elements_in<void> {};
template <class X, class... More> struct elements_in<std::tuple<X, More...>> {
  using first = elements_in<std::remove_cvref_t<X>>;
  using others = elements_in<std::tuple<More...>>;
  using type = std::conditional_t<first::count != 0, typename first::type, typename others::type>;
  static constexpr index count = first::count + others::count;
};
template <class... X> struct elements_in<parameter_list<X...>> {
  using all = elements_in<std::tuple<X...>>;
  using type = std::conditional_t<all::count != 0, typename all::type, double>;
  static constexpr index count = all::count;
};
template <module M> struct elements_in<M> : elements_in<decltype(std::declval<M&>().members())> {};

// f(parameter, where its elements are in the vector that begins at `at`)
template <class... X, class T, class F> void each_in_vector(const parameter_list<X...>& parameters, T* at, F f) {
  using element = typename elements_in<parameter_list<X...>>::type;
  parameters.each([&](auto& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    static_assert(std::is_same_v<typename P::value_type, element>,
                  "minimize, LBFGS: all parameters must be of one type");
    f(p, at);
    at += P::numel;
  });
}

} // namespace tenon::detail

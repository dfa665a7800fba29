// SPDX-License-Identifier: BSL-1.0
// Size<2, 3, 4>: a shape as an empty type. Its extents are constants wherever they are asked for.
#pragma once

#include <tenon/shape/constant.hpp>
#include <tenon/shape/ints.hpp>

#include <cstddef>
#include <utility>

namespace tenon {

template <index... N> struct Size {
  static_assert(sizeof...(N) <= max_rank, "tenon: a shape has at most 8 dimensions");

  static constexpr int rank = sizeof...(N);
  static constexpr ints list = [] {
    if constexpr (sizeof...(N) == 0) return ints{};
    else return ints{N...};
  }();

  // number of elements: 1 for rank 0
  static constexpr constant<(N * ... * 1)> numel() { return {}; }

  // extent of one dimension, as a constant; negative dimensions count from the end
  template <long long D> constexpr auto operator[](constant<D>) const {
    static_assert(-rank <= D && D < rank, "size: dimension is out of range");
    return constant<list[static_cast<int>(D < 0 ? D + rank : D)]>{};
  }

  template <std::size_t I> constexpr auto get() const { return constant<list[static_cast<int>(I)]>{}; }

  template <index... M> friend constexpr bool operator==(Size, Size<M...>) { return list == Size<M...>::list; }
};

// the extents of a tensor in memory order steps, as a type
template <index... S> struct Strides {
  static constexpr ints list = [] {
    if constexpr (sizeof...(S) == 0) return ints{};
    else return ints{S...};
  }();
};

namespace detail {
template <ints L, class = std::make_index_sequence<static_cast<std::size_t>(L.n)>> struct packs;
template <ints L, std::size_t... I> struct packs<L, std::index_sequence<I...>> {
  using size = Size<L.v[I]...>;
  using strides = Strides<L.v[I]...>;
};
} // namespace detail

// lists become types
template <ints L> using size_of = typename detail::packs<L>::size;
template <ints L> using strides_of = typename detail::packs<L>::strides;

} // namespace tenon

template <tenon::index... N>
struct std::tuple_size<tenon::Size<N...>> : std::integral_constant<std::size_t, sizeof...(N)> {};
template <std::size_t I, tenon::index... N> struct std::tuple_element<I, tenon::Size<N...>> {
  using type = tenon::constant<tenon::Size<N...>::list[static_cast<int>(I)]>;
};

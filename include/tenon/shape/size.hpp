// SPDX-License-Identifier: BSL-1.0
// Size<2, 3, 4>: a shape as an empty type. Its extents are constants wherever they are asked for.
#pragma once

#include <tenon/shape/argument.hpp>
#include <tenon/shape/dim.hpp>
#include <tenon/shape/require.hpp>

#include <compare>
#include <cstddef>
#include <utility>

namespace tenon {

// the dimension whose extent is asked for
template <class D> constexpr text check_size(const ints& size) {
  if (const text t = check_constant<D>("size", "dimension"); !t.empty()) return t;
  return check_own_dim("size", number_of<D>, size);
}

template <index... N> struct Size;
template <index... S> struct Strides;

namespace detail {
template <ints L, class = std::make_index_sequence<static_cast<std::size_t>(L.n)>> struct packs;
template <ints L, std::size_t... I> struct packs<L, std::index_sequence<I...>> {
  using size = Size<L.v[I]...>;
  using strides = Strides<L.v[I]...>;
};

// extents `first` to `last` - 1; negative places count from the end, and what lies beyond the ends is no error
constexpr ints sliced(const ints& list, long long first, long long last) {
  const auto place = [&](long long at) {
    if (at < 0) at += list.n;
    return static_cast<int>(at < 0 ? 0 : at < list.n ? at : list.n);
  };
  ints s;
  for (int d = place(first); d < place(last); ++d) s.push_back(list[d]);
  return s;
}
// over and over, as far as a shape goes
constexpr ints repeated(const ints& list, long long times) {
  ints s;
  for (long long i = 0; i < times && s.n + list.n <= max_rank; ++i)
    for (int d = 0; d < list.n; ++d) s.push_back(list[d]);
  return s;
}
} // namespace detail

// lists become types
template <ints L> using size_of = typename detail::packs<L>::size;
template <ints L> using strides_of = typename detail::packs<L>::strides;

template <index... N> struct Size {
  static constexpr bool few = sizeof...(N) <= max_rank, counts = ((N >= 0) && ...);
  static_assert(few, "Size: a shape has at most 8 dimensions");
  static_assert(counts, "Size: an extent is not negative");

  static constexpr int rank = few && counts ? sizeof...(N) : 0; // after an error: a scalar
  static constexpr ints list = [] {
    if constexpr (rank == 0) return ints{};
    else return ints{N...};
  }();

  // number of elements: 1 for rank 0
  static constexpr constant<few && counts ? (N*... * 1) : 1> numel() { return {}; }

  // extent of one dimension, as a constant; negative dimensions count from the end
  template <class D> constexpr auto operator[](D) const {
    constexpr text sentence = check_size<D>(list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return constant<0>{};
    else return constant<list[wrap_dim(number_of<D>, rank)]>{};
  }

  template <std::size_t I> constexpr auto get() const { return constant<list[static_cast<int>(I)]>{}; }

  // the extents of some dimensions that follow each other, from `first` to before `last`, as Python slices
  template <class First, class Last = constant<max_rank>> constexpr auto slice(First, Last = {}) const {
    constexpr text sentence =
        first_fault(check_constant<First>("slice", "place"), check_constant<Last>("slice", "place"));
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return Size{};
    else {
      constexpr ints some = detail::sliced(list, number_of<First>, number_of<Last>);
      return size_of<some>{};
    }
  }

  template <index... M> friend constexpr bool operator==(Size, Size<M...>) { return list == Size<M...>::list; }
  // by the first extent that differs; what another begins with comes before it
  template <index... M> friend constexpr std::strong_ordering operator<=>(Size, Size<M...>) {
    constexpr ints other = Size<M...>::list;
    for (int d = 0; d < rank && d < other.n; ++d)
      if (list[d] != other[d]) return list[d] <=> other[d];
    return rank <=> other.n;
  }
  // one after the other
  template <index... M> friend constexpr Size<N..., M...> operator+(Size, Size<M...>) { return {}; }
  template <long long K> friend constexpr auto operator*(Size, constant<K>) {
    constexpr bool fits = K <= 0 || rank * K <= max_rank;
    static_assert(fits, "Size: a shape has at most 8 dimensions");
    constexpr ints all = detail::repeated(list, K);
    return size_of<all>{};
  }
};

// how far apart neighbours along each dimension lie in memory, as a type
template <index... S> struct Strides {
  static constexpr ints list = [] {
    if constexpr (sizeof...(S) == 0) return ints{};
    else return ints{S...};
  }();
};

} // namespace tenon

template <tenon::index... N>
struct std::tuple_size<tenon::Size<N...>> : std::integral_constant<std::size_t, sizeof...(N)> {};
template <std::size_t I, tenon::index... N> struct std::tuple_element<I, tenon::Size<N...>> {
  using type = tenon::constant<tenon::Size<N...>::list[static_cast<int>(I)]>;
};

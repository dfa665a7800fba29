// SPDX-License-Identifier: BSL-1.0
// Tensors made of copies or parts of one: repeat and roll.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/tensor/split.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
constexpr text check_repeat(const ints& size, const ints& times) {
  if (times.n < size.n)
    return say("repeat: ", times.n, times.n == 1 ? " number" : " numbers", " given for shape ", size, " of rank ",
               size.n);
  for (int d = 0; d < times.n; ++d)
    if (times[d] < 0) return say("repeat: ", times[d], " copies in ", times);
  for (int d = 0; d < times.n; ++d)
    if (times.n == max_rank && d >= times.n - size.n && times[d] > 1 && size[d - times.n + size.n] > 1)
      return say("repeat: shape ", size, " of rank ", max_rank, " leaves no dimension to count copies");
  return {};
}
template <class S, int D, index N> struct repeated_shape {
  static constexpr ints size = [] {
    ints s = S::list;
    s[D] *= N;
    return s;
  }();
  using type = size_of<size>;
};
// N copies along dimension D
template <int D, index N, class E> constexpr auto repeated(E e) {
  using S = typename E::size_type;
  if constexpr (N == 1) return e;
  else if constexpr (S::list[D] == 1) return stretch<typename repeated_shape<S, D, N>::type>(e);
  else {
    constexpr ints counted = [] {
      ints s;
      for (int d = 0; d < S::rank; ++d) {
        if (d == D) s.push_back(N);
        s.push_back(S::list[d]);
      }
      return s;
    }();
    return reshaped_to<typename repeated_shape<S, D, N>::type>(stretch<size_of<counted>>(unsqueeze(e, c<D>)));
  }
}
template <ints Times, int D, class E> constexpr auto repeated_from(E e) {
  if constexpr (D < 0) return e;
  else return repeated_from<Times, D - 1>(repeated<D, Times[D]>(e));
}

template <int D, index Shift, class X> constexpr auto rolled(X&& x) {
  constexpr index n = shape_of<X>::list[D];
  constexpr index shift = n > 0 ? (Shift % n + n) % n : 0;
  if constexpr (shift == 0) return node_of(static_cast<X&&>(x));
  else {
    const auto e = node_of(static_cast<X&&>(x));
    return cat(narrow(e, c<D>, c<n - shift>, c<shift>), narrow(e, c<D>, c<0>, c<n - shift>), c<D>);
  }
}
template <class X> constexpr auto rolled_each(X&& x, dims_t<>, dims_t<>) { return node_of(static_cast<X&&>(x)); }
template <class X, long long Shift, long long... Shifts, long long D, long long... Dims>
constexpr auto rolled_each(X&& x, dims_t<Shift, Shifts...>, dims_t<D, Dims...>) {
  return rolled_each(rolled<wrap_dim(D, shape_of<X>::rank), Shift>(static_cast<X&&>(x)), dims_t<Shifts...>{},
                     dims_t<Dims...>{});
}
constexpr text check_roll(const ints& size, int shifts, const ints& dims) {
  if (shifts != dims.n)
    return say("roll: ", shifts, shifts == 1 ? " shift for " : " shifts for ", dims.n, " dimensions");
  if (dims.n > 0 && size.n == 0) return say("roll: a scalar has no dimensions");
  return check_dims("roll", dims, size);
}

template <class X, class... N> constexpr text repeat_fault() {
  return first_fault(check_constants<N...>("repeat", "numbers of copies"),
                     check_repeat(shape_of<X>::list, numbers_of<N...>()));
}
// the numbers of a constant or of a list: dims(0_c, 1_c)
template <class A> struct roll_argument {
  static constexpr bool is_list = constants<A>;
  using type = dims_t<number_of<A>>;
};
template <long long... N> struct roll_argument<dims_t<N...>> {
  static constexpr bool is_list = true;
  using type = dims_t<N...>;
};
template <class A> using rolled_by = typename roll_argument<A>::type;
template <class X, class Shift, class D> constexpr text roll_fault() {
  if (!roll_argument<Shift>::is_list || !roll_argument<D>::is_list)
    return say("roll: expected a shift and a dimension as constants such as 1_c, or as lists: dims(0_c, 1_c)");
  return check_roll(shape_of<X>::list, rolled_by<Shift>::list.n, rolled_by<D>::list);
}
} // namespace detail

// N copies of x along each dimension; leading numbers beyond its rank add dimensions. torch.Tensor.repeat
template <tensor_like X, class... N> constexpr auto repeat(X&& x, N...) {
  constexpr text sentence = detail::repeat_fault<X, N...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return arrange<rule::identity<shape_of<X>>>(static_cast<X&&>(x));
  else {
    constexpr ints times = numbers_of<N...>();
    constexpr ints size = [] {
      ints s = ints::filled(times.n, 1);
      for (int i = 1; i <= shape_of<X>::rank; ++i) s[times.n - i] = shape_of<X>::list[shape_of<X>::rank - i];
      return s;
    }();
    return detail::repeated_from<times, times.n - 1>(stretch<size_of<size>>(node_of(static_cast<X&&>(x))));
  }
}

// x with its elements moved so many places along a dimension; those that leave at the end come in at the beginning.
// Along several: roll(x, dims(1_c, -2_c), dims(0_c, 1_c)). torch.roll
template <tensor_like X, class Shift = missing, class D = missing> constexpr auto roll(X&& x, Shift, D) {
  constexpr text sentence = detail::roll_fault<X, Shift, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return detail::rolled_each(static_cast<X&&>(x), detail::rolled_by<Shift>{}, detail::rolled_by<D>{});
}
// ... of all elements in row-major order
template <tensor_like X, class Shift = missing> constexpr auto roll(X&& x, Shift = {}) {
  constexpr text sentence = check_constant<Shift>("roll", "shift");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::reshaped_to<shape_of<X>>(detail::rolled<0, number_of<Shift>>(flatten(static_cast<X&&>(x))));
}

} // namespace tenon

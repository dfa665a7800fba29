// SPDX-License-Identifier: BSL-1.0
// Parts of a tensor, and tensors from parts: split, chunk, cat, stack. Equal parts come as a std::array, unequal ones
// as a std::tuple; both are Hana sequences and take structured bindings.
#pragma once

#include <tenon/shape/join.hpp>
#include <tenon/tensor/arrange.hpp>

#include <boost/hana/ext/std/array.hpp>
#include <boost/hana/ext/std/tuple.hpp>

#include <array>
#include <tuple>

namespace tenon {

// a list of extents
template <long long... N> struct sizes_t {
  static constexpr int count = sizeof...(N);
  static constexpr ints list = numbers_of<constant<N>...>(); // where it is no longer than a shape may be
};
template <class> inline constexpr bool is_sizes = false;
template <long long... N> inline constexpr bool is_sizes<sizes_t<N...>> = true;
// ... or of something else, which whoever receives it rejects
template <class... N> struct no_sizes_t {};
template <class... N> constexpr auto sizes(N...) {
  if constexpr (constants<N...>) return sizes_t<number_of<N>...>{};
  else return no_sizes_t<N...>{};
}

namespace detail {
// Part number I of parts that begin at Starts[I] and have Lengths[I] elements along dimension D.
template <class Parts, int D, int I, class X> constexpr auto part(X&& x) {
  using S = shape_of<X>;
  return arrange<rule::narrow<S, D, Parts::start(I), Parts::length(I)>>(static_cast<X&&>(x));
}
// the parts of a tensor that ends here own their elements
template <class Parts, int D, int I, class T> constexpr auto part(const node::owned<T>& x) {
  return eval(part<Parts, D, I>(x.tensor));
}
template <class Parts, int D, class X, int... I> constexpr auto parts_of(const X& x, std::integer_sequence<int, I...>) {
  if constexpr (sizeof...(I) == 0) return std::tuple<>();
  else {
    using first = decltype(part<Parts, D, 0>(x));
    if constexpr ((std::is_same_v<first, decltype(part<Parts, D, I>(x))> && ...))
      return std::array<first, sizeof...(I)>{part<Parts, D, I>(x)...};
    else return std::tuple<decltype(part<Parts, D, I>(x))...>(part<Parts, D, I>(x)...);
  }
}

template <index Extent, index Chunk> struct equal_parts {
  static constexpr int count = static_cast<int>(chunk_count(Extent, Chunk));
  static constexpr index start(int i) { return i * Chunk; }
  static constexpr index length(int i) { return chunk_extent(Extent, Chunk, i); }
};
template <long long... N> struct listed_parts {
  static constexpr int count = sizeof...(N);
  static constexpr index list[sizeof...(N) + 1] = {N..., 0};
  static constexpr index length(int i) { return list[i]; }
  static constexpr index start(int i) {
    index s = 0;
    for (int k = 0; k < i; ++k) s += list[k];
    return s;
  }
};
template <class Parts, int D, class X> constexpr auto cut(X&& x) {
  return parts_of<Parts, D>(referenced(static_cast<X&&>(x)), std::make_integer_sequence<int, Parts::count>{});
}

// what follows the operand: a chunk size or a list of sizes, then the dimension, 0 unless given
template <class... Args> struct split_arguments {
  static constexpr std::size_t count = 1;
  static constexpr text fault(const ints&) {
    if (sizeof...(Args) == 0) return say("split: the size of the chunks is missing; write a constant such as 2_c");
    return say("split: expected the size of chunks as a constant such as 2_c, or sizes(1_c, 2_c), and a dimension");
  }
};
template <class... N, class... D> struct split_arguments<no_sizes_t<N...>, D...> {
  static constexpr std::size_t count = sizeof...(N);
  static constexpr text fault(const ints&) { return say("split: the sizes must be constants: sizes(1_c, 2_c)"); }
};
template <long long K> struct split_arguments<constant<K>> : split_arguments<constant<K>, constant<0>> {};
template <long long K, long long D> struct split_arguments<constant<K>, constant<D>> {
  static constexpr std::size_t count = 1;
  static constexpr text fault(const ints& size) { return check_split(K, D, size); }
  template <class X> static constexpr auto apply(X&& x) {
    constexpr int d = wrap_dim(D, shape_of<X>::rank);
    return cut<equal_parts<shape_of<X>::list[d], K>, d>(static_cast<X&&>(x));
  }
};
template <long long... N> struct split_arguments<sizes_t<N...>> : split_arguments<sizes_t<N...>, constant<0>> {};
template <long long... N, long long D> struct split_arguments<sizes_t<N...>, constant<D>> {
  static constexpr std::size_t count = sizeof...(N) > 0 ? sizeof...(N) : 1;
  static constexpr text fault(const ints& size) {
    return check_split_sizes(listed_parts<N...>::list, sizeof...(N), D, size);
  }
  template <class X> static constexpr auto apply(X&& x) {
    return cut<listed_parts<N...>, wrap_dim(D, shape_of<X>::rank)>(static_cast<X&&>(x));
  }
};
// after a shape error: as many parts as were asked for
template <std::size_t N, class X> constexpr auto uncut(X&& x) {
  using part_type = decltype(arrange<rule::identity<shape_of<X>>>(x));
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<part_type, N>{(void(I), arrange<rule::identity<shape_of<X>>>(x))...};
  }(std::make_index_sequence<N>{});
}
} // namespace detail

// Chunks of a size, the last of which may be smaller, or parts of listed sizes, along a dimension. torch.split
template <tensor_like X, class... Args> constexpr auto split(X&& x, Args...) {
  using arguments = detail::split_arguments<Args...>;
  constexpr text sentence = arguments::fault(shape_of<X>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) return arguments::apply(static_cast<X&&>(x));
  else return detail::uncut<arguments::count>(static_cast<X&&>(x));
}

namespace detail {
template <class X, class Parts, class D> constexpr text chunk_fault() {
  return first_fault(check_constant<Parts>("chunk", "number of parts"), check_constant<D>("chunk", "dimension"),
                     check_chunk(number_of<Parts>, number_of<D>, shape_of<X>::list));
}
} // namespace detail

// At most `Parts` parts of ceil(extent / Parts) elements. torch.chunk
template <tensor_like X, class Parts = missing, class D = constant<0>>
constexpr auto chunk(X&& x, Parts = {}, D dim = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::chunk_fault<X, Parts, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return std::array{arrange<rule::identity<S>>(static_cast<X&&>(x))};
  else
    return split(static_cast<X&&>(x), c<chunk_size(S::list[wrap_dim(number_of<D>, S::rank)], number_of<Parts>)>, dim);
}

namespace detail {
template <int D, class... E> constexpr auto joined(E... e) { return node::join<D, E...>(static_cast<E&&>(e)...); }

// The dimension comes last among the arguments; it is 0 where there is none.
template <class... X> struct cat_arguments {
  static constexpr long long dim = 0;
  static constexpr std::size_t tensors = sizeof...(X);
};
template <class A, long long D> struct cat_arguments<A, constant<D>> {
  static constexpr long long dim = D;
  static constexpr std::size_t tensors = 1;
};
template <class A, class B, class C, class... Rest> struct cat_arguments<A, B, C, Rest...> {
  static constexpr long long dim = cat_arguments<B, C, Rest...>::dim;
  static constexpr std::size_t tensors = cat_arguments<B, C, Rest...>::tensors + 1;
};

// the arguments after the first: tensors, of which the last may be the dimension instead
template <class... X> constexpr text check_operands(const char* what) {
  text fault;
  int i = 0;
  [[maybe_unused]] const auto look = [&]<class Y>(std::type_identity<Y>) {
    ++i;
    if (tensor_like<Y> || !fault.empty()) return;
    if (i < static_cast<int>(sizeof...(X)))
      fault = say(what, ": argument ", i, " is not a tensor; the dimension comes last");
    else fault = check_constant<std::remove_cvref_t<Y>>(what, "dimension");
  };
  (look(std::type_identity<X>{}), ...);
  return fault;
}
// the first fault among the operands after the first
template <class A, class... X> constexpr text cat_fault(index d) {
  text fault = first_fault(check_operands<X...>("cat"), check_cat(shape_of<A>::list, shape_of<A>::list, 0, d));
  int i = 0;
  [[maybe_unused]] const auto look = [&]<class Y>(std::type_identity<Y>) {
    if constexpr (tensor_like<Y>)
      if (fault.empty()) fault = check_cat(shape_of<A>::list, shape_of<Y>::list, ++i, d);
  };
  (look(std::type_identity<X>{}), ...);
  return fault;
}
template <class A, class... X> constexpr text stack_fault(index d) {
  text fault = first_fault(check_operands<X...>("stack"), check_unsqueeze("stack", d, shape_of<A>::list));
  int i = 0;
  [[maybe_unused]] const auto look = [&]<class Y>(std::type_identity<Y>) {
    if constexpr (tensor_like<Y>)
      if (fault.empty()) fault = check_stack(shape_of<A>::list, shape_of<Y>::list, ++i);
  };
  (look(std::type_identity<X>{}), ...);
  return fault;
}

// Calls a function with the first N of the arguments.
template <std::size_t N, class Function, class... X> constexpr auto first_of(Function f, X&&... x) {
  const std::tuple<X&&...> all(static_cast<X&&>(x)...);
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return f(static_cast<std::tuple_element_t<I, std::tuple<X&&...>>>(std::get<I>(all))...);
  }(std::make_index_sequence<N>{});
}
} // namespace detail

// Tensors one after another along a dimension, which is the last argument, 0 unless given: cat(a, b, 1_c). torch.cat
template <tensor_like A, class... X> constexpr auto cat(A&& a, X&&... x) {
  using arguments = detail::cat_arguments<std::remove_cvref_t<A>, std::remove_cvref_t<X>...>;
  constexpr text sentence = detail::cat_fault<A, X...>(arguments::dim);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return arrange<rule::identity<shape_of<A>>>(static_cast<A&&>(a));
  else
    return detail::first_of<arguments::tensors>(
        [](auto&&... operand) {
          return detail::joined<wrap_dim(arguments::dim, shape_of<A>::rank)>(
              node_of(static_cast<decltype(operand)>(operand))...);
        },
        static_cast<A&&>(a), static_cast<X&&>(x)...);
}

// cat({a, b}, 0_c)
template <class... D> constexpr auto cat(missing, D...) {
  constexpr text sentence = misuse<D...>("cat: expected tensors one after another, then the dimension: cat(a, b, 0_c)");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return node::scalar<float, Size<>>(0);
}

// Tensors of one shape along a new dimension, the first unless the last argument names it. torch.stack
template <tensor_like A, class... X> constexpr auto stack(A&& a, X&&... x) {
  using arguments = detail::cat_arguments<std::remove_cvref_t<A>, std::remove_cvref_t<X>...>;
  constexpr text sentence = detail::stack_fault<A, X...>(arguments::dim);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return arrange<rule::identity<shape_of<A>>>(static_cast<A&&>(a));
  else
    return detail::first_of<arguments::tensors>(
        [](auto&&... operand) {
          constexpr int at =
              static_cast<int>(arguments::dim < 0 ? arguments::dim + shape_of<A>::rank + 1 : arguments::dim);
          return detail::joined<at>(node_of(unsqueeze(static_cast<decltype(operand)>(operand), c<arguments::dim>))...);
        },
        static_cast<A&&>(a), static_cast<X&&>(x)...);
}
// stack({a, b}, 0_c)
template <class... D> constexpr auto stack(missing, D...) {
  constexpr text sentence =
      misuse<D...>("stack: expected tensors one after another, then the dimension: stack(a, b, 0_c)");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return node::scalar<float, Size<>>(0);
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Arrangements of dimensions: permute, narrow, select, squeeze, expand. One mechanism serves all: a rule says which
// dimension of the result each dimension of the operand follows. What lies in memory becomes a view with another
// layout; what is lazy is renamed.
#pragma once

#include <tenon/expr/held.hpp>
#include <tenon/shape/broadcast.hpp>
#include <tenon/shape/permute.hpp>
#include <tenon/shape/require.hpp>
#include <tenon/shape/slice.hpp>
#include <tenon/shape/view.hpp>
#include <tenon/tensor/tensor.hpp>

namespace tenon {

// leaves by another layout, from an offset on
template <class L, class T, class M, bool G> constexpr auto relaid(const node::leaf<T, M, G>& n, index offset = 0) {
  if constexpr (G) return node::leaf<T, L, true>(n.data + offset, n.gradient ? n.gradient + offset : nullptr, n.from);
  else return node::leaf<T, L, false>(n.data + offset, n.from);
}
template <class L, class Leaf, class Owner> constexpr auto relaid(const node::held<Leaf, Owner>& n, index offset = 0) {
  const auto leaf = relaid<L>(static_cast<const Leaf&>(n), offset);
  return node::held<std::remove_const_t<decltype(leaf)>, Owner>(leaf, n.owner);
}
template <class L, class T, class M> constexpr auto relaid(const View<T, M>& v, index offset = 0) {
  return View<T, L>(v.data() + offset, v.origin());
}

// What lies in memory and outlives the call, as a view or a leaf; anything else as the node it becomes.
template <class T, index... N> constexpr auto referenced(Tensor<T, N...>& x) { return TensorView<T, N...>(x.data()); }
template <class T, index... N> constexpr auto referenced(const Tensor<T, N...>& x) {
  return TensorView<const T, N...>(x.data());
}
template <class T, index... N> constexpr auto referenced(Tensor<T, N...>&& x) {
  return node_of(static_cast<Tensor<T, N...>&&>(x));
}
template <class T, class L> constexpr auto referenced(View<T, L> x) { return x; }
template <tensor_like X> constexpr auto referenced(X&& x) { return node_of(static_cast<X&&>(x)); }

namespace detail {
template <class L, class Rule> struct arranged_layout {
  static constexpr layout value = arranged(L::value, Rule::size, Rule::how);
  static constexpr index offset = arranged_offset(L::value, Rule::how);
  using type = layout_of<value>;
};
template <class E, class Rule> struct arranged_node {
  static constexpr ints size = Rule::size;
  static constexpr arrangement how = Rule::how;
  using type = node::spread<E, size_of<size>, how>;
};
} // namespace detail

// The result of a rule: Rule::size is its shape, Rule::how the arrangement.
template <class Rule, tensor_like X> constexpr auto arrange(X&& x) {
  auto r = referenced(static_cast<X&&>(x));
  using R = decltype(r);
  if constexpr (requires { typename R::layout_type; }) {
    using target = detail::arranged_layout<typename R::layout_type, Rule>;
    return relaid<typename target::type>(r, target::offset);
  } else return typename detail::arranged_node<R, Rule>::type(static_cast<R&&>(r));
}

namespace rule {
template <class S> struct identity {
  static constexpr ints size = S::list;
  static constexpr arrangement how = [] {
    arrangement r;
    for (int d = 0; d < S::rank; ++d) {
      r.from.push_back(d);
      r.start.push_back(0);
    }
    return r;
  }();
};
template <class S, long long... D> struct permute {
  static constexpr ints dims = dims_list<D...>();
  static constexpr ints size = permuted(S::list, dims);
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    for (int k = 0; k < dims.n; ++k) r.from[wrap_dim(dims[k], S::rank)] = k;
    return r;
  }();
};
template <class S, int D, index Start, index Length> struct narrow {
  static constexpr ints size = [] {
    ints s = S::list;
    s[D] = Length;
    return s;
  }();
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    r.start[D] = Start;
    return r;
  }();
};
template <class S, int D, index I> struct select {
  static constexpr ints size = without(S::list, D);
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    for (int d = 0; d < S::rank; ++d) r.from[d] = d < D ? d : d - 1;
    r.from[D] = -1;
    r.start[D] = I;
    return r;
  }();
};
// without the dimensions of a mask, whose extents are 1
template <class S, unsigned Mask> struct squeeze {
  static constexpr ints size = squeezed(S::list, Mask);
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    int next = 0;
    for (int d = 0; d < S::rank; ++d) r.from[d] = Mask >> d & 1 ? -1 : next++;
    return r;
  }();
};
template <class S, int D> struct unsqueeze {
  static constexpr ints size = unsqueezed(S::list, D);
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    for (int d = D; d < S::rank; ++d) r.from[d] = d + 1;
    return r;
  }();
};
template <class S, class Wanted> struct expand {
  static constexpr ints size = Wanted::list;
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    for (int d = 0; d < S::rank; ++d) r.from[d] = d + size.n - S::rank;
    return r;
  }();
};
} // namespace rule

namespace detail {
// What is wrong with a call: arguments that are not constants, or else what the check says of their numbers.
template <class X, class... D> constexpr text permute_fault() {
  return first_fault(check_constants<D...>("permute", "dimensions"),
                     check_permute(numbers_of<D...>(), shape_of<X>::list));
}
template <class X, class A, class B> constexpr text transpose_fault() {
  return first_fault(check_constant<A>("transpose", "first dimension"),
                     check_constant<B>("transpose", "second dimension"),
                     check_transpose(number_of<A>, number_of<B>, shape_of<X>::list));
}
template <class X, class D, class Start, class Length> constexpr text narrow_fault() {
  return first_fault(check_constant<D>("narrow", "dimension"), check_constant<Start>("narrow", "start"),
                     check_constant<Length>("narrow", "length"),
                     check_narrow(number_of<D>, number_of<Start>, number_of<Length>, shape_of<X>::list));
}
template <class X, class D, class I> constexpr text select_fault() {
  return first_fault(check_constant<D>("select", "dimension"), check_constant<I>("select", "index"),
                     check_select(number_of<D>, number_of<I>, shape_of<X>::list));
}
template <class X, class... D> constexpr text squeeze_fault() {
  return first_fault(check_constants<D...>("squeeze", "dimensions"),
                     check_dim("squeeze", number_of<D>, shape_of<X>::list)...);
}
template <class X, class D> constexpr text unsqueeze_fault() {
  return first_fault(check_constant<D>("unsqueeze", "dimension"),
                     check_unsqueeze("unsqueeze", number_of<D>, shape_of<X>::list));
}
template <class X, class... N> constexpr text expand_fault() {
  return first_fault(check_constants<N...>("expand", "extents"), check_expand(shape_of<X>::list, numbers_of<N...>()));
}
} // namespace detail

// Dimension k of the result is dimension D[k] of x; nothing is copied. torch.permute
template <tensor_like X, class... D> constexpr auto permute(X&& x, D...) {
  constexpr text sentence = detail::permute_fault<X, D...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) return arrange<rule::permute<shape_of<X>, number_of<D>...>>(static_cast<X&&>(x));
  else return arrange<rule::identity<shape_of<X>>>(static_cast<X&&>(x));
}

namespace rule {
template <class S, long long A, long long B> struct transpose {
  static constexpr ints dims = swapping(S::rank, A, B);
  static constexpr ints size = permuted(S::list, dims);
  static constexpr arrangement how = [] {
    arrangement r = identity<S>::how;
    for (int k = 0; k < dims.n; ++k) r.from[static_cast<int>(dims[k])] = k;
    return r;
  }();
};
} // namespace rule

// Two dimensions swapped. torch.transpose
template <tensor_like X, class A, class B> constexpr auto transpose(X&& x, A, B) {
  constexpr text sentence = detail::transpose_fault<X, A, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty())
    return arrange<rule::transpose<shape_of<X>, number_of<A>, number_of<B>>>(static_cast<X&&>(x));
  else return arrange<rule::identity<shape_of<X>>>(static_cast<X&&>(x));
}

// Elements Start to Start + Length of dimension D; a negative Start counts from the end. torch.narrow
template <tensor_like X, class D = missing, class Start = missing, class Length = missing>
constexpr auto narrow(X&& x, D = {}, Start = {}, Length = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::narrow_fault<X, D, Start, Length>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    constexpr int d = wrap_dim(number_of<D>, S::rank);
    return arrange<rule::narrow<S, d, wrap_start(number_of<Start>, S::list[d]), number_of<Length>>>(
        static_cast<X&&>(x));
  } else return arrange<rule::identity<S>>(static_cast<X&&>(x));
}

// Element I of dimension D, which goes. torch.select
template <tensor_like X, class D = missing, class I = missing> constexpr auto select(X&& x, D = {}, I = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::select_fault<X, D, I>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    constexpr int d = wrap_dim(number_of<D>, S::rank);
    constexpr index i = number_of<I> < 0 ? number_of<I> + S::list[d] : number_of<I>;
    return arrange<rule::select<S, d, i>>(static_cast<X&&>(x));
  } else return arrange<rule::identity<S>>(static_cast<X&&>(x));
}

// Without dimensions of extent 1: all of them, or those of D that have it. torch.squeeze
template <tensor_like X> constexpr auto squeeze(X&& x) {
  return arrange<rule::squeeze<shape_of<X>, ones_of(shape_of<X>::list)>>(static_cast<X&&>(x));
}
template <tensor_like X, class D, class... More> constexpr auto squeeze(X&& x, D, More...) {
  using S = shape_of<X>;
  constexpr text sentence = detail::squeeze_fault<X, D, More...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty() && S::rank > 0) {
    constexpr unsigned dims =
        ((1u << wrap_dim(number_of<D>, S::rank)) | ... | (1u << wrap_dim(number_of<More>, S::rank)));
    return arrange<rule::squeeze<S, ones_of(S::list) & dims>>(static_cast<X&&>(x));
  } else return arrange<rule::identity<S>>(static_cast<X&&>(x));
}

// With a dimension of extent 1 at D. torch.unsqueeze
template <tensor_like X, class D = missing> constexpr auto unsqueeze(X&& x, D = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::unsqueeze_fault<X, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty())
    return arrange<rule::unsqueeze<S, wrap_dim(number_of<D>, S::rank + 1)>>(static_cast<X&&>(x));
  else return arrange<rule::identity<S>>(static_cast<X&&>(x));
}

namespace rule {
template <class S, class... N> struct expand_to {
  static constexpr ints size = expanded(S::list, numbers_of<N...>());
  using type = size_of<size>;
};
} // namespace rule

// Extents of 1 stretch, leading dimensions are added, -1 keeps an extent; nothing is copied. torch.Tensor.expand
template <tensor_like X, class... N> constexpr auto expand(X&& x, N...) {
  using S = shape_of<X>;
  constexpr text sentence = detail::expand_fault<X, N...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty())
    return arrange<rule::expand<S, typename rule::expand_to<S, N...>::type>>(static_cast<X&&>(x));
  else return arrange<rule::identity<S>>(static_cast<X&&>(x));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Every check as a concept, so that generic code can ask before it calls. X may be a reference. What is told besides is
// a call of the wrong form, such as a number where a constant stands.
#pragma once

#include <tenon/shape/product.hpp>
#include <tenon/tensor/random.hpp>
#include <tenon/tensor/rearrange.hpp>
#include <tenon/tensor/split.hpp>
#include <tenon/tensor/unfold.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

template <class X, long long... N>
concept can_view = tensor_like<X> && detail::view_fault<X, constant<N>...>().empty();
template <class X, long long... N>
concept can_reshape = tensor_like<X> && detail::reshape_fault<X, constant<N>...>().empty();
template <class X, long long... D>
concept can_permute = tensor_like<X> && detail::permute_fault<X, constant<D>...>().empty();
template <class X, long long A, long long B>
concept can_transpose = tensor_like<X> && check_transpose(A, B, shape_of<X>::list).empty();
// split by a chunk size or by sizes_t<...>, along dimension D
template <class X, class By, long long D = 0>
concept can_split = tensor_like<X> && detail::split_arguments<By, constant<D>>::fault(shape_of<X>::list).empty();
template <class X, long long Parts, long long D = 0>
concept can_chunk = tensor_like<X> && check_chunk(Parts, D, shape_of<X>::list).empty();
template <class X, long long D, long long Start, long long Length>
concept can_narrow = tensor_like<X> && check_narrow(D, Start, Length, shape_of<X>::list).empty();
template <class X, long long D, long long I>
concept can_select = tensor_like<X> && check_select(D, I, shape_of<X>::list).empty();
template <class X, long long... D>
concept can_squeeze = tensor_like<X> && detail::squeeze_fault<X, constant<D>...>().empty();
template <class X, long long D>
concept can_unsqueeze = tensor_like<X> && check_unsqueeze("unsqueeze", D, shape_of<X>::list).empty();
template <class X, long long First, long long Last>
concept can_flatten = tensor_like<X> && check_flatten(First, Last, shape_of<X>::list).empty();
template <class X, long long... N>
concept can_expand = tensor_like<X> && detail::expand_fault<X, constant<N>...>().empty();
template <class X, long long D, long long Size, long long Step, long long Dilation = 1>
concept can_unfold = tensor_like<X> &&
                     detail::unfold_fault<X, constant<D>, constant<Size>, constant<Step>, constant<Dilation>>().empty();
// rearrange<Pattern>(x, given...)
template <text Pattern, class X, class... Given>
concept can_rearrange = tensor_like<X> && detail::rearrange_fault<Pattern, X, Given...>().empty();
// a reduction over the dimensions D
template <class X, long long... D>
concept can_reduce =
    tensor_like<X> && (sizeof...(D) <= max_rank) && check_dims("", dims_list<D...>(), shape_of<X>::list).empty();
template <class A, class B>
concept can_broadcast =
    tensor_like<A> && tensor_like<B> && check_broadcast(shape_of<A>::list, shape_of<B>::list).empty();
template <class A, class B>
concept can_matmul = tensor_like<A> && tensor_like<B> && check_matmul(shape_of<A>::list, shape_of<B>::list).empty();
// cat, stack: of more tensors, each with the first
template <class A, class B, long long D = 0>
concept can_cat = tensor_like<A> && tensor_like<B> && detail::cat_fault<A, B>(D).empty();
template <class A, class B, long long D = 0>
concept can_stack = tensor_like<A> && tensor_like<B> && detail::stack_fault<A, B>(D).empty();
namespace detail {
template <class From, class To> constexpr text assign_fault() {
  using Y = std::remove_reference_t<To>;
  if constexpr (!requires { typename Y::layout_type; }) return check_assign(shape_of<From>::list, Y::size_type::list);
  else {
    constexpr bool constant = std::is_const_v<std::remove_pointer_t<decltype(std::declval<Y&>().data())>>;
    return check_assign_view(shape_of<From>::list, Y::layout_type::value, constant);
  }
}
} // namespace detail
// an expression into a tensor or a view
template <class From, class To>
concept can_assign = tensor_like<From> && tensor_like<To> && detail::assign_fault<From, To>().empty();
// x(i...) and x.at(i...) with numbers of these types
template <class X, class... I>
concept can_index = tensor_like<X> && subscript_fault<shape_of<X>, I...>.empty();
// x[i] of a tensor or a view, with a number of this type
template <class X, class I = index>
concept can_row = tensor_like<X> && requires { typename std::remove_cvref_t<X>::layout_type; } &&
                  row_number_fault<shape_of<X>, I>.empty();
// x.size(D)
template <class X, long long D>
concept can_size = tensor_like<X> && check_size<constant<D>>(shape_of<X>::list).empty();
// the random numbers R, such as randn(generator) gives, in a tensor of elements T
template <class R, class T>
concept can_draw = R::template gives<T>;
// linspace<T, N>
template <class T>
concept can_linspace = !std::is_integral_v<T>;

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Every check of a shape as a question: can_view<X, 6, -1> holds if view(x, 6_c, -1_c) compiles.
#pragma once

#include <tenon/shape/product.hpp>
#include <tenon/tensor/split.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

template <class X, long long... N>
concept can_view = tensor_like<X> && detail::check_view_of<X>(dims_list<N...>()).empty();
template <class X, long long... N>
concept can_reshape =
    tensor_like<X> && check_view_size("reshape", shape_of<X>::list, dims_list<N...>()).empty();
template <class X, long long First = 0, long long Last = -1>
concept can_flatten = tensor_like<X> && check_flatten(First, Last, shape_of<X>::list).empty();

template <class X, long long... D>
concept can_permute = tensor_like<X> && check_permute(dims_list<D...>(), shape_of<X>::list).empty();
template <class X, long long A, long long B>
concept can_transpose = tensor_like<X> && check_transpose(A, B, shape_of<X>::list).empty();
template <class X, long long D, long long Start, long long Length>
concept can_narrow = tensor_like<X> && check_narrow(D, Start, Length, shape_of<X>::list).empty();
template <class X, long long D, long long I>
concept can_select = tensor_like<X> && check_select(D, I, shape_of<X>::list).empty();
template <class X, long long D>
concept can_squeeze = tensor_like<X> && check_dim("squeeze", D, shape_of<X>::list).empty();
template <class X, long long D>
concept can_unsqueeze = tensor_like<X> && check_unsqueeze(D, shape_of<X>::list).empty();
template <class X, long long... N>
concept can_expand = tensor_like<X> && check_expand(shape_of<X>::list, dims_list<N...>()).empty();

// Args are the types of what follows the operand: can_split<X, constant<2>, constant<1>>
template <class X, class... Args>
concept can_split = tensor_like<X> && detail::split_arguments<Args...>::fault(shape_of<X>::list).empty();
template <class X, long long Parts, long long D = 0>
concept can_chunk = tensor_like<X> && check_chunk(Parts, D, shape_of<X>::list).empty();
template <long long D, class A, class... X>
concept can_cat = tensor_like<A> && (tensor_like<X> && ...) && detail::cat_fault<A, X...>(D).empty();
template <long long D, class A, class... X>
concept can_stack = tensor_like<A> && (tensor_like<X> && ...) && detail::stack_fault<A, X...>(D).empty();

template <class A, class B>
concept can_broadcast =
    tensor_like<A> && tensor_like<B> && check_broadcast(shape_of<A>::list, shape_of<B>::list).empty();
template <class A, class B>
concept can_matmul =
    tensor_like<A> && tensor_like<B> && check_matmul(shape_of<A>::list, shape_of<B>::list).empty();
template <class X, class Y>
concept can_assign =
    tensor_like<X> && tensor_like<Y> && check_assign(shape_of<X>::list, shape_of<Y>::list).empty();

} // namespace tenon

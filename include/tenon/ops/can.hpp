// SPDX-License-Identifier: BSL-1.0
// Every check of an operation as a concept, so that generic code can ask before it calls. Operands may be references.
// Those of views, cat and matrix products are in tensor/can.hpp.
#pragma once

#include <tenon/ops/argmax.hpp>
#include <tenon/ops/attention.hpp>
#include <tenon/ops/cross_entropy.hpp>
#include <tenon/ops/cumsum.hpp>
#include <tenon/ops/distance.hpp>
#include <tenon/ops/embedding.hpp>
#include <tenon/ops/normalize.hpp>

namespace tenon {

// ---- elementwise ------------------------------------------------------------------------------------------------

// tensors and numbers in one expression: the operators, maximum, minimum, pow, clamp
template <class... X>
concept can_combine = operands_like<X...> && operand_fault<X...>.empty();
template <class A, class B>
concept can_remainder = operands_like<A, B> && detail::remainder_fault<A, B>().empty();
template <class C, class A, class B>
concept can_where = tensor_like<C> && operand_like<A> && operand_like<B> && detail::where_fault<C, A, B>().empty();
// y += x and its like; Y is a reference, or a view
template <class Y, class X>
concept can_update = tensor_like<Y> && operand_like<X> && detail::write_fault<Y, X>.empty();

// ---- reductions, over all dimensions where none is given --------------------------------------------------------

// mean, var, stddev, norm, logsumexp
template <class X, long long... D>
concept can_mean = tensor_like<X> && decltype(mean)::template check<X, dims_t<D...>>().empty();
// amax, amin
template <class X, long long... D>
concept can_amax = tensor_like<X> && decltype(amax)::template check<X, dims_t<D...>>().empty();
// argmax, argmin: over one dimension
template <class X, long long... D>
concept can_argmax = tensor_like<X> && decltype(argmax)::template check<X, constant<D>...>().empty();

// ---- rows -------------------------------------------------------------------------------------------------------

// softmax, log_softmax, normalize
template <class X, long long D>
concept can_softmax = tensor_like<X> && detail::row_fault<detail::softmax_row, X>(D).empty();
template <class X, long long D>
concept can_cumsum = tensor_like<X> && detail::cumsum_fault<X, constant<D>>().empty();
template <class X, class W, class B>
concept can_layer_norm =
    tensor_like<X> && tensor_like<W> && tensor_like<B> && detail::layer_norm_fault<X, W, B>().empty();
// layer_norm<Dims>(x)
template <class X, long long Dims>
concept can_layer_norm_last = tensor_like<X> && detail::layer_norm_fault<X, Dims>().empty();

// ---- products and tables ----------------------------------------------------------------------------------------

// with a bias or without
template <class X, class W, class... B>
concept can_linear = tensor_like<X> && tensor_like<W> && (tensor_like<B> && ...) && sizeof...(B) <= 1 &&
                     detail::check_linear(shape_of<X>::list, shape_of<W>::list, shape_of<B>::list...).empty();
// scaled_dot_product_attention; M is a mask or causal_t
template <class Q, class K, class V, class M = missing>
concept can_attention =
    tensor_like<Q> && tensor_like<K> && tensor_like<V> && detail::attention_fault<Q, K, V, M>().empty();
template <class I, class W>
concept can_embedding = tensor_like<I> && tensor_like<W> && detail::embedding_fault<I, W>().empty();
template <class I, long long Classes>
concept can_one_hot = tensor_like<I> && detail::one_hot_fault<I, constant<Classes>>().empty();

// ---- distances and losses ---------------------------------------------------------------------------------------

template <class A, class B>
concept can_pairwise_distance = tensor_like<A> && tensor_like<B> && detail::pairwise_distance_fault<A, B>().empty();
template <class A, class B>
concept can_cdist = tensor_like<A> && tensor_like<B> && detail::cdist_fault<A, B>().empty();
template <class A, class B, long long D = 1>
concept can_cosine_similarity =
    tensor_like<A> && tensor_like<B> && detail::cosine_similarity_fault<A, B, constant<D>>().empty();
// losses of two tensors of one shape: mse_loss, l1_loss, smooth_l1_loss, huber_loss, binary_cross_entropy with and
// without logits, kl_div
template <class X, class Y>
concept can_loss = tensor_like<X> && tensor_like<Y> && detail::loss_fault<X, Y>("").empty();
template <class Z, class T>
concept can_cross_entropy = tensor_like<Z> && tensor_like<T> && detail::cross_entropy_fault<Z, T>().empty();
template <class X, class T>
concept can_nll_loss = tensor_like<X> && tensor_like<T> && detail::nll_loss_fault<X, T>().empty();

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Every check of an operation as a concept, so that generic code can ask before it calls. Operands may be references.
// Those of views, cat and matrix products are in tensor/can.hpp.
#pragma once

#include <tenon/ops/argmax.hpp>
#include <tenon/ops/attention.hpp>
#include <tenon/ops/batch_norm.hpp>
#include <tenon/ops/convolution.hpp>
#include <tenon/ops/cumsum.hpp>
#include <tenon/ops/dropout.hpp>
#include <tenon/ops/einsum.hpp>
#include <tenon/ops/embedding.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>
#include <tenon/ops/max.hpp>
#include <tenon/ops/normalize.hpp>
#include <tenon/ops/pool.hpp>
#include <tenon/ops/ranking_loss.hpp>
#include <tenon/ops/rotary.hpp>
#include <tenon/ops/sort.hpp>
#include <tenon/ops/tile.hpp>

namespace tenon {

// ---- elementwise ------------------------------------------------------------------------------------------------

// tensors and numbers in one expression: the operators, maximum, minimum, pow, clamp
template <class... X>
concept can_combine = operands_like<X...> && operand_fault<X...>.empty();
template <class A, class B>
concept can_remainder = operands_like<A, B> && detail::remainder_fault<A, B>().empty();
template <class C, class A, class B>
concept can_where = tensor_like<C> && detail::where_fault<C, A, B>().empty();
template <class X, class M, class V>
concept can_masked_fill = tensor_like<X> && detail::masked_fill_fault<X, M, V>().empty();
template <class X, class Low, class High>
concept can_clamp = tensor_like<X> && detail::clamp_fault<X, Low, High>().empty();
// y += x, y -= x and y *= x; Y is a reference, or a view
template <class Y, class X>
concept can_update = tensor_like<Y> && operand_like<X> && detail::write_fault<Y, X>.empty();
// y /= x
template <class Y, class X>
concept can_divide_update = tensor_like<Y> && operand_like<X> && detail::quotient_fault<Y, X>.empty();
// dropout with a probability of type P and the generator G, a reference
template <class X, class P = double, class G = Generator&>
concept can_dropout = tensor_like<X> && detail::dropout_fault<X, P, G>("").empty();
template <class X, class P = double, class G = Generator&>
concept can_dropout2d = tensor_like<X> && detail::dropout2d_fault<X, P, G>().empty();

// ---- reductions, over all dimensions where none is given --------------------------------------------------------

// mean, var, stddev, norm, logsumexp
template <class X, long long... D>
concept can_mean = tensor_like<X> && decltype(mean)::template check<X, dims_t<D...>>().empty();
// amax, amin
template <class X, long long... D>
concept can_amax = tensor_like<X> && decltype(amax)::template check<X, dims_t<D...>>().empty();
// argmax, argmin, max, min: over one dimension
template <class X, long long... D>
concept can_argmax = tensor_like<X> && decltype(argmax)::template check<X, constant<D>...>().empty();
template <class X, long long D>
concept can_max = tensor_like<X> && row_search<detail::max_row>::template check<X, constant<D>>().empty();

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

template <class X, class W>
concept can_rms_norm = tensor_like<X> && detail::rms_norm_fault<X, W>().empty();
// batch_norm with the vectors V: mean and variance, weight and bias, or all of them
template <class X, class... V>
concept can_batch_norm = tensor_like<X> && detail::batch_norm_fault<X, V...>().empty();

// ---- elements by number, and their order ------------------------------------------------------------------------

template <class X, long long D, class I>
concept can_gather = tensor_like<X> && detail::gather_fault<X, constant<D>, I>().empty();
template <class X, long long D, class I>
concept can_index_select = tensor_like<X> && detail::index_select_fault<X, constant<D>, I>().empty();
template <class X, long long D, class I, class Y>
concept can_scatter_add = tensor_like<X> && detail::scatter_add_fault<X, constant<D>, I, Y>().empty();
template <class X, long long... D>
concept can_flip = tensor_like<X> && detail::flip_fault<X, constant<D>...>().empty();
template <class X, long long K, long long D = -1>
concept can_topk = tensor_like<X> && detail::topk_fault<X, constant<K>, constant<D>>().empty();
// sort, argsort
template <class X, long long D = -1>
concept can_sort = tensor_like<X> && detail::sort_fault<X, constant<D>>("").empty();
template <class X, long long... N>
concept can_repeat = tensor_like<X> && detail::repeat_fault<X, constant<N>...>().empty();
// roll(x, shift, d), with constants or lists of them
template <class X, class Shift, class D>
concept can_roll = tensor_like<X> && detail::roll_fault<X, Shift, D>().empty();
// tril, triu
template <class X, long long K = 0>
concept can_tril = tensor_like<X> && detail::triangle_fault<X, constant<K>>("").empty();
template <class X, long long... N>
concept can_pad = tensor_like<X> && detail::pad_fault<X, sizes_t<N...>>().empty();

// ---- products and tables ----------------------------------------------------------------------------------------

// with a bias or without
template <class X, class W, class... B>
concept can_linear = tensor_like<X> && sizeof...(B) <= 1 && detail::linear_fault<X, W, B...>().empty();
template <class A, class B>
concept can_bmm = tensor_like<A> && detail::product_fault<check_bmm, A, B>("").empty();
template <class A, class B>
concept can_dot = tensor_like<A> && detail::product_fault<check_dot, A, B>("").empty();
template <class A, class B>
concept can_outer = tensor_like<A> && detail::product_fault<check_outer, A, B>("").empty();
// einsum<Pattern>(x...)
template <text Pattern, class... X>
concept can_einsum = detail::einsum_fault<Pattern, X...>().empty();
// with a bias or without; O are conv1d_options, conv2d_options
template <auto O, class X, class W, class... B>
concept can_conv1d = tensor_like<X> && detail::convolution_fault<1, O, X, W, B...>("").empty();
template <auto O, class X, class W, class... B>
concept can_conv2d = tensor_like<X> && detail::convolution_fault<2, O, X, W, B...>("").empty();
// max_pool1d, avg_pool1d, max_pool2d, avg_pool2d
template <class X, index Kernel, auto O = pool1d_options{}>
concept can_max_pool1d = tensor_like<X> && detail::pool_fault<Kernel, O, X>("", false).empty();
template <class X, index Kernel, auto O = pool1d_options{}>
concept can_avg_pool1d = tensor_like<X> && detail::pool_fault<Kernel, O, X>("", true).empty();
template <class X, hw Kernel, auto O = pool2d_options{}>
concept can_max_pool2d = tensor_like<X> && detail::pool_fault<Kernel, O, X>("", false).empty();
template <class X, hw Kernel, auto O = pool2d_options{}>
concept can_avg_pool2d = tensor_like<X> && detail::pool_fault<Kernel, O, X>("", true).empty();
template <class X, hw Out>
concept can_adaptive_avg_pool2d = tensor_like<X> && detail::adaptive_fault<Out, X>().empty();
// scaled_dot_product_attention; M is a mask or causal_t
template <class Q, class K, class V, class M = missing>
concept can_attention = tensor_like<Q> && detail::attention_fault<Q, K, V, M>().empty();
// rotary_embedding
template <class X, class Cosines, class Sines>
concept can_rotary =
    tensor_like<X> && tensor_like<Cosines> && tensor_like<Sines> && detail::rotary_fault<X, Cosines, Sines>().empty();
template <class I, class W>
concept can_embedding = tensor_like<I> && detail::embedding_fault<I, W>().empty();
template <class I, long long Classes>
concept can_one_hot = tensor_like<I> && detail::one_hot_fault<I, constant<Classes>>().empty();

// ---- distances and losses ---------------------------------------------------------------------------------------

template <class A, class B, class P = constant<2>>
concept can_pairwise_distance = tensor_like<A> && detail::pairwise_distance_fault<A, B, P>().empty();
template <class A, class B, class P = constant<2>>
concept can_cdist = tensor_like<A> && detail::cdist_fault<A, B, P>().empty();
template <class A, class B, long long D = 1>
concept can_cosine_similarity = tensor_like<A> && detail::cosine_similarity_fault<A, B, constant<D>>().empty();
// losses of two tensors of one shape: mse_loss, l1_loss, binary_cross_entropy with and without logits, kl_div
template <class X, class Y>
concept can_loss = tensor_like<X> && detail::loss_fault<X, Y>("").empty();
// smooth_l1_loss, huber_loss: with beta or delta, or a reduction in its place
template <class X, class Y, class O = double>
concept can_huber_loss = tensor_like<X> && detail::numbered_loss_fault<X, Y, O, reduction::mean_t>("").empty();
template <class Z, class T>
concept can_cross_entropy = tensor_like<Z> && detail::cross_entropy_fault<Z, T>().empty();
template <class X, class T>
concept can_nll_loss = tensor_like<X> && detail::nll_loss_fault<X, T>().empty();
template <class X, class W, class T, class... B>
concept can_linear_cross_entropy =
    tensor_like<X> && detail::linear_cross_entropy_fault<X, W, T, reduction::mean_t, reduction::mean_t, B...>().empty();
// triplet_margin_loss
template <class A, class P, class N>
concept can_triplet_margin = tensor_like<A> && detail::triplet_margin_fault<A, P, N>().empty();
// cosine_embedding_loss, margin_ranking_loss
template <class A, class B, class Y>
concept can_cosine_embedding = tensor_like<A> && detail::cosine_embedding_fault<A, B, Y>().empty();
template <class A, class B, class Y>
concept can_margin_ranking = tensor_like<A> && detail::margin_ranking_fault<A, B, Y>().empty();

} // namespace tenon

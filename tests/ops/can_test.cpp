// SPDX-License-Identifier: BSL-1.0
// Every concept of an operation, where it holds and where it does not.
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
using X = Tensor<float, 2, 3, 4>;
using Y = Tensor<float, 2, 3>;
using Z = Tensor<float, 4, 3>;
using V = Tensor<float, 3>;
using Empty = Tensor<float, 0, 3>;
using Integers = Tensor<std::int64_t, 2, 3>;
using Classes = Tensor<std::int64_t, 2>;
using Truth = Tensor<bool, 2, 3>;
using Expression = decltype(std::declval<Y&>() * 2);
} // namespace

TEST_CASE("elementwise checks are concepts") {
  STATIC_REQUIRE(can_combine<Y&, V&>);
  STATIC_REQUIRE(can_combine<Y, float, Expression>);
  STATIC_REQUIRE(!can_combine<Y, Z>);
  STATIC_REQUIRE(!can_combine<float, float>); // no tensor
  STATIC_REQUIRE(!can_combine<Y, decltype(randn(std::declval<Generator&>()))>);
  STATIC_REQUIRE(can_remainder<Integers, int>);
  STATIC_REQUIRE(!can_remainder<Integers, float>);
  STATIC_REQUIRE(!can_remainder<Integers, Classes>);
  STATIC_REQUIRE(can_where<Truth, Y, float>);
  STATIC_REQUIRE(!can_where<Integers, Y, float>);
  STATIC_REQUIRE(!can_where<Truth, Y, Z>);
  STATIC_REQUIRE(can_update<Y&, V>);
  STATIC_REQUIRE(can_update<TensorView<float, 2, 3>, float>);
  STATIC_REQUIRE(!can_update<const Y&, V>);
  STATIC_REQUIRE(!can_update<Expression, V>);
  STATIC_REQUIRE(!can_update<V&, Y>); // the result is larger
  STATIC_REQUIRE(!can_update<Y&, Z>);
  STATIC_REQUIRE(can_update<Integers&, int>);
  STATIC_REQUIRE(can_update<Integers&, Truth>);
  STATIC_REQUIRE(can_update<Y&, Integers>);
  STATIC_REQUIRE(!can_update<Integers&, double>); // the result is fractions
  STATIC_REQUIRE(!can_update<Integers&, Y>);
  STATIC_REQUIRE(!can_update<Truth&, int>); // ... integers
  STATIC_REQUIRE(can_divide_update<Y&, int>);
  STATIC_REQUIRE(!can_divide_update<Integers&, int>);
  STATIC_REQUIRE(can_masked_fill<Y, Truth, float>);
  STATIC_REQUIRE(can_masked_fill<Y, Tensor<bool, 3>&, int>);
  STATIC_REQUIRE(!can_masked_fill<Y, Integers, float>);
  STATIC_REQUIRE(!can_masked_fill<Y, Tensor<bool, 2>, float>);
  STATIC_REQUIRE(!can_masked_fill<Y, float, Truth>);
  STATIC_REQUIRE(can_clamp<Y, float, V>);
  STATIC_REQUIRE(!can_clamp<Y, float, Z>);
  STATIC_REQUIRE(!can_clamp<Y, float, missing>);
  STATIC_REQUIRE(can_dropout<Y>);
  STATIC_REQUIRE(!can_dropout<Integers>);
  STATIC_REQUIRE(!can_dropout<Y, Generator&, double>);
  STATIC_REQUIRE(!can_dropout<Y, double, Generator>); // nobody would see that it has advanced
  STATIC_REQUIRE(can_dropout2d<X>);
  STATIC_REQUIRE(!can_dropout2d<Y>);
}

TEST_CASE("checks of reductions are concepts") {
  STATIC_REQUIRE(can_mean<X>);
  STATIC_REQUIRE(can_mean<X&, 0, -1>);
  STATIC_REQUIRE(!can_mean<X, 2, -1>);
  STATIC_REQUIRE(!can_mean<X, 3>);
  STATIC_REQUIRE(!can_mean<Integers>);
  STATIC_REQUIRE(can_amax<Empty, 1>);
  STATIC_REQUIRE(!can_amax<Empty, 0>);
  STATIC_REQUIRE(!can_amax<Empty>);
  STATIC_REQUIRE(can_amax<Integers, 0, 1>);
  STATIC_REQUIRE(can_argmax<X>);
  STATIC_REQUIRE(can_argmax<X, -3>);
  STATIC_REQUIRE(!can_argmax<X, 3>);
  STATIC_REQUIRE(!can_argmax<X, 0, 1>);
  STATIC_REQUIRE(!can_argmax<Empty>);
  STATIC_REQUIRE(can_max<X, -3>);
  STATIC_REQUIRE(!can_max<X, 3>);
  STATIC_REQUIRE(!can_max<Empty, 0>);
}

TEST_CASE("checks of functions of rows are concepts") {
  STATIC_REQUIRE(can_softmax<Y, -2>);
  STATIC_REQUIRE(!can_softmax<Y, 2>);
  STATIC_REQUIRE(!can_softmax<Integers, 1>);
  STATIC_REQUIRE(!can_softmax<float, 0>);
  STATIC_REQUIRE(can_cumsum<Integers, 1>);
  STATIC_REQUIRE(!can_cumsum<Integers, 2>);
  STATIC_REQUIRE(can_layer_norm<X, Tensor<float, 3, 4>, Tensor<float, 3, 4>>);
  STATIC_REQUIRE(!can_layer_norm<X, Y, Y>);
  STATIC_REQUIRE(!can_layer_norm<Y, V, Tensor<float, 1>>);
  STATIC_REQUIRE(!can_layer_norm<Integers, V, V>);
  STATIC_REQUIRE(can_layer_norm_last<Y, 2>);
  STATIC_REQUIRE(!can_layer_norm_last<Y, 3>);
  STATIC_REQUIRE(!can_layer_norm_last<Tensor<float>, 1>);
  STATIC_REQUIRE(can_rms_norm<X, Tensor<float, 3, 4>>);
  STATIC_REQUIRE(!can_rms_norm<X, V>);
  STATIC_REQUIRE(!can_rms_norm<Integers, V>);
  STATIC_REQUIRE(can_batch_norm<Y>);
  STATIC_REQUIRE(can_batch_norm<Y, V, V>);
  STATIC_REQUIRE(can_batch_norm<Y, V&, V&, V&, V&>);
  STATIC_REQUIRE(!can_batch_norm<Y, V, Classes>);
  STATIC_REQUIRE(!can_batch_norm<Y, V, double>);
  STATIC_REQUIRE(!can_batch_norm<V, V, V>);
  STATIC_REQUIRE(!can_batch_norm<Integers, V, V>);
}

TEST_CASE("checks of elements by number and of order are concepts") {
  STATIC_REQUIRE(can_gather<Y, -1, Tensor<int, 2, 5>>);
  STATIC_REQUIRE(!can_gather<Y, 0, Tensor<int, 2, 5>>);
  STATIC_REQUIRE(!can_gather<Y, 1, Classes>);
  STATIC_REQUIRE(!can_gather<Y, 2, Integers>);
  STATIC_REQUIRE(!can_gather<Y, 1, Y>);
  STATIC_REQUIRE(!can_gather<Y, 1, Truth>);
  STATIC_REQUIRE(!can_gather<Y, 1, int>);
  STATIC_REQUIRE(can_index_select<Y, 1, Classes&>);
  STATIC_REQUIRE(!can_index_select<Y, 1, Integers>);
  STATIC_REQUIRE(!can_index_select<Y, 1, V>);
  STATIC_REQUIRE(can_scatter_add<Y, 0, Integers, Y>);
  STATIC_REQUIRE(!can_scatter_add<Y, 0, Integers, Tensor<float, 2, 2>>);
  STATIC_REQUIRE(!can_scatter_add<Y, 0, Integers, float>);
  STATIC_REQUIRE(can_flip<Y, 0, -1>);
  STATIC_REQUIRE(!can_flip<Y, 1, -1>);
  STATIC_REQUIRE(can_topk<Y, 3>);
  STATIC_REQUIRE(!can_topk<Y, 3, 0>);
  STATIC_REQUIRE(!can_topk<Y, 1, 2>);
  STATIC_REQUIRE(can_sort<Y, -2>);
  STATIC_REQUIRE(!can_sort<Y, 2>);
  STATIC_REQUIRE(!can_sort<Tensor<float>>);
  STATIC_REQUIRE(can_repeat<Y, 5, 1, 2>);
  STATIC_REQUIRE(!can_repeat<Y, 5>);
  STATIC_REQUIRE(!can_repeat<Y, 1, -1>);
  STATIC_REQUIRE(can_roll<Y, constant<7>, constant<-1>>);
  STATIC_REQUIRE(can_roll<Y, dims_t<1, -1>, dims_t<0, 1>>);
  STATIC_REQUIRE(!can_roll<Y, dims_t<1, -1>, constant<0>>);
  STATIC_REQUIRE(!can_roll<Y, int, constant<0>>);
  STATIC_REQUIRE(!can_roll<Y, constant<1>, constant<2>>);
  STATIC_REQUIRE(can_tril<X, -7>);
  STATIC_REQUIRE(!can_tril<V>);
  STATIC_REQUIRE(can_pad<Y, 1, 0, -2, 0>);
  STATIC_REQUIRE(!can_pad<Y, 1>);
  STATIC_REQUIRE(!can_pad<Y, -2, -2>);
  STATIC_REQUIRE(!can_pad<Y, 1, 1, 1, 1, 1, 1>);
}

TEST_CASE("checks of products and tables are concepts") {
  STATIC_REQUIRE(can_linear<X, Tensor<float, 5, 4>>);
  STATIC_REQUIRE(!can_linear<X, Tensor<float, 4, 5>>);
  STATIC_REQUIRE(can_linear<Y, Z, Tensor<float, 4>>);
  STATIC_REQUIRE(!can_linear<Y, Z, V>);
  STATIC_REQUIRE(!can_linear<Y, V>);
  STATIC_REQUIRE(!can_linear<Y, float>);
  STATIC_REQUIRE(can_bmm<X, Tensor<float, 2, 4, 5>>);
  STATIC_REQUIRE(!can_bmm<X, X>);
  STATIC_REQUIRE(!can_bmm<X, float>);
  STATIC_REQUIRE(can_dot<V, V>);
  STATIC_REQUIRE(!can_dot<V, Y>);
  STATIC_REQUIRE(can_outer<V, Classes>);
  STATIC_REQUIRE(!can_outer<V, Y>);
  STATIC_REQUIRE(can_einsum<"ij,kj->ik", Y, Z>);
  STATIC_REQUIRE(!can_einsum<"ij,jk->ik", Y, Z>);
  STATIC_REQUIRE(!can_einsum<"ij,kj->ik", Y>);
  STATIC_REQUIRE(!can_einsum<"ij,->ij", Y, float>);
  STATIC_REQUIRE(can_conv1d<conv1d_options{}, X, Tensor<float, 5, 3, 2>>);
  STATIC_REQUIRE(can_conv1d<conv1d_options{.groups = 3}, X, Tensor<float, 6, 1, 2>, Tensor<float, 6>>);
  STATIC_REQUIRE(!can_conv1d<conv1d_options{.groups = 3}, X, Tensor<float, 5, 1, 2>>);
  STATIC_REQUIRE(!can_conv1d<conv1d_options{}, X, Tensor<float, 5, 3, 2>, V>);
  STATIC_REQUIRE(!can_conv1d<conv2d_options{}, X, Tensor<float, 5, 3, 2>>);
  STATIC_REQUIRE(!can_conv1d<conv1d_options{}, X, Tensor<float, 5, 3, 5>>);
  STATIC_REQUIRE(can_conv2d<conv2d_options{}, Tensor<float, 2, 3, 4, 4>, Tensor<float, 5, 3, 2, 2>>);
  STATIC_REQUIRE(!can_conv2d<conv2d_options{}, X, Tensor<float, 5, 3, 2, 2>>);
  STATIC_REQUIRE(can_max_pool1d<V, 3>);
  STATIC_REQUIRE(can_max_pool1d<Integers, 2>);
  STATIC_REQUIRE(!can_max_pool1d<V, 4>);
  STATIC_REQUIRE(!can_max_pool1d<V, 2, pool2d_options{}>);
  STATIC_REQUIRE(can_avg_pool1d<V, 3>);
  STATIC_REQUIRE(!can_avg_pool1d<Integers, 2>);
  STATIC_REQUIRE(!can_avg_pool1d<V, 2, pool1d_options{.dilation = 2}>);
  STATIC_REQUIRE(can_max_pool2d<Y, hw(2, 3)>);
  STATIC_REQUIRE(!can_max_pool2d<V, 1>);
  STATIC_REQUIRE(!can_max_pool2d<Y, 2, pool2d_options{.padding = 2}>);
  STATIC_REQUIRE(can_avg_pool2d<Y, 2>);
  STATIC_REQUIRE(!can_avg_pool2d<Integers, 2>);
  STATIC_REQUIRE(can_adaptive_avg_pool2d<X, hw(3, 2)>);
  STATIC_REQUIRE(!can_adaptive_avg_pool2d<X, 2>);
  STATIC_REQUIRE(can_attention<Y, Z, Z>);
  STATIC_REQUIRE(can_attention<Y, Z, Z, causal_t>);
  STATIC_REQUIRE(can_attention<Y, Z, Z, Tensor<bool, 2, 4>&>);
  STATIC_REQUIRE(can_attention<Y, Z, Z, Tensor<float, 4>>);
  STATIC_REQUIRE(!can_attention<Y, Z, Z, Tensor<bool, 2, 3>>);
  STATIC_REQUIRE(!can_attention<Y, Z, Z, Tensor<bool, 5, 2, 4>>); // more than the scores have
  STATIC_REQUIRE(!can_attention<Y, Z, Z, Tensor<int, 2, 4>>);
  STATIC_REQUIRE(!can_attention<Y, Z, Z, bool>);
  STATIC_REQUIRE(!can_attention<Y, Z, Y>);
  STATIC_REQUIRE(!can_attention<Y, X, X>);
  STATIC_REQUIRE(!can_attention<V, Y, Y>);
  STATIC_REQUIRE(!can_attention<Integers, Integers, Integers>);
  using Angles = Tensor<float, 5, 2>;
  STATIC_REQUIRE(can_rotary<Tensor<float, 5, 4>, Angles, Angles&>);
  STATIC_REQUIRE(can_rotary<Tensor<float, 3, 5, 4>&, Angles, Tensor<float, 1, 5, 2>>);
  STATIC_REQUIRE(!can_rotary<Tensor<float, 5, 5>, Angles, Angles>); // the width is odd
  STATIC_REQUIRE(!can_rotary<Tensor<float, 4, 4>, Angles, Angles>);
  STATIC_REQUIRE(!can_rotary<Tensor<int, 5, 4>, Angles, Angles>);
  STATIC_REQUIRE(!can_rotary<Tensor<float, 5, 4>, Angles, float>);
  STATIC_REQUIRE(can_embedding<Classes, Y>);
  STATIC_REQUIRE(!can_embedding<Y, Y>);
  STATIC_REQUIRE(!can_embedding<Truth, Y>);
  STATIC_REQUIRE(!can_embedding<Classes, V>);
  STATIC_REQUIRE(can_embedding<Classes, Expression>);
  STATIC_REQUIRE(can_one_hot<Classes, 4>);
  STATIC_REQUIRE(!can_one_hot<Classes, 0>);
  STATIC_REQUIRE(!can_one_hot<V, 4>);
}

TEST_CASE("checks of distances and losses are concepts") {
  STATIC_REQUIRE(can_pairwise_distance<Y, V>);
  STATIC_REQUIRE(!can_pairwise_distance<Y, Z>);
  STATIC_REQUIRE(can_pairwise_distance<Y, V, infinity_t<1>>);
  STATIC_REQUIRE(!can_pairwise_distance<Y, V, Y>);
  STATIC_REQUIRE(can_cdist<Y, Z>);
  STATIC_REQUIRE(!can_cdist<Y, V>);
  STATIC_REQUIRE(!can_cdist<Y, X>);
  STATIC_REQUIRE(can_cdist<Y, Z, double>);
  STATIC_REQUIRE(!can_cdist<Y, Z, constant<-1>>);
  STATIC_REQUIRE(!can_cdist<Tensor<float, 2, 4, 3>, Tensor<float, 3, 4, 3>>);
  STATIC_REQUIRE(can_cosine_similarity<Y, V>);
  STATIC_REQUIRE(!can_cosine_similarity<V, V>); // no dimension 1
  STATIC_REQUIRE(can_cosine_similarity<V, V, 0>);
  STATIC_REQUIRE(!can_cosine_similarity<Y, Z>);
  STATIC_REQUIRE(!can_cosine_similarity<Integers, Integers>);
  STATIC_REQUIRE(can_loss<Y, Expression>);
  STATIC_REQUIRE(can_loss<Y, Integers>);
  STATIC_REQUIRE(!can_loss<Y, V>);
  STATIC_REQUIRE(!can_loss<Integers, Integers>);
  STATIC_REQUIRE(can_huber_loss<Y, Expression>);
  STATIC_REQUIRE(can_huber_loss<Y, Y, float>);
  STATIC_REQUIRE(can_huber_loss<Y, Y, reduction::none_t>);
  STATIC_REQUIRE(!can_huber_loss<Y, Y, Y>);
  STATIC_REQUIRE(!can_huber_loss<Y, V>);
  STATIC_REQUIRE(can_cross_entropy<Y, Classes>);
  STATIC_REQUIRE(can_cross_entropy<Y, Y>);
  STATIC_REQUIRE(!can_cross_entropy<Y, Tensor<float, 2>>); // class numbers are integers
  STATIC_REQUIRE(!can_cross_entropy<Y, Integers>);         // probabilities are not
  STATIC_REQUIRE(!can_cross_entropy<Z, Classes>);
  STATIC_REQUIRE(!can_cross_entropy<Integers, Classes>);
  STATIC_REQUIRE(can_nll_loss<Y, Classes>);
  STATIC_REQUIRE(!can_nll_loss<Y, Y>);
  STATIC_REQUIRE(!can_nll_loss<Y, Tensor<float, 2>>);
  STATIC_REQUIRE(!can_nll_loss<V, int>); // one class number is a tensor of rank 0
  STATIC_REQUIRE(can_nll_loss<V, Tensor<int>>);
  STATIC_REQUIRE(can_linear_cross_entropy<Y, Z, Classes>);
  STATIC_REQUIRE(!can_linear_cross_entropy<Y, Z, Tensor<float, 2>>);
  STATIC_REQUIRE(!can_linear_cross_entropy<Y, Tensor<float, 3, 4>, Classes>);
  STATIC_REQUIRE(!can_linear_cross_entropy<Y, Z, int>);
  STATIC_REQUIRE(!can_linear_cross_entropy<Y, Z, Classes, int>);
  STATIC_REQUIRE(!can_linear_cross_entropy<Integers, Z, Classes>);
  STATIC_REQUIRE(can_triplet_margin<Y, Y, Y>);
  STATIC_REQUIRE(!can_triplet_margin<Y, Y, V>);
  STATIC_REQUIRE(!can_triplet_margin<Integers, Integers, Integers>);
  STATIC_REQUIRE(can_cosine_embedding<Y, Y, Classes>);
  STATIC_REQUIRE(!can_cosine_embedding<Y, Y, Y>);
  STATIC_REQUIRE(!can_cosine_embedding<Y, Y, int>);
  STATIC_REQUIRE(can_margin_ranking<Y, Y, Integers>);
  STATIC_REQUIRE(!can_margin_ranking<Y, Y, Classes>);
  STATIC_REQUIRE(!can_margin_ranking<Integers, Integers, Integers>);
}

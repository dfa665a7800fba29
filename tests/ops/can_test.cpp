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
}

TEST_CASE("checks of products and tables are concepts") {
  STATIC_REQUIRE(can_linear<X, Tensor<float, 5, 4>>);
  STATIC_REQUIRE(!can_linear<X, Tensor<float, 4, 5>>);
  STATIC_REQUIRE(can_linear<Y, Z, Tensor<float, 4>>);
  STATIC_REQUIRE(!can_linear<Y, Z, V>);
  STATIC_REQUIRE(!can_linear<Y, V>);
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
  STATIC_REQUIRE(can_embedding<Classes, Y>);
  STATIC_REQUIRE(!can_embedding<Y, Y>);
  STATIC_REQUIRE(!can_embedding<Classes, V>);
  STATIC_REQUIRE(can_embedding<Classes, Expression>);
  STATIC_REQUIRE(can_one_hot<Classes, 4>);
  STATIC_REQUIRE(!can_one_hot<Classes, 0>);
  STATIC_REQUIRE(!can_one_hot<V, 4>);
}

TEST_CASE("checks of distances and losses are concepts") {
  STATIC_REQUIRE(can_pairwise_distance<Y, V>);
  STATIC_REQUIRE(!can_pairwise_distance<Y, Z>);
  STATIC_REQUIRE(can_cdist<Y, Z>);
  STATIC_REQUIRE(!can_cdist<Y, V>);
  STATIC_REQUIRE(!can_cdist<Y, X>);
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
  STATIC_REQUIRE(can_cross_entropy<Y, Classes>);
  STATIC_REQUIRE(can_cross_entropy<Y, Y>);
  STATIC_REQUIRE(!can_cross_entropy<Y, Tensor<float, 2>>); // class numbers are integers
  STATIC_REQUIRE(!can_cross_entropy<Y, Integers>);         // probabilities are not
  STATIC_REQUIRE(!can_cross_entropy<Z, Classes>);
  STATIC_REQUIRE(!can_cross_entropy<Integers, Classes>);
  STATIC_REQUIRE(can_nll_loss<Y, Classes>);
  STATIC_REQUIRE(!can_nll_loss<Y, Y>);
  STATIC_REQUIRE(!can_nll_loss<Y, Tensor<float, 2>>);
}

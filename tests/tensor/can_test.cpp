// SPDX-License-Identifier: BSL-1.0
// Every concept, where it holds and where it does not.
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("checks are concepts") {
  using X = Tensor<float, 2, 3, 4>;
  using Y = Tensor<float, 2, 3>;
  using P = decltype(permute(std::declval<Y&>(), 1_c, 0_c)); // not contiguous
  STATIC_REQUIRE(can_view<X, 6, 4>);
  STATIC_REQUIRE(can_view<X&, -1, 2, 1>);
  STATIC_REQUIRE(!can_view<X, 5, 5>);
  STATIC_REQUIRE(!can_view<P, 6>);
  STATIC_REQUIRE(can_reshape<P, 6>);
  STATIC_REQUIRE(!can_reshape<P, 7>);
  STATIC_REQUIRE(can_permute<X, 2, 0, -2>);
  STATIC_REQUIRE(!can_permute<X, 0, 0, 1>);
  STATIC_REQUIRE(can_transpose<X, 0, -1>);
  STATIC_REQUIRE(!can_transpose<Y, 0, 2>);
  STATIC_REQUIRE(can_split<X, constant<2>, 2>);
  STATIC_REQUIRE(!can_split<X, constant<0>, 2>);
  STATIC_REQUIRE(can_split<X, sizes_t<1, 2>, 1>);
  STATIC_REQUIRE(!can_split<X, sizes_t<1, 1>, 1>);
  STATIC_REQUIRE(can_chunk<X, 2, 1>);
  STATIC_REQUIRE(!can_chunk<X, 0, 1>);
  STATIC_REQUIRE(can_narrow<X, 2, 1, 3>);
  STATIC_REQUIRE(!can_narrow<X, 2, 1, 4>);
  STATIC_REQUIRE(can_select<X, 2, -4>);
  STATIC_REQUIRE(!can_select<X, 2, 4>);
  STATIC_REQUIRE(can_squeeze<X, 1>);
  STATIC_REQUIRE(!can_squeeze<X, 3>);
  STATIC_REQUIRE(can_squeeze<X>);
  STATIC_REQUIRE(can_squeeze<X, 0, -1>);
  STATIC_REQUIRE(!can_squeeze<X, 0, -4>);
  STATIC_REQUIRE(can_unsqueeze<X, 3>);
  STATIC_REQUIRE(!can_unsqueeze<X, 4>);
  STATIC_REQUIRE(can_flatten<X, 0, 1>);
  STATIC_REQUIRE(!can_flatten<X, 1, 0>);
  STATIC_REQUIRE(can_expand<Y, 5, 2, 3>);
  // more dimensions than tensors have
  STATIC_REQUIRE(!can_view<Y, 1, 1, 1, 1, 1, 1, 1, 2, 3>);
  STATIC_REQUIRE(!can_reshape<Y, 1, 1, 1, 1, 1, 1, 1, 2, 3>);
  STATIC_REQUIRE(!can_permute<Y, 0, 1, 2, 3, 4, 5, 6, 7, 8>);
  STATIC_REQUIRE(!can_expand<Y, 1, 1, 1, 1, 1, 1, 1, 2, 3>);
  STATIC_REQUIRE(!can_reduce<Y, 0, 1, 2, 3, 4, 5, 6, 7, 8>);
  STATIC_REQUIRE(!can_expand<Y, 5, 3>);
  STATIC_REQUIRE(can_unfold<X, 1, 2, 1>);
  STATIC_REQUIRE(!can_unfold<X, 1, 4, 1>);
  STATIC_REQUIRE(!can_unfold<X, 1, 2, 1, 3>);
  STATIC_REQUIRE(!can_unfold<X, 3, 1, 1>);
  STATIC_REQUIRE(can_rearrange<"a (b c) -> b a c", Y, decltype("c"_k = 3_c)>);
  STATIC_REQUIRE(!can_rearrange<"a (b c) -> b a c", Y, decltype("c"_k = 2_c)>);
  STATIC_REQUIRE(!can_rearrange<"a (b c) -> b a c", Y, constant<3>>);
  STATIC_REQUIRE(!can_rearrange<"a -> a", Y>);
  STATIC_REQUIRE(can_reduce<X, 0, -1>);
  STATIC_REQUIRE(!can_reduce<X, 2, -1>);
  STATIC_REQUIRE(can_broadcast<X, Tensor<float, 3, 1>>);
  STATIC_REQUIRE(!can_broadcast<Y, Tensor<float, 4, 3>>);
  STATIC_REQUIRE(can_matmul<Y, Tensor<float, 3, 5>>);
  STATIC_REQUIRE(!can_matmul<Y, Tensor<float, 4, 5>>);
  STATIC_REQUIRE(can_cat<Y, Tensor<float, 4, 3>>);
  STATIC_REQUIRE(!can_cat<Y, Tensor<float, 4, 3>, 1>);
  STATIC_REQUIRE(can_stack<Y, Y>);
  STATIC_REQUIRE(!can_stack<Y, X>);
  STATIC_REQUIRE(can_stack<Y, Y, -3>);
  STATIC_REQUIRE(!can_stack<Y, Y, 3>);
  STATIC_REQUIRE(can_assign<decltype(std::declval<Y&>() + 1), Y>);
  STATIC_REQUIRE(!can_assign<X, Y>);
  STATIC_REQUIRE(can_assign<Y, TensorView<float, 2, 3>>);
  STATIC_REQUIRE(!can_assign<Y, TensorView<const float, 2, 3>>);
  STATIC_REQUIRE(!can_assign<Y, const Y&>);
  STATIC_REQUIRE(!can_assign<Y, decltype(expand(std::declval<Tensor<float, 3>&>(), 2_c, 3_c))>);
  STATIC_REQUIRE(can_index<X&, int, std::size_t, constant<3>>);
  STATIC_REQUIRE(!can_index<X&, int, int>);
  STATIC_REQUIRE(!can_index<X&, int, int, float>);
  STATIC_REQUIRE(can_size<X, -3>);
  STATIC_REQUIRE(!can_size<X, 3>);
  STATIC_REQUIRE(!can_size<Tensor<float>, 0>);
  STATIC_REQUIRE(!can_view<int, 1>);
  STATIC_REQUIRE(can_row<X>);
  STATIC_REQUIRE(can_row<P, constant<2>>);
  STATIC_REQUIRE(!can_row<P, constant<3>>);
  STATIC_REQUIRE(can_row<const Y&, unsigned>);
  STATIC_REQUIRE(!can_row<X, double>);
  STATIC_REQUIRE(!can_row<Tensor<float>>);
  STATIC_REQUIRE(!can_row<decltype(std::declval<Y&>() + 1)>); // nothing is evaluated yet
  STATIC_REQUIRE(!can_row<float>);
  using Uniform = decltype(rand(std::declval<Generator&>()));
  STATIC_REQUIRE(can_draw<Uniform, float>);
  STATIC_REQUIRE(can_draw<decltype(std::declval<Uniform>() * 2), double>);
  STATIC_REQUIRE(!can_draw<Uniform, int>);
  STATIC_REQUIRE(!can_draw<Uniform, bool>);
  STATIC_REQUIRE(can_draw<decltype(randint(std::declval<Generator&>(), 0, 9)), int>);
  STATIC_REQUIRE(can_linspace<double>);
  STATIC_REQUIRE(!can_linspace<long>);
}

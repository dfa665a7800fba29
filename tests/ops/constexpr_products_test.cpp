// SPDX-License-Identifier: BSL-1.0
// In constant expressions: products, attention, tables and distances.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 2, 3> x = tensor({{1., -2., 0.5}, {2., 2., -1.}}),
                                      y = tensor({{0., 1., 1.}, {2., 2., -1.}});
static constexpr Tensor<double, 3> v = tensor({1., -2., 4.});
static constexpr Tensor<std::int64_t, 3> ids = tensor<std::int64_t>({1, 0, 1});

static_assert(equal(matmul(x, transpose(y, 0_c, 1_c)), {-1.5, -2.5, 1, 9}));
static_assert(equal(matmul(x, v), {7, -6}) && equal(matmul(v, transpose(x, 0_c, 1_c)), {7, -6}) &&
              double(dot(v, v)) == 21);
static_assert(equal(linear(x, y, tensor({10., 20.})), {8.5, 17.5, 11, 29}));
static_assert(equal(outer(tensor({1., 2.}), v), {1, -2, 4, 2, -4, 8}));
static_assert(equal(matmul(tensor({{1, 2}, {3, 4}}), tensor({{0, 1}, {1, 0}})), {2, 1, 4, 3}));
// batches, and operands that are lazy
static_assert(equal(matmul(stack(x, x * 2), unsqueeze(y + 1 - 1, 0_c).transpose(1_c, 2_c)),
                    {-1.5, -2.5, 1, 9, -3, -5, 2, 18}));
static_assert(equal(sum(matmul(full<float, 9, 20>(0.5f), full<float, 20, 33>(2.0f)), 1_c),
                    {660, 660, 660, 660, 660, 660, 660, 660, 660}));

static_assert(equal(embedding(ids, x), {2, 2, -1, 1, -2, 0.5, 2, 2, -1}));
static_assert(equal(one_hot(ids, 3_c), {0, 1, 0, 1, 0, 0, 0, 1, 0}));

static_assert(equal(pairwise_distance(x, y), {3.201561337847988, 1.7320508075688774e-06}));
static_assert(equal(pairwise_distance(x, y, 1_c), {4.499999, 3e-06}));
static_assert(equal(pairwise_distance(x, y, 3.0), {3.041100105730632, 1.4422495703074094e-06}));
static_assert(equal(pairwise_distance(x, y, infinity, 0), {3, 0}) && equal(pairwise_distance(x, y, 0_c, 0), {3, 0}));
static_assert(equal(cdist(x, y), {3.2015621187164243, 4.387482193696061, 3, 0}));
static_assert(equal(cdist(x, y, 1.0), {4.5, 6.5, 5, 0}));
static_assert(equal(cosine_similarity(x, y), {-0.4629100498862757, 1}));

static constexpr Tensor<double, 2, 2> q = tensor({{1., 0.}, {0., 1.}});
static constexpr Tensor<double, 3, 2> k = tensor({{1., 2.}, {0.5, -1.}, {0., 1.}}),
                                      u = tensor({{1., 0.}, {0., 1.}, {2., 2.}});
static_assert(equal(scaled_dot_product_attention(q, k, u),
                    {0.9047401777683999, 0.7690788531360012, 1.231375619722955, 0.6857101327939684}));
static_assert(equal(scaled_dot_product_attention(q, narrow(k, 0_c, 0_c, 2_c), narrow(u, 0_c, 0_c, 2_c), causal),
                    {1, 0, 0.8929581985348296, 0.10704180146517044}));
static_assert(equal(scaled_dot_product_attention(q, k, u, tensor({{true, true, false}, {false, false, true}})),
                    {0.5874790008396098, 0.4125209991603903, 2, 2}));
} // namespace

TEST_CASE("products, attention, tables and distances in constant expressions") { SUCCEED("see the static_asserts"); }

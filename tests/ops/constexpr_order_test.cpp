// SPDX-License-Identifier: BSL-1.0
// In constant expressions: elements in another order, copied, chosen by number or by place.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 2, 3> x = tensor({{0., 1., 2.}, {3., 4., 5.}});
static constexpr Tensor<double, 4> v = tensor({7., -6., 2., 9.});
static constexpr Tensor<std::int64_t, 2> two = tensor<std::int64_t>({2, 0});
static constexpr Tensor<std::int64_t, 2, 2> places = tensor<std::int64_t>({{2, 0}, {1, 1}});

static_assert(equal(topk(v, 2_c).values, {9, 7}) && equal(topk(v, 2_c).indices, {3, 0}));
static_assert(equal(sort(v).values, {-6, 2, 7, 9}) && equal(sort(v, {.descending = true}).indices, {3, 0, 2, 1}));
static_assert(equal(argsort(v), {1, 2, 0, 3}));
static_assert(equal(max(x, 1_c).values, {2, 5}) && equal(min(v, 0_c, keepdim).indices, {1}));
static_assert(equal(cumsum(v, 0_c), {7, 1, 3, 12}));

static_assert(equal(gather(x, 1_c, places), {2, 0, 4, 4}));
static_assert(equal(index_select(x, 1_c, two), {2, 0, 5, 3}));
static_assert(equal(scatter_add(x, 1_c, places, full<double, 2, 2>(10.)), {10, 1, 12, 3, 24, 5}));
static_assert(equal(masked_fill(x, x > 3, -1), {0, 1, 2, 3, -1, -1}));
static_assert(equal(tril(x), {0, 0, 0, 3, 4, 0}) && equal(triu(x, 1_c), {0, 1, 2, 0, 0, 5}));

static_assert(equal(flip(x, 1_c), {2, 1, 0, 5, 4, 3}));
static_assert(equal(roll(v, 1_c), {9, 7, -6, 2}));
static_assert(equal(repeat(two, 2_c, 2_c), {2, 0, 2, 0, 2, 0, 2, 0}));
static_assert(equal(pad(two, sizes(1_c, 2_c)), {0, 2, 0, 0, 0}));
static_assert(equal(rearrange<"a b -> b a">(x), {0, 3, 1, 4, 2, 5}));

static_assert(equal(einsum<"ij,kj->ik">(x, x), {5, 14, 14, 50}));
static_assert(equal(bmm(unsqueeze(x, 0_c), unsqueeze(transpose(x, 0_c, 1_c), 0_c)), {5, 14, 14, 50}));
} // namespace

TEST_CASE("order, copies and choices in constant expressions") { SUCCEED("see the static_asserts"); }

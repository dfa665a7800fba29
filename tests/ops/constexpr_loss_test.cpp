// SPDX-License-Identifier: BSL-1.0
// In constant expressions: losses.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 2, 3> x = tensor({{1., -2., 0.5}, {2., 2., -1.}});
static constexpr Tensor<std::int64_t, 2> t = tensor<std::int64_t>({2, 0}), ignored = tensor<std::int64_t>({2, -100});
static constexpr Tensor<double, 2, 3> p = tensor({{0.2, 0.3, 0.5}, {0.6, 0.4, 0.}});
static constexpr Tensor<double, 3> w = tensor({1., 2., 0.5});

static_assert(equal(cross_entropy(x, t), {0.8611664105044929}));
static_assert(equal(cross_entropy(x, t, reduction::none), {1.0045969023422834, 0.7177359186667026}));
static_assert(equal(cross_entropy(x, ignored), {1.0045969023422834}));
static_assert(equal(cross_entropy(x, t, {.ignore_index = 2}, reduction::sum), {0.7177359186667026}));
static_assert(equal(cross_entropy(x, t, {.weight = w, .label_smoothing = 0.1}), {0.99931317464785}));
static_assert(equal(cross_entropy(x, t, {.weight = w, .label_smoothing = 0.1}, reduction::none),
                    {0.7192715779939607, 0.7796981839778143}));
static_assert(equal(cross_entropy(x, p), {1.1861664105044929}));
static_assert(equal(cross_entropy(x, p, reduction::none), {1.6545969023422833, 0.7177359186667026}));
static_assert(equal(cross_entropy(x, p, {.weight = w, .label_smoothing = 0.1}), {1.757315079675609}));
static_assert(equal(cross_entropy(x, p, {.label_smoothing = 0.}, reduction::sum), {2.3723328210089858}));
static_assert(equal(nll_loss(x, t), {-1.25}) && equal(nll_loss(x, t, {.weight = w}), {-1.5}));

static constexpr Tensor<double, 3> u = tensor({0.9, 0.2, 0.5}), y = tensor({1., 0., 0.5}), z = tensor({-1., 0.25, 2.});
static_assert(equal(mse_loss(z, y), {(4 + 0.0625 + 2.25) / 3}));
static_assert(equal(l1_loss(z, y, reduction::sum), {3.75}));
static_assert(equal(smooth_l1_loss(z, y, 1.0, reduction::none), {1.5, 0.03125, 1}));
static_assert(equal(huber_loss(z, y, 0.5, reduction::none), {0.875, 0.03125, 0.625}));
static_assert(equal(binary_cross_entropy(u, y), {0.34055041584399376}));
static_assert(equal(binary_cross_entropy_with_logits(z, y), {1.0887097061466797}));
static_assert(equal(kl_div(z, y, reduction::sum), {-0.3465735902799727}));

static constexpr Tensor<double, 3, 3> head = tensor({{1., 0., 2.}, {0.5, -1., 0.}, {1., 1., 1.}});
static_assert(equal(linear_cross_entropy(x, head, t), {3.2852404030498565}));
static_assert(equal(triplet_margin_loss(x, p, narrow(head, 0_c, 0_c, 2_c)), {0.467579958200671}));
static_assert(equal(cosine_embedding_loss(x, p, tensor({1., -1.}), {.margin = 0.25}), {0.8903495879258384}));
static_assert(equal(margin_ranking_loss(u, y, tensor({1., -1., 1.}), {.margin = 0.1}), {0.2}));
} // namespace

TEST_CASE("losses in constant expressions") { SUCCEED("see the static_asserts"); }

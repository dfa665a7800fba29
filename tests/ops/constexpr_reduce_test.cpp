// SPDX-License-Identifier: BSL-1.0
// In constant expressions: reductions, and functions of rows.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 2, 3> x = tensor({{1., -2., 0.5}, {2., 2., -1.}});
static constexpr Tensor<int, 4> n = tensor({3, 1, 3, -2});

static_assert(equal(sum(x), {2.5}) && equal(sum(x, 0_c), {3, 0, -0.5}) && equal(sum(x, 1_c, keepdim), {-0.5, 3}));
static_assert(equal(mean(x), {2.5 / 6}) && equal(mean(x, dims(0_c, 1_c)), {2.5 / 6}));
static_assert(equal(prod(x, 1_c), {-1, -4}) && equal(sum(n), {5}) && equal(prod(n), {-18}));
static_assert(equal(amax(x, 1_c), {1, 2}) && equal(amin(x, 0_c), {1, -2, -1}));
static_assert(equal(any(x > 1, 1_c), {0, 1}) && equal(all(x > -2, 1_c), {0, 1}));
static_assert(equal(argmax(x, 1_c), {0, 0}) && equal(argmin(x, 1_c), {1, 2}) && equal(argmax(x), {3}));
static_assert(equal(argmax(n), {0}));
static_assert(equal(var(x, 1_c), {2.5833333333333335, 3}));
static_assert(equal(var(x, 1_c, biased), {1.7222222222222223, 2}));
static_assert(equal(stddev(x, 1_c), {1.6072751268321592, 1.7320508075688772}));
static_assert(equal(norm(x, 1_c), {2.29128784747792, 3}));
static_assert(equal(logsumexp(x, 1_c), {1.5045969023422836, 2.7177359186667025}));

static_assert(equal(softmax(x, 1_c), {0.6037488961486258, 0.030058887569574023, 0.3661922162818002, 0.4878555511603684,
                                      0.4878555511603684, 0.024288897679263205}));
static_assert(equal(softmax(x, 0_c), {0.2689414213699951, 0.017986209962091555, 0.8175744761936437, 0.7310585786300049,
                                      0.9820137900379085, 0.18242552380635632}));
static_assert(equal(log_softmax(x, -1_c), {-0.5045969023422835, -3.5045969023422834, -1.0045969023422834,
                                           -0.7177359186667026, -0.7177359186667026, -3.7177359186667025}));
static_assert(equal(softmax(full<float, 3>(1.0f), 0_c), {1. / 3, 1. / 3, 1. / 3}, 1e-7));

static constexpr Tensor<double, 3> weight = tensor({1., 2., 3.}), bias = tensor({0.5, 0., -0.5});
static_assert(equal(layer_norm(x), {0.8889983080422502, -1.3969973412092502, 0.5079990331670001, 0.7071050134262237,
                                    0.7071050134262237, -1.4142100268524473}));
static_assert(equal(layer_norm(x, weight, bias), {1.3889983080422503, -2.7939946824185005, 1.0239970995010004,
                                                  1.2071050134262236, 1.4142100268524473, -4.742630080557342}));
static_assert(equal(normalize(x),
                    {0.4364357804719848, -0.8728715609439696, 0.2182178902359924, 2. / 3, 2. / 3, -1. / 3}));
static_assert(equal(cumsum(x, 1_c), {1, -1, -0.5, 2, 4, 3}) && equal(cumsum(x, 0_c), {1, -2, 0.5, 3, 0, -0.5}));

// long enough to be summed in parts
static_assert(equal(mean(arange<double, 1000>()), {499.5}) && equal(var(arange<double, 100>()), {841.6666666666666}));
// functions of a reduced row, all lazy: softmax after normalisation, then the mean over rows
static_assert(equal(sum(mean(softmax(layer_norm(x * 2.0 + 1.0), 1_c), 0_c)), {1}));
} // namespace

TEST_CASE("reductions and rows in constant expressions") { SUCCEED("see the static_asserts"); }

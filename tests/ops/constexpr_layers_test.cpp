// SPDX-License-Identifier: BSL-1.0
// In constant expressions: what layers compute, and random numbers. The literals are PyTorch's.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 2, 3> x = tensor({{1., -2., 0.5}, {2., 2., -1.}});
static constexpr Tensor<double, 3> weight = tensor({1., 2., 3.}), bias = tensor({0.5, 0., -0.5});

static_assert(equal(rms_norm(x, weight), {0.7559287300388482, -3.023714920155393, 1.1338930950582724, //
                                          1.1547003459292098, 2.3094006918584196, -1.7320505188938147}));
static_assert(equal(batch_norm(x, tensor({0.5, 1., 0.}), tensor({4., 0.25, 1.}), weight, bias),
                    {0.7499996875005859, -11.99976000719976, 0.9999925000562495, 1.2499990625017579, 3.9999200023999197,
                     -3.499985000112499}));
static_assert(equal(batch_norm_training(x, weight, bias),
                    {-0.49998000059997993, -1.9999975000046875, 2.4999733336888834, 1.49998000059998,
                     1.9999975000046875, -3.4999733336888834}));
constexpr bool statistics() {
  Tensor<double, 3> running_mean, running_var = ones<double, 3>();
  update_running_statistics(x, running_mean, running_var, 0.1);
  return equal(running_mean, {0.15, 0, -0.025}) && equal(running_var, {0.95, 1.7, 1.0125});
}
static_assert(statistics());

constexpr auto image = [] { return eval(reshape(arange<double, 9>() - 4.0, 1_c, 1_c, 3_c, 3_c)); }();
static constexpr Tensor<double, 1, 2, 4> line = reshape(arange<double, 8>(), 1_c, 2_c, 4_c);
static constexpr Tensor<double, 1, 1, 2, 2> kernel = reshape(tensor({1., -1., 2., 0.5}), 1_c, 1_c, 2_c, 2_c);
static_assert(equal(conv2d(image, kernel, tensor({0.25})), {-2.75, -0.25, 4.75, 7.25}));
static_assert(equal(conv2d<conv2d_options{.stride = 2, .padding = 1}>(image, kernel), {-2, -7, 2, 7}));
static_assert(equal(conv1d(line, reshape(tensor({1., -1., 2., 0.5, 0., 1., 1., 1.}), 2_c, 2_c, 2_c)),
                    {9.5, 12, 14.5, 10, 13, 16}));
static_assert(equal(max_pool2d<2, pool2d_options{.stride = 1}>(image), {0, 1, 3, 4}));
static_assert(equal(avg_pool2d<2, pool2d_options{.stride = 1}>(image), {-2, -1, 1, 2}));
static_assert(equal(max_pool1d<2>(line), {1, 3, 5, 7}) && equal(avg_pool1d<2>(line), {0.5, 2.5, 4.5, 6.5}));
static_assert(equal(adaptive_avg_pool2d<2>(reshape(arange<double, 16>(), 1_c, 1_c, 4_c, 4_c)), {2.5, 4.5, 10.5, 12.5}));
static_assert(equal(unfold(tensor({1., 2., 3., 4.}), 0_c, 2_c, 1_c), {1, 2, 2, 3, 3, 4}));

static_assert(equal(scaled_dot_product_attention(tensor({{1., 0.5}, {-1., 2.}}), tensor({{0.5, -1.}, {1., 1.}}),
                                                 tensor({{1., 2.}, {3., -1.}}), tensor({{0., -1.}, {0.5, 0.}})),
                    {2.0303207889528587, 0.4545188165707116, 2.756267275083871, -0.6344009126258061}));
static_assert(equal(rotary_embedding(tensor({{1., 2., 3., 4.}, {5., 6., 7., 8.}}), tensor({{1., 1.}, {0.6, 0.8}}),
                                     tensor({{0., 0.}, {0.8, 0.6}})),
                    {1, 2, 3, 4, -2.6, 0, 8.2, 10}));
static_assert(equal(linear_cross_entropy(x, tensor({{1., 0., 1.}, {0., 1., -1.}, {0.5, 0.5, 0.}}), tensor({2, 0}),
                                         tensor({0.1, -0.2, 0.3})),
                    {2.1231653535416535}));
static_assert(equal(kl_div(log_softmax(x, 1_c), softmax(x * 2.0, 1_c), reduction::batchmean), {0.03475368213223094}));

constexpr bool random() {
  Generator g(1);
  const auto dropped = eval(dropout(ones<double, 8>(), 0.5, g));
  const auto channels = eval(dropout2d(ones<double, 1, 2, 2, 2>(), 0.5, g));
  const Tensor<int, 20> numbers = randint(g, -3, 4);
  const Tensor<double, 20> flags = bernoulli(g, 0.5);
  for (const double e : dropped)
    if (e != 0 && e != 2) return false;
  for (index i = 0; i < 4; ++i)
    if (channels.data()[i] != channels.data()[0] || channels.data()[4 + i] != channels.data()[4]) return false;
  return bool(all(numbers >= -3 && numbers < 4)) && bool(all(flags == 0.0 || flags == 1.0));
}
static_assert(random());
} // namespace

TEST_CASE("layers in constant expressions") { SUCCEED("see the static_asserts"); }

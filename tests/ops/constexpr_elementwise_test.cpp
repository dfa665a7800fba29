// SPDX-License-Identifier: BSL-1.0
// In constant expressions: functions of one element.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 3> x = tensor({-1., 0.25, 2.});
static constexpr Tensor<float, 2> single = tensor({-0.5f, 3.f});

static_assert(equal(tenon::exp(x), {0.36787944117144233, 1.2840254166877414, 7.38905609893065}));
static_assert(equal(tenon::log(abs(x)), {0, -1.3862943611198906, 0.6931471805599453}));
static_assert(equal(log1p(abs(x)), {0.6931471805599453, 0.22314355131420976, 1.0986122886681096}));
static_assert(equal(expm1(x), {-0.6321205588285577, 0.2840254166877415, 6.38905609893065}));
static_assert(equal(tenon::sqrt(square(x)), {1, 0.25, 2}));
static_assert(equal(rsqrt(square(x)), {1, 4, 0.5}));
static_assert(equal(reciprocal(x), {-1, 4, 0.5}));
static_assert(equal(sign(x) + tenon::floor(x) + tenon::ceil(x) + tenon::round(x), {-4, 2, 7}));
static_assert(equal(tenon::erf(x), {-0.8427007929497149, 0.2763263901682369, 0.9953222650189527}));
static_assert(equal(tenon::sin(x), {-0.8414709848078965, 0.24740395925452294, 0.9092974268256817}));
static_assert(equal(tenon::cos(x), {0.5403023058681398, 0.9689124217106447, -0.4161468365471424}));
static_assert(equal(tenon::tanh(x), {-0.7615941559557649, 0.24491866240370913, 0.9640275800758169}));
static_assert(equal(sigmoid(x), {0.2689414213699951, 0.5621765008857981, 0.8807970779778823}));
static_assert(equal(tenon::isnan(x) || tenon::isinf(x), {0, 0, 0}));

static_assert(equal(relu(x), {0, 0.25, 2}));
static_assert(equal(gelu(x), {-0.15865525393145707, 0.14967658142073093, 1.9544997361036416}));
static_assert(equal(gelu_tanh(x), {-0.15880800939172324, 0.149675350701685, 1.954597694087775}));
static_assert(equal(silu(x), {-0.2689414213699951, 0.14054412522144952, 1.7615941559557646}));
static_assert(equal(softplus(x), {0.31326168751822286, 0.8259394198788436, 2.1269280110429727}));
static_assert(equal(logsigmoid(x), {-1.3132616875182228, -0.5759394198788436, -0.12692801104297252}));
static_assert(equal(leaky_relu(x), {-0.01, 0.25, 2}));
static_assert(equal(elu(x, 2.0), {-1.2642411176571153, 0.25, 2}));
// what is not selected would overflow
static_assert(equal(elu(tensor({100.f, -200.f})), {100, -1}) && equal(elu(tensor({800., -800.})), {800, -1}));
static_assert(equal(gelu_tanh(tensor({-11.f, -1e20f, 1e20f})), {0, 0, 1e20}, 1e-7));
static_assert(equal(gelu_tanh(tensor({-25., -1e200, 1e200})), {0, 0, 1e200}));

static_assert(equal(tenon::exp(single), {0.6065306597126334, 20.085536923187668}, 1e-7));
static_assert(equal(gelu(single), {-0.15426876936299344, 2.99595030590511}, 1e-7));
} // namespace

TEST_CASE("elementwise functions in constant expressions") { SUCCEED("see the static_asserts"); }

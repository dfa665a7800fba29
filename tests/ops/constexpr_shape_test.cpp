// SPDX-License-Identifier: BSL-1.0
// In constant expressions: tensors, their views, and arithmetic.
#include "constant.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::equal;

namespace {
static constexpr Tensor<double, 2, 3> x = tensor({{0., 1., 2.}, {3., 4., 5.}});
static constexpr Tensor<double, 3> v = tensor({1., -2., 4.});
static constexpr Tensor<int, 4> n = tensor({7, -6, 2, 9});

// ---- views, which read the tensor's own memory ----
static_assert(equal(view(x, 3_c, -1_c), {0, 1, 2, 3, 4, 5}));
static_assert(view(x, 3_c, -1_c)(2, 0) == 4);
static_assert(equal(permute(x, 1_c, 0_c), {0, 3, 1, 4, 2, 5}));
static_assert(equal(transpose(x, 0_c, 1_c), {0, 3, 1, 4, 2, 5}));
static_assert(equal(reshape(permute(x, 1_c, 0_c), 2_c, 3_c), {0, 3, 1, 4, 2, 5}));
static_assert(equal(narrow(x, 1_c, 1_c, 2_c), {1, 2, 4, 5}));
static_assert(equal(select(x, 1_c, -1_c), {2, 5}));
static_assert(equal(x[1], {3, 4, 5}));
static_assert(equal(flatten(x), {0, 1, 2, 3, 4, 5}));
static_assert(equal(squeeze(unsqueeze(v, 0_c)), {1, -2, 4}));
static_assert(equal(expand(v, 2_c, 3_c), {1, -2, 4, 1, -2, 4}));
static_assert(equal(std::get<1>(split(x, 2_c, 1_c)), {2, 5}));
static_assert(equal(std::get<1>(split(x, sizes(1_c, 2_c), 1_c)), {1, 2, 4, 5}));
static_assert(equal(chunk(x, 2_c)[1], {3, 4, 5}));
static_assert(equal(cat(x, unsqueeze(v, 0_c)), {0, 1, 2, 3, 4, 5, 1, -2, 4}));
static_assert(equal(cat(x, x, 1_c), {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}));
static_assert(equal(stack(v, v * 2, 1_c), {1, 2, -2, -4, 4, 8}));
static_assert(equal(detach(x), {0, 1, 2, 3, 4, 5}));
static_assert(x.size(1_c) == 3_c && x.at(1, 2) == 5);

// ---- tensors from nothing ----
static_assert(equal(arange<double, 4>(1.0, 0.5), {1, 1.5, 2, 2.5}));
static_assert(equal(linspace<double, 5>(-1.0, 1.0), {-1, -0.5, 0, 0.5, 1}));
static_assert(equal(eye<float, 2>(), {1, 0, 0, 1}));
static_assert(equal(zeros<int, 2>(), {0, 0}) && equal(ones<int, 2>(), {1, 1}));

// ---- arithmetic ----
static_assert(equal(x + v, {1, -1, 6, 4, 2, 9}));
static_assert(equal(x - v * 2 + 1, {-1, 6, -5, 2, 9, -2}));
static_assert(equal(-v / 4, {-0.25, 0.5, -1}));
static_assert(equal(n / 2, {3.5, -3, 1, 4.5}));
static_assert(equal(n % 4, {3, -2, 2, 1})); // the dividend gives the sign, as in C++
static_assert(equal(v > 0 && !(v == 4), {1, 0, 0}));
static_assert(equal(v < -1 || v >= 4, {0, 1, 1}));
static_assert(equal(maximum(v, 0), {1, 0, 4}) && equal(minimum(v, 0), {0, -2, 0}));
static_assert(equal(where(v > 0, v, 10), {1, 10, 4}));
static_assert(equal(pow(v, 3), {1, -8, 64}, 1e-14));
static_assert(equal(clamp(v, -1, 3), {1, -1, 3}));

// ---- assignment, also to memory that the expression reads ----
constexpr bool assigns() {
  Tensor<double, 2, 2> a = tensor({{1., 2.}, {3., 4.}});
  a = transpose(a, 0_c, 1_c) + a;
  if (!equal(a, {2, 5, 5, 8})) return false;
  a[0] = 1.0;
  narrow(a, 1_c, 1_c, 1_c) = narrow(a, 1_c, 0_c, 1_c) * 3;
  if (!equal(a, {1, 3, 5, 15})) return false;
  a += a;
  a *= 0.5;
  a -= 1;
  a /= 2;
  return equal(a, {0, 1, 2, 7});
}
static_assert(assigns());

// elements on the heap
constexpr bool large() {
  Tensor<double, 20, 20> a = full<double, 20, 20>(2.0);
  const auto b = a;
  a = a * b + b[3];
  const auto moved = static_cast<Tensor<double, 20, 20>&&>(a);
  return moved(19, 19) == 6 && double(sum(moved)) == 2400;
}
static_assert(large());
} // namespace

TEST_CASE("tensors, views and arithmetic in constant expressions") { SUCCEED("see the static_asserts"); }

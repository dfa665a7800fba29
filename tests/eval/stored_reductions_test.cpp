// SPDX-License-Identifier: BSL-1.0
// Reductions of what other reductions give, over dimensions that do not lie side by side, so that no row serves both.
#include "programs/program.hpp"

namespace {
using X = Tensor<double, 3, 2, 4, 5>;

// over two dimensions, then over what is left
template <long long A, long long B> void check_two() {
  check<X>([](auto step, const auto& x) { return sum(square(step(sum(x, dims(c<A>, c<B>))))); });
  check<X>([](auto step, const auto& x) { return sum(step(amax(x, dims(c<A>, c<B>))) * 2 - 1, 0_c); });
  check<X>([](auto step, const auto& x) { return amax(step(sum(x, dims(c<A>, c<B>))) + 1, 1_c); });
}
} // namespace

TEST_CASE("reductions of reductions over two dimensions") {
  check_two<0, 2>();
  check_two<1, 3>();
  check_two<0, 3>();
  check_two<1, 2>();
}

TEST_CASE("a reduction of a reduction and of what lies otherwise") {
  // (2, 5) beside a part of x that lies apart
  check<X>([](auto step, const auto& x) {
    return sum(step(amax(x, dims(0_c, 2_c))) * select(select(x, 2_c, 2_c), 0_c, 1_c));
  });
  check<X>([](auto step, const auto& x) { return sum(x * step(sum(x, dims(0_c, 2_c), keepdim)), dims(1_c, 3_c)); });
  check<X>(
      [](auto step, const auto& x) { return sum(step(amax(x, dims(1_c, 3_c), keepdim)) - x * 2, dims(0_c, 2_c)); });
}

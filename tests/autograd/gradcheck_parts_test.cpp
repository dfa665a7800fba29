// SPDX-License-Identifier: BSL-1.0
// Parts of what a reduction gives, and repetitions of it, against central differences, in double.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
// the operand of the reduction is stored, or lies apart
void check_parts(auto reduce) {
  Generator generator(2);
  const Tensor<double, 3, 3, 5> x = randn(generator);
  const auto same = [&](auto part) {
    const auto of_stored = gradcheck([&](const auto& p) { return part(reduce(cumsum(p, 2_c), dims(1_c, 2_c))); }, x);
    CHECK(of_stored.ok);
    const auto of_turned = gradcheck([&](const auto& p) { return part(reduce(cumsum(p, 0_c), dims(0_c, 1_c))); }, x);
    CHECK(of_turned.ok);
    const auto of_outer = gradcheck([&](const auto& p) { return part(reduce(permute(p, 1_c, 2_c, 0_c), 0_c)); }, x);
    CHECK(of_outer.ok);
  };
  same([](const auto& y) { return narrow(y, -1_c, 2_c, 1_c); });
  same([](const auto& y) { return narrow(y, 0_c, 1_c, 2_c); });
  same([](const auto& y) { return select(y, 0_c, 1_c); });
  same([](const auto& y) { return flip(y, 0_c); });
  same([](const auto& y) { return unsqueeze(narrow(y, 0_c, 1_c, 2_c), 0_c); });
}
} // namespace

TEST_CASE("repeated reductions") {
  Generator generator(3);
  const Tensor<double, 5, 3> x = randn(generator);
  const auto check = [&](auto f) { CHECK(gradcheck(f, x).ok); };
  check([](const auto& p) { return expand(unsqueeze(amax(p), 0_c), 2_c); });
  check([](const auto& p) { return expand(unsqueeze(sum(p * p), 0_c), 9_c); });
  check([](const auto& p) { return expand(unsqueeze(sum(p * p, 0_c), 1_c), 3_c, 4_c); });
  check([](const auto& p) { return expand(unsqueeze(amin(cumsum(p, 0_c), 1_c), 0_c), 2_c, 5_c); });
  check([](const auto& p) { return expand(unsqueeze(sum(p, dims(0_c, 1_c)), 0_c), 3_c) * 2; });
}

TEST_CASE("parts of reductions") {
  check_parts([](const auto& x, auto d) { return amax(x, d); });
  check_parts([](const auto& x, auto d) { return sum(x, d); });
}

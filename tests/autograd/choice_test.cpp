// SPDX-License-Identifier: BSL-1.0
// Maxima of what is computed: compilers contract products and sums in one place otherwise than in another, so that the
// largest element may round otherwise when it is computed again. Its gradient must arrive all the same.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace tenon;
using namespace tenon::literals;

namespace {
// All gradient of what is chosen reaches p, which is a summand of what it is chosen from.
template <index... N> void check_arrival(auto choose) {
  using X = Tensor<float, N...>;
  Generator g(1);
  const X a(randn(g)), b(randn(g)), c(randn(g));
  Parameter<float, N...> p(X(randn(g)));
  const auto check = [&](const auto& e) {
    p.zero_grad();
    const auto y = choose(e);
    backward(sum(y));
    const Tensor<float> arrived = sum(p.grad());
    CHECK(float(arrived) == Approx(static_cast<float>(tensor_of<decltype(y)>::numel)));
  };
  check(a * b + c * c + p);
  check(a * b + (c * a + p));
  check(p + cumsum(a * b, 1_c) * c);
  check((p + a * b) - mean(a * b + c * c, 0_c, keepdim));
}
} // namespace

TEST_CASE("the largest element of a row receives the gradient") {
  check_arrival<13, 17>([](const auto& x) { return amax(x, 1_c); });
  check_arrival<3, 40>([](const auto& x) { return amin(x); });
}

TEST_CASE("the largest element across rows receives the gradient") {
  check_arrival<13, 17>([](const auto& x) { return amax(x, 0_c); });
  check_arrival<70, 3, 33>([](const auto& x) { return amin(x, 0_c); });
}

TEST_CASE("the largest element of what is gathered receives the gradient") {
  check_arrival<7, 5, 9>([](const auto& x) { return amax(x, dims(0_c, 2_c)); });
}

TEST_CASE("the smaller of two receives the gradient") {
  check_arrival<13, 17>([](const auto& x) {
    return let(minimum(node_of(x), 100.f), [](auto y) {
      const auto all = expand(sum(y, 1_c, keepdim), 13_c, 17_c);
      return y - all + all;
    });
  });
}

// as torch.amax
TEST_CASE("the gradient of a maximum that is nan is nan") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor<float, 2, 2> x = reshape(tensor({1.f, nan, 2.f, 3.f}), 2_c, 2_c);
  Parameter<float, 2, 2> p(x);
  backward(sum(amax(p, 0_c)));
  CHECK(p.grad()(0, 0) == 0);
  CHECK(p.grad()(1, 0) == 1);
  CHECK(std::isnan(p.grad()(0, 1)));
  CHECK(std::isnan(p.grad()(1, 1)));
  p.zero_grad();
  backward(sum(amin(p * 2, 1_c)));
  CHECK(std::isnan(p.grad()(0, 0)));
  CHECK(std::isnan(p.grad()(0, 1)));
  CHECK(p.grad()(1, 0) == 2);
  CHECK(p.grad()(1, 1) == 0);
}

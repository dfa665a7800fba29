// SPDX-License-Identifier: BSL-1.0
// Rotary positions: turned pairs in double, products that know distances only, and gradients.
#include "support.hpp"

#include <tenon/autograd.hpp>
#include <tenon/ops/rotary.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
template <class T, index N, index Half> auto angles(double step, index first = 0) {
  std::array<Tensor<T, N, Half>, 2> a;
  for (index n = 0; n < N; ++n)
    for (index i = 0; i < Half; ++i) {
      const double angle = static_cast<double>(n + first) * step / static_cast<double>(i + 1);
      a[0](n, i) = static_cast<T>(std::cos(angle));
      a[1](n, i) = static_cast<T>(std::sin(angle));
    }
  return a;
}
} // namespace

TEST_CASE("pairs are turned") {
  // by a right angle and by half a turn
  const auto x = tensor({{1.0, 2.0, 3.0, 4.0}, {5.0, 6.0, 7.0, 8.0}});
  const auto cos = tensor({{0.0, -1.0}, {1.0, 0.0}}), sin = tensor({{1.0, 0.0}, {0.0, -1.0}});
  check_values(values_of(rotary_embedding(x, cos, sin)), {-3, -2, 1, -4, 5, 8, 7, -6});
}
TEST_CASE("batches of heads against loops") {
  const auto x = sample<Tensor<double, 2, 3, 5, 14>>(-2, 2, 1);
  const auto [cos, sin] = angles<double, 5, 7>(0.7);
  std::vector<double> wanted;
  for (index b = 0; b < 2; ++b)
    for (index h = 0; h < 3; ++h)
      for (index n = 0; n < 5; ++n)
        for (index i = 0; i < 14; ++i)
          wanted.push_back(i < 7 ? x(b, h, n, i) * cos(n, i) - x(b, h, n, i + 7) * sin(n, i)
                                 : x(b, h, n, i) * cos(n, i - 7) + x(b, h, n, i - 7) * sin(n, i - 7));
  check_values(values_of(rotary_embedding(x, cos, sin)), wanted);
  const Tensor<float, 2, 3, 5, 14> rounded = x;
  const auto few = angles<float, 5, 7>(0.7);
  const auto got = values_of(rotary_embedding(rounded, few[0], few[1]));
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(near(got[i], wanted[i], 5e-6));
}
TEST_CASE("each sequence may have angles of its own") {
  const auto x = sample<Tensor<double, 2, 3, 4, 6>>(-2, 2, 5);
  Tensor<double, 2, 1, 4, 3> cos, sin;
  for (index b = 0; b < 2; ++b) {
    const auto of_sequence = angles<double, 4, 3>(0.7, 5 * b);
    cos[b][0] = of_sequence[0];
    sin[b][0] = of_sequence[1];
  }
  std::vector<double> wanted;
  for (index b = 0; b < 2; ++b)
    for (const double v : values_of(rotary_embedding(x[b], cos[b][0], sin[b][0]))) wanted.push_back(v);
  check_values(values_of(rotary_embedding(x, cos, sin)), wanted);
}
TEST_CASE("products of turned rows depend on their distance alone, and lengths stay") {
  const auto x = sample<Tensor<double, 1, 6>>(-2, 2, 2);
  const auto y = sample<Tensor<double, 1, 6>>(-2, 2, 3);
  const auto product_at = [&](index p, index q) {
    const auto a = angles<double, 1, 3>(0.9, p), b = angles<double, 1, 3>(0.9, q);
    return static_cast<double>(sum(rotary_embedding(x, a[0], a[1]) * rotary_embedding(y, b[0], b[1])));
  };
  CHECK(product_at(9, 4) == Approx(product_at(5, 0)).epsilon(1e-12));
  CHECK(product_at(9, 4) != Approx(product_at(9, 5)).epsilon(1e-3));
  const auto a = angles<double, 1, 3>(0.9, 12);
  CHECK(static_cast<double>(sum(square(rotary_embedding(x, a[0], a[1])))) ==
        Approx(static_cast<double>(sum(square(x)))).epsilon(1e-12));
}
TEST_CASE("gradients turn back") {
  const auto x = sample<Tensor<double, 2, 4, 6>>(-2, 2, 4);
  const auto a = angles<double, 4, 3>(0.6);
  const auto checked = gradcheck([&](const auto& p) { return sum(square(rotary_embedding(p, a[0], a[1]) + 1)); }, x);
  INFO(checked.message());
  CHECK(static_cast<bool>(checked));
}

// SPDX-License-Identifier: BSL-1.0
// Losses of distances and scores against their formulas in double, and their gradients.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {
// PyTorch's pairwise distance of row i
template <class A, class B> double distance(const A& a, const B& b, index i, double p, double eps = 1e-6) {
  double s = 0;
  for (index k = 0; k < A::size_type::list[1]; ++k) s += std::pow(std::abs(a(i, k) - b(i, k) + eps), p);
  return std::pow(s, 1 / p);
}
} // namespace

TEST_CASE("triplet_margin_loss", "[ops]") {
  const auto a = sample<Tensor<double, 4, 6>>(), p = sample<Tensor<double, 4, 6>>(-2, 2, 2);
  const auto n = sample<Tensor<double, 4, 6>>(-2, 2, 3);
  std::vector<double> plain, swapped, of_ones;
  for (index i = 0; i < 4; ++i) {
    const double near = distance(a, p, i, 2), far = distance(a, n, i, 2), between = distance(p, n, i, 2);
    plain.push_back(std::max(0.0, near - far + 1));
    swapped.push_back(std::max(0.0, near - std::min(far, between) + 0.3));
    of_ones.push_back(std::max(0.0, distance(a, p, i, 1) - distance(a, n, i, 1) + 2));
  }
  double total = 0;
  for (const double v : plain) total += v;
  check_values(triplet_margin_loss(a, p, n), {total / 4}, 1e-9);
  check_values(triplet_margin_loss(a, p, n, reduction::sum), {total}, 1e-9);
  check_values(triplet_margin_loss(a, p, n, reduction::none), plain, 1e-9);
  check_values(triplet_margin_loss(a, p, n, {.margin = 0.3, .swap = true}, reduction::none), swapped, 1e-9);
  check_values(triplet_margin_loss(a, p, n, {.margin = 2}, reduction::none, 1_c), of_ones, 1e-9);
  check_gradient(a, [&](const auto& v) { return triplet_margin_loss(v, p, n, {.margin = 3, .swap = true}); });
  check_gradient(p, [&](const auto& v) { return triplet_margin_loss(a, v, n, {.margin = 3}); });
  check_gradient(p, [&](const auto& v) { return triplet_margin_loss(a, v, n, {.margin = 3, .swap = true}); });
  check_gradient(n, [&](const auto& v) { return triplet_margin_loss(a, p, v, {.margin = 3}); });
}

TEST_CASE("cosine_embedding_loss", "[ops]") {
  const auto a = sample<Tensor<double, 3, 5>>(), b = sample<Tensor<double, 3, 5>>(-2, 2, 2);
  const auto sign = filled<Tensor<double, 3>>({-1, 1, -1});
  std::vector<double> expected;
  for (index i = 0; i < 3; ++i) {
    double ab = 0, aa = 0, bb = 0;
    for (index k = 0; k < 5; ++k) {
      ab += a(i, k) * b(i, k);
      aa += a(i, k) * a(i, k);
      bb += b(i, k) * b(i, k);
    }
    const double cosine = ab / std::sqrt(aa * bb);
    expected.push_back(sign(i) > 0 ? 1 - cosine : std::max(0.0, cosine + 0.5));
  }
  check_values(cosine_embedding_loss(a, b, sign, {.margin = -0.5}, reduction::none), expected, 1e-9);
  check_values(cosine_embedding_loss(a, b, sign, {.margin = -0.5}), {(expected[0] + expected[1] + expected[2]) / 3},
               1e-9);
  const auto integers = filled<Tensor<std::int64_t, 3>>({-1, 1, -1});
  check_values(cosine_embedding_loss(a, b, integers, {.margin = -0.5}, reduction::none), expected, 1e-9);
  // vectors, as in PyTorch: equal ones have no loss, opposite ones the largest
  const auto v = filled<Tensor<double, 3>>({1, 2, 2});
  check_values(cosine_embedding_loss(v, v * 3, Tensor<double>(1.0)), {0}, 1e-9);
  check_values(cosine_embedding_loss(v, v * -3, Tensor<double>(1.0)), {2}, 1e-9);
  check_gradient(a, [&](const auto& x) { return cosine_embedding_loss(x, b, sign, {.margin = -0.5}); });
  check_gradient(b, [&](const auto& x) { return cosine_embedding_loss(a, x, sign, {.margin = -0.5}); });
}

TEST_CASE("margin_ranking_loss", "[ops]") {
  const auto a = filled<Tensor<double, 4>>({1, 2, 3, 4}), b = filled<Tensor<double, 4>>({2, 1, 3, 0});
  const auto sign = filled<Tensor<double, 4>>({1, 1, -1, -1});
  check_values(margin_ranking_loss(a, b, sign, reduction::none), {1, 0, 0, 4});
  check_values(margin_ranking_loss(a, b, sign, {.margin = 0.5}, reduction::none), {1.5, 0, 0.5, 4.5});
  check_values(margin_ranking_loss(a, b, sign), {1.25});
  CHECK(gradient(a, [&](const auto& x) { return margin_ranking_loss(x, b, sign, reduction::sum); }) ==
        std::vector<double>{-1, 0, 1, 1}); // the third is at the margin, where PyTorch's clamp has a gradient
  CHECK(gradient(b, [&](const auto& x) { return margin_ranking_loss(a, x, sign, reduction::sum); }) ==
        std::vector<double>{1, 0, -1, -1});
}

TEST_CASE("losses with a margin have a gradient where they begin, as in PyTorch", "[ops]") {
  // the cosine is at its margin
  const auto right = filled<Tensor<double, 1, 2>>({1, 0}), up = filled<Tensor<double, 1, 2>>({0, 2});
  const auto g = gradient(right, [&](const auto& v) {
    return cosine_embedding_loss(v, up, filled<Tensor<double, 1>>({-1}), reduction::sum);
  });
  CHECK(g[0] == Approx(0).margin(1e-12));
  CHECK(g[1] == Approx(1));
  // nearer by just the margin
  const auto near = filled<Tensor<double, 1, 2>>({1, 0}), far = filled<Tensor<double, 1, 2>>({3, 0});
  const auto loss = [&](const auto& v) {
    return triplet_margin_loss(filled<Tensor<double, 1, 2>>({0, 0}), v, far, {.margin = 2, .eps = 0});
  };
  CHECK(gradient(near, loss) == std::vector<double>{1, 0});
  // beyond it there is none
  CHECK(gradient(filled<Tensor<double, 1, 2>>({0.5, 0}), loss) == std::vector<double>{0, 0});
}

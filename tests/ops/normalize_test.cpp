// SPDX-License-Identifier: BSL-1.0
// layer_norm and normalize: values, gradients, and large offsets.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

// (x - mean) / sqrt(var + eps) of a row
std::vector<double> normal_row(const std::vector<double>& x, double eps = 1e-5) {
  double mean = 0, var = 0;
  const auto n = static_cast<double>(x.size());
  for (const double v : x) mean += v / n;
  for (const double v : x) var += (v - mean) * (v - mean) / n;
  std::vector<double> y;
  for (const double v : x) y.push_back((v - mean) / std::sqrt(var + eps));
  return y;
}

} // namespace

TEMPLATE_TEST_CASE("layer_norm over the last dimension", "[ops]", float, double) {
  using T = TestType;
  const auto x = sample<Tensor<T, 3, 7>>();
  const auto w = sample<Tensor<T, 7>>(-2, 2, 2), b = sample<Tensor<T, 7>>(-2, 2, 3);
  std::vector<double> plain, affine;
  for (index i = 0; i < 3; ++i) {
    std::vector<double> row;
    for (index k = 0; k < 7; ++k) row.push_back(static_cast<double>(x(i, k)));
    const auto y = normal_row(row);
    for (index k = 0; k < 7; ++k) {
      plain.push_back(y[static_cast<std::size_t>(k)]);
      affine.push_back(plain.back() * static_cast<double>(w(k)) + static_cast<double>(b(k)));
    }
  }
  check_values(layer_norm(x), plain);
  check_values(layer_norm(x, w, b), affine);
}

TEST_CASE("layer_norm over several dimensions", "[ops]") {
  const auto x = sample<Tensor<double, 2, 3, 2>>();
  Tensor<double, 3, 2> w, b;
  for (auto& v : w) v = 1;
  std::vector<double> expected;
  for (index i = 0; i < 2; ++i)
    for (const double v : normal_row(values_of(x[i]))) expected.push_back(v);
  check_values(layer_norm(x, w, b), expected);
  check_values(layer_norm<2>(x), expected);
}

TEST_CASE("layer_norm keeps its digits far from zero", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({10000, 10001, 10002, 1e7f, 1e7f + 1, 1e7f + 3});
  auto expected = normal_row({10000, 10001, 10002});
  for (const double v : normal_row({1e7, 1e7 + 1, 1e7 + 3})) expected.push_back(v);
  check_values(layer_norm(x), expected, 1e-6);
}

TEST_CASE("variance and layer_norm of a million and some noise, in floats", "[ops]") {
  constexpr index n = 5000;
  Generator generator(4);
  const Tensor<float, 2, n> x = rand(generator) * 16 + 1e6; // whose last digit is worth 1/16
  for (index i = 0; i < 2; ++i) {
    std::vector<double> row;
    for (index k = 0; k < n; ++k) row.push_back(double(x(i, k)));
    double mean = 0, variance = 0;
    for (const double v : row) mean += v / n;
    for (const double v : row) variance += (v - mean) * (v - mean) / n;
    CHECK(std::fabs(double(eval(var(x, 1_c, biased))(i)) / variance - 1) < 1e-6);
    CHECK(std::fabs(double(eval(var(transpose(x, 0_c, 1_c), 0_c, biased))(i)) / variance - 1) < 1e-6);
    const auto expected = normal_row(row);
    const auto got = eval(layer_norm(x));
    double worst = 0;
    for (index k = 0; k < n; ++k)
      worst = std::max(worst, std::fabs(double(got(i, k)) - expected[static_cast<std::size_t>(k)]));
    CHECK(worst < 1e-6);
  }
}

TEST_CASE("layer_norm of rows without variance, and with nan", "[ops]") {
  const auto x = filled<Tensor<double, 3, 3>>({2, 2, 2, NaN, 0, 0, 1, 2, 3});
  const auto w = filled<Tensor<double, 3>>({1, 2, 3}), b = filled<Tensor<double, 3>>({4, 5, 6});
  const Tensor<double, 3, 3> y = layer_norm(x, w, b);
  check_values(y[0], {4, 5, 6});
  check_values(y[1], {NaN, NaN, NaN});
  const auto single = filled<Tensor<double, 1>>({7});
  check_values(layer_norm(single), {0});
}

TEST_CASE("gradients of layer_norm", "[ops]") {
  const auto x = sample<Tensor<double, 2, 5>>();
  const auto w = sample<Tensor<double, 5>>(-2, 2, 2), b = sample<Tensor<double, 5>>(-2, 2, 3);
  check_gradient(x, [&](const auto& v) { return layer_norm(v, w, b); });
  check_gradient(w, [&](const auto& v) { return layer_norm(x, v, b); });
  check_gradient(b, [&](const auto& v) { return layer_norm(x, w, v); });
}

TEST_CASE("normalize divides by the norm, or by eps", "[ops]") {
  const auto x = filled<Tensor<double, 2, 2>>({0, 0, 3, 4});
  check_values(normalize(x), {0, 0, 0.6, 0.8});
  check_values(normalize(x, 0_c), {0, 0, 1, 1});
  check_gradient(sample<Tensor<double, 2, 3>>(), [](const auto& v) { return normalize(v, 1_c); });
  for (const double g : gradient(filled<Tensor<double, 1, 2>>({0, 0}), [](const auto& v) { return normalize(v); }))
    CHECK(std::isfinite(g));
}

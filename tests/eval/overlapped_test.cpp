// SPDX-License-Identifier: BSL-1.0
// Long rows, many of them: phases of neighbouring rows run in one loop.
#include "guarded.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::guarded;

namespace {
// the largest error of a row function, whose rows `reference` computes in double
template <class Y, class Reference> double worst_of(const Y& y, const float* x, Reference reference) {
  constexpr tenon::index C = shape_of<Y>::list[shape_of<Y>::rank - 1], rows = product(shape_of<Y>::list) / C;
  double worst = 0;
  for (tenon::index r = 0; r < rows; ++r) worst = std::max(worst, reference(x + r * C, y.data() + r * C, C));
  return worst;
}
double softmax_error(const float* x, const float* y, tenon::index n) {
  double total = 0, worst = 0;
  for (tenon::index j = 0; j < n; ++j) total += std::exp(double(x[j]));
  for (tenon::index j = 0; j < n; ++j)
    worst = std::max(worst, std::fabs(double(y[j]) - std::exp(double(x[j])) / total));
  return worst;
}
double normal_error(const float* x, const float* y, tenon::index n) {
  double mean = 0, square = 0, worst = 0;
  for (tenon::index j = 0; j < n; ++j) mean += double(x[j]) / double(n);
  for (tenon::index j = 0; j < n; ++j) square += (double(x[j]) - mean) * (double(x[j]) - mean) / double(n);
  for (tenon::index j = 0; j < n; ++j)
    worst = std::max(worst, std::fabs(double(y[j]) - (double(x[j]) - mean) / std::sqrt(square + 1e-5)));
  return worst;
}

template <tenon::index B, tenon::index R, tenon::index C> void check_size() {
  INFO("shape (" << B << ", " << R << ", " << C << ")");
  guarded in(B * R * C), out(B * R * C);
  in.fill(0);
  const TensorView<const float, B, R, C> x(in.data());
  TensorView<float, B, R, C> y(out.data());
  y = softmax(x, -1_c);
  CHECK(worst_of(y, in.data(), softmax_error) < 1e-6);
  y = layer_norm(x);
  CHECK(worst_of(y, in.data(), normal_error) < 1e-5);
  CHECK(out.intact());
  // rows are read before they are written, also in place
  y = x;
  y = softmax(y, -1_c);
  CHECK(worst_of(y, in.data(), softmax_error) < 1e-6);
  CHECK(in.intact());
  CHECK(out.intact());
}
} // namespace

TEST_CASE("long rows, many of them") {
  check_size<1, 16, 1100>();
  check_size<1, 8, 2500>();
  check_size<3, 41, 259>();
  check_size<2, 9, 1024>();
}

TEST_CASE("row by row and through all rows: long columns") {
  // the columns of a tile are beyond a first-level cache, and their lets copy leaves
  guarded in(900 * 70), out(900 * 70);
  in.fill(0);
  const TensorView<const float, 900, 70> x(in.data());
  TensorView<float, 900, 70> y(out.data());
  y = softmax(x, 0_c);
  double worst = 0;
  for (tenon::index j = 0; j < 70; ++j) {
    double total = 0;
    for (tenon::index i = 0; i < 900; ++i) total += std::exp(double(x(i, j)));
    for (tenon::index i = 0; i < 900; ++i)
      worst = std::max(worst, std::fabs(double(y(i, j)) - std::exp(double(x(i, j))) / total));
  }
  CHECK(worst < 1e-6);
  CHECK(out.intact());
}

TEST_CASE("operands whose lanes lie apart are packed where a loop reads them again") {
  guarded a(37 * 19), b(70 * 19), out(37 * 70);
  a.fill(0);
  b.fill(1);
  const TensorView<const float, 37, 19> x(a.data());
  const TensorView<const float, 70, 19> z(b.data());
  TensorView<float, 37, 70> y(out.data());
  const auto worst = [&](auto term, auto finish) {
    double w = 0;
    for (tenon::index i = 0; i < 37; ++i)
      for (tenon::index j = 0; j < 70; ++j) {
        double s = 0;
        for (tenon::index k = 0; k < 19; ++k) s += term(double(x(i, k)), double(z(j, k)));
        w = std::max(w, std::fabs(double(y(i, j)) - finish(s)));
      }
    return w;
  };
  y = cdist(x, z);
  CHECK(worst([](double p, double q) { return (p - q) * (p - q); }, [](double s) { return std::sqrt(s); }) < 2e-6);
  y = sum(unsqueeze(x, 1_c) * unsqueeze(z, 0_c), 2_c);
  CHECK(worst([](double p, double q) { return p * q; }, [](double s) { return s; }) < 5e-6);
  CHECK(out.intact());
  CHECK(a.intact());
  CHECK(b.intact());
}

TEST_CASE("packed operands of long rows, and in constant expressions") {
  guarded a(20 * 100), b(130 * 100), out(20 * 130);
  a.fill(0);
  b.fill(1);
  const TensorView<const float, 20, 100> x(a.data());
  const TensorView<const float, 130, 100> z(b.data());
  TensorView<float, 20, 130> y(out.data());
  y = cdist(x, z, 1_c);
  double worst = 0;
  for (tenon::index i = 0; i < 20; ++i)
    for (tenon::index j = 0; j < 130; ++j) {
      double s = 0;
      for (tenon::index k = 0; k < 100; ++k) s += std::fabs(double(x(i, k)) - double(z(j, k)));
      worst = std::max(worst, std::fabs(double(y(i, j)) - s));
    }
  CHECK(worst < 1e-4);
  CHECK(out.intact());

  constexpr auto distances = [] {
    Tensor<float, 5, 3> p;
    Tensor<float, 6, 3> q;
    for (tenon::index i = 0; i < q.numel; ++i) q.data()[i] = 2;
    return Tensor<float, 5, 6>(cdist(p, q, 1_c));
  };
  STATIC_REQUIRE(distances()(4, 5) == 6);
}

TEST_CASE("a named leaf that a reduction across rows reads") {
  Tensor<float, 700, 90> x;
  for (tenon::index i = 0; i < x.numel; ++i) x.data()[i] = static_cast<float>(i % 4);
  const Tensor<float, 1, 90> y = let(node_of(x), [](auto v) { return detail::folded<sum_op, 1u>(v * v); });
  for (tenon::index j = 0; j < 90; ++j) {
    float s = 0;
    for (tenon::index i = 0; i < 700; ++i) s += x(i, j) * x(i, j);
    CHECK(y(0, j) == s);
  }
}

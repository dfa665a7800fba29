// SPDX-License-Identifier: BSL-1.0
// Products and rows on several threads: bit by bit what one thread computes. Without OpenMP there is one, and nothing
// to compare.
#include "threads.hpp"

#include <tenon/eval/adjoint.hpp>
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::differences;
using tenon::test::set_threads;

TEST_CASE("results do not depend on the number of threads") {
  Generator generator(1);
  static Tensor<float, 200, 300> a;
  static Tensor<float, 300, 170> b;
  static Tensor<float, 170, 300> c;
  a = randn(generator);
  b = randn(generator);
  c = randn(generator);
  CHECK(differences<Tensor<float, 200, 170>>([&](auto& y) { y = matmul(a, b); }) == 0);
  CHECK(differences<Tensor<float, 200, 170>>([&](auto& y) { y = matmul(a, transpose(c, 0_c, 1_c)); }) == 0);
  CHECK(differences<Tensor<float, 200, 170>>([&](auto& y) { y = softmax(matmul(exp(a * 0.01f), b), -1_c); }) == 0);
  static Tensor<float, 6, 100, 90> left;
  static Tensor<float, 6, 90, 100> right;
  left = randn(generator);
  right = randn(generator);
  CHECK(differences<Tensor<float, 6, 100, 100>>([&](auto& y) { y = matmul(left, right); }) == 0);
}

TEST_CASE("rows run on several threads") {
  Generator generator(3);
  static Tensor<float, 1501, 1003> x;
  static Tensor<float, 1003> w;
  static Tensor<float, 2'000'003> line;
  x = randn(generator);
  w = randn(generator);
  line = randn(generator);
  using matrix = Tensor<float, 1501, 1003>;
  static_assert(plan<decltype(node_of(softmax(x, -1_c)))>::loops.parallel);
  CHECK(differences<matrix>([&](auto& y) { y = softmax(x * 0.5f + w, -1_c); }) == 0);
  CHECK(differences<matrix>([&](auto& y) { y = gelu_tanh(x * w + 1.0f); }) == 0);
  CHECK(differences<Tensor<float, 1501>>([&](auto& y) { y = mean(exp(tanh(x * w + 1.0f)), -1_c); }) == 0);
  // one row, in parts that end within it
  CHECK(differences<Tensor<float, 2'000'003>>([&](auto& y) { y = exp(-line * line) + 1.0f; }) == 0);
  static Tensor<float, 2'000'003> y;
  set_threads(3);
  y = exp(-line * line) + 1.0f;
  set_threads(1);
  double worst = 0;
  for (tenon::index i = 0; i < y.numel; ++i) {
    const double v = double(line.data()[i]);
    worst = std::max(worst, std::fabs(double(y.data()[i]) - (std::exp(-v * v) + 1)));
  }
  CHECK(worst < 1e-6);
}

namespace {
// the largest error of a product of numbers around 0 with deviation 1, beside loops in double
template <tenon::index M, tenon::index K, tenon::index N> double product_error() {
  Generator generator(2);
  static Tensor<float, M, K> a;
  static Tensor<float, K, N> b;
  static Tensor<float, M, N> y;
  a = randn(generator);
  b = randn(generator);
  y = matmul(a, b);
  double worst = 0;
  for (tenon::index i = 0; i < M; ++i)
    for (tenon::index j = 0; j < N; ++j) {
      double s = 0;
      for (tenon::index k = 0; k < K; ++k) s += double(a(i, k)) * double(b(k, j));
      worst = std::max(worst, std::abs(s - double(y(i, j))));
    }
  return worst;
}
} // namespace

namespace {
// the gradients of attention, whose keys lie in the memory of the queries, `key` elements further on
template <class Mask> auto attention_back(tenon::index key, Mask mask) {
  static Tensor<float, 1, 4, 160, 64> up;
  static Tensor<float, 300'000> memory;
  Generator generator(9);
  up = randn(generator);
  memory = randn(generator);
  return [=](auto& gradients) {
    using size = Size<1, 4, 160, 64>;
    using leaf = node::leaf<float, row_major_layout<size>, true>;
    gradients = zeros<float, 300'000>();
    float* const g = gradients.data();
    const float* const x = memory.data();
    const auto weights = detail::softmax_or_zero(
        node_of(where(mask, matmul(leaf(x, g), transpose(leaf(x + key, g + key), 2_c, 3_c)) * 0.1f, -1.0f)));
    adjoint<row_major_layout<size>>(node_of(matmul(weights, leaf(x + 200'000, g + 200'000))),
                                    static_cast<const float*>(up.data()));
  };
}
} // namespace
TEST_CASE("threads take matrices of attention, where these add to memory of their own") {
  const Tensor<bool, 1, 4, 160, 160> all = ones<bool, 1, 4, 160, 160>();
  using memory = Tensor<float, 300'000>;
  CHECK(differences<memory>(attention_back(100'000, all)) == 0);
  CHECK(differences<memory>(attention_back(10'240, all)) == 0); // the keys of a head are the next one's queries
  CHECK(differences<memory>(attention_back(20, all)) == 0);
}

TEST_CASE("what threads throw arrives, whichever of them throws") {
  static auto p = full<float, 2100, 2100>(0.5f), x = ones<float, 2100, 2100>();
  static Tensor<float, 2100, 2100> y;
  static Tensor<int, 2100> rows;
  set_threads(4);
  static_assert(plan<decltype(node_of(binary_cross_entropy(p, x, reduction::none)))>::loops.parallel);
  static_assert(plan<decltype(node_of(embedding(rows, x) * 2))>::loops.parallel);
  const auto probability = Catch::Message("binary_cross_entropy: 2.000000 is no probability; expected 0 to 1");
  for (const tenon::index at : {0, 1'234'567, 4'409'999}) {
    p.data()[at] = 2;
    CHECK_THROWS_MATCHES(y = binary_cross_entropy(p, x, reduction::none), std::domain_error, probability);
    CHECK_THROWS_MATCHES(y = matmul(binary_cross_entropy(p, x, reduction::none), x), std::domain_error, probability);
    CHECK_THROWS_MATCHES(y = matmul(x, binary_cross_entropy(p, x, reduction::none)), std::domain_error, probability);
    p.data()[at] = 0.5f;
  }
  // of several the one that a single thread would have met first
  rows(300) = 2100;
  rows(1900) = -7;
  CHECK_THROWS_WITH(y = embedding(rows, x) * 2, "embedding: index 2100 is out of range for 2100 entries");
  rows(300) = 0;
  CHECK_THROWS_WITH(y = embedding(rows, x) * 2, "embedding: index -7 is out of range for 2100 entries");
  rows(1900) = 0;
  y = embedding(rows, x) * 2;
  CHECK(y(2099, 2099) == 2);
  set_threads(1);
}

TEST_CASE("large products agree with loops") {
  CHECK(product_error<270, 1030, 45>() < 1e-5 * std::sqrt(1030.0));
  CHECK(product_error<600, 1100, 70>() < 1e-5 * std::sqrt(1100.0)); // the left operand meets panels in blocks of rows
}

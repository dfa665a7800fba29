// SPDX-License-Identifier: BSL-1.0
#include "allocations.hpp"
#include "counted.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr tenon::index R = 5, C = 7;
using X = Tensor<counted, R, C>;

X numbers() {
  X x;
  for (tenon::index i = 0; i < R * C; ++i) x.data()[i] = counted(0.1f * static_cast<float>(i % 11));
  return x;
}
} // namespace

TEST_CASE("softmax evaluates its operand once and each exponential once") {
  const X x = numbers(), w = numbers();
  X y;
  counted::reset();
  y = softmax(x * w, 1_c);
  CHECK(counted::products == 2 * R * C); // the operand, and the scaling
  CHECK(counted::exps == R * C);
  CHECK(counted::sums == R * C);

  counted::reset();
  y = softmax(x * w, 0_c);
  CHECK(counted::products == 2 * R * C);
  CHECK(counted::exps == R * C);
}

TEST_CASE("log_softmax: one exponential an element, one logarithm a row") {
  const X x = numbers(), w = numbers();
  X y;
  counted::reset();
  y = log_softmax(x * w, 1_c);
  CHECK(counted::products == R * C);
  CHECK(counted::exps == R * C);
  CHECK(counted::logs == R);
  CHECK(y(1, 2).v < 0);
}

TEST_CASE("layer_norm evaluates its operand once") {
  const X x = numbers(), w = numbers();
  X y;
  counted::reset();
  y = layer_norm(x * w);
  // the operand, each square, each scaling; and the square of the row's mean, which is computed once a row
  CHECK(counted::products == 3 * R * C + R);
}

TEST_CASE("pairwise_distance: one difference and one square an element") {
  const X x = numbers(), w = numbers();
  Tensor<counted, R> d;
  counted::reset();
  d = pairwise_distance(x, w);
  CHECK(counted::products == R * C);
  CHECK(counted::sums == 2 * R * C); // eps, and the sum itself

  Tensor<counted> m;
  counted::reset();
  m = mean(pairwise_distance(x, w));
  CHECK(counted::products == R * C);
  CHECK(counted::sums == 2 * R * C + R); // each row into the accumulator
}

TEST_CASE("cross_entropy: one exponential an element") {
  const X x = numbers(), w = numbers();
  const auto target = tensor({std::int64_t(0), std::int64_t(3), std::int64_t(6), std::int64_t(2), std::int64_t(1)});
  Tensor<counted> loss;
  counted::reset();
  loss = cross_entropy(x * w, target);
  CHECK(counted::products == R * C);
  CHECK(counted::exps == R * C);
}

TEST_CASE("a reduction over rows of a row function runs it once") {
  const X x = numbers(), w = numbers(), b = numbers();
  Tensor<counted, C> m;
  counted::reset();
  m = mean(square(softmax(x * w + b, 1_c) - b), 0_c);
  CHECK(counted::products == 3 * R * C); // operand, scaling and square
  CHECK(counted::exps == R * C);
}

TEST_CASE("a broadcast reduction is computed once, not for every row") {
  const X x = numbers(), w = numbers();
  X y;
  counted::reset();
  y = x - mean(x * w, 0_c);
  CHECK(counted::products == R * C);
  counted::reset();
  y = x / sum(x * w);
  CHECK(counted::products == R * C);
}

TEST_CASE("softmax of softmax, along one dimension and along both") {
  const X x = numbers(), w = numbers();
  X y;
  counted::reset();
  y = softmax(softmax(x * w, 1_c), 1_c);
  CHECK(counted::products == 3 * R * C); // the operand, and two scalings
  CHECK(counted::exps == 2 * R * C);
  counted::reset();
  y = softmax(softmax(x * w, 1_c), 0_c);
  CHECK(counted::products == 3 * R * C);
  CHECK(counted::exps == 2 * R * C);
}

TEST_CASE("a product's rows, and those of its left operand, are computed once") {
  const X x = numbers();
  Tensor<counted, C, 40> w;
  for (auto& v : w) v = counted(0.5f);
  Tensor<counted, R, 40> y;
  counted::reset();
  y = softmax(matmul(exp(x), w), 1_c);
  CHECK(counted::products == R * C * 40 + R * 40); // and the scaling
  CHECK(counted::exps == R * C + R * 40);
  CHECK(plan<decltype(softmax(matmul(exp(x), w), 1_c))>::temporaries == 0);
}

TEST_CASE("attention stores no scores") {
  constexpr tenon::index T = 200, D = 3;
  Tensor<counted, 2, T, D> q;
  for (auto& x : q) x = counted(0.1f);
  const auto k = q, v = q;
  Tensor<counted, 2, T, D> y;
  counted::reset();
  y = scaled_dot_product_attention(q, k, v);
  CHECK(counted::exps == 2 * T * T);
  CHECK(counted::products == 2 * T * T * (2 * D + 2)); // two products, the scale, and the scaling of softmax
  using scores = decltype(softmax(matmul(q, transpose(k, 1_c, 2_c)), -1_c));
  STATIC_REQUIRE(plan<scores>::temporaries == 0);
  STATIC_REQUIRE(plan<scores>::scratch_bytes < 2 * T * T * static_cast<tenon::index>(sizeof(counted)));
}

TEST_CASE("no statement allocates") {
  static Tensor<float, 20, 300> x, w, y;
  static Tensor<float, 300> b, m0;
  static Tensor<float, 20> m1;
  const auto statements = [] {
    y = softmax(x * w + b, 1_c);
    y = softmax(x * w + b, 0_c);
    y = log_softmax(x, 1_c);
    y = layer_norm(x, b, b);
    m1 = pairwise_distance(x, w);
    m0 = mean(square(softmax(x * w + b, 1_c) - y), 0_c);
    y = x - mean(x, 0_c);
    m1 = var(x, 1_c);
    const float all = mean(y);
    m1 = m1 + all;
  };
  statements(); // the thread's scratch grows once
  const long before = allocations;
  statements();
  CHECK(allocations == before);
}

TEST_CASE("statements give back the scratch they take") {
  Tensor<float, 8, 8> a, b;
  Tensor<float, 8, 8, 2> x;
  auto part = select(x, 2_c, 0_c);
  Tensor<float, 4, 3, 4> z;
  Tensor<double, 3> d;
  const auto statements = [&] {
    part = matmul(a, b);
    d = sum(z, dims(0_c, 2_c));
  };
  statements();
  const auto before = scratch_memory::get().position();
  statements();
  const auto after = scratch_memory::get().position();
  CHECK(before.chunk == after.chunk);
  CHECK(before.used == after.used);
}

TEST_CASE("fusion is a compile-time fact") {
  Tensor<float, 8, 40> y, w;
  Tensor<float, 40> b;
  auto chain = softmax(y * w + b, 1_c);
  STATIC_REQUIRE(plan<decltype(chain)>::temporaries == 0);
  STATIC_REQUIRE(plan<decltype(chain)>::passes == 3);
  auto loss = mean(square(softmax(y * w + b, 1_c) - y), 0_c);
  STATIC_REQUIRE(plan<decltype(loss)>::temporaries == 0);
  using columns = decltype(softmax(y, 0_c));
  STATIC_REQUIRE(plan<columns>::scratch_bytes == 8 * plan<columns>::loops.width * 4);
  auto both = softmax(softmax(y, 1_c), 0_c);
  STATIC_REQUIRE(plan<decltype(both)>::temporaries == 1);
  CHECK(explain(both).find("store the let (8, 40) first: its function needs more than the current row") == 0);
  CHECK(explain(chain) == "for i0 in 0..8\n"
                          "  3 passes over a row of 40, lanes along it, " +
                              std::to_string(plan<decltype(chain)>::loops.width) +
                              " a step\n"
                              "scratch 320 bytes, temporaries 0\n"
                              "2248 operations, 2720 bytes read, 1280 written\n");
}

TEST_CASE("what a product stores is told") {
  Tensor<float, 8, 4> x;
  Tensor<float, 4, 40> w;
  const auto rows = relu(matmul(exp(x), w + 1));
  CHECK(explain(rows).find("store the right operand (4, 40) first: a product reads it as a whole\nfor i0 in 0..8\n") ==
        0);
  const auto columns = softmax(matmul(x, w), 0_c);
  CHECK(explain(columns).find("store the product (8, 40) first: its rows are not the statement's\n") == 0);
  STATIC_REQUIRE(plan<decltype(matmul(exp(x), w))>::temporaries == 0);
  STATIC_REQUIRE(plan<decltype(matmul(transpose(exp(x), 0_c, 1_c), x))>::temporaries == 1);
}

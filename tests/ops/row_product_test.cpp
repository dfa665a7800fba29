// SPDX-License-Identifier: BSL-1.0
// One row times a matrix, as decoding a token has it: the matrix is read in its own order, as rows or as columns.
#include "support.hpp"

#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::test;
using namespace tenon::literals;

namespace {
template <class T, index K, index N> void check_row(double bound) {
  INFO("k = " << K << ", n = " << N);
  const auto a = sample<Tensor<T, 1, K>>(-2, 2, 1);
  const auto b = sample<Tensor<T, K, N>>(-2, 2, 2);
  const Tensor<T, N, K> turned = transpose(b, 0_c, 1_c);
  const auto bias = sample<Tensor<T, N>>(-2, 2, 3);
  const Tensor<T, 1, N> rows = matmul(a, b), columns = linear(a, turned), biased = matmul(a, b) + bias;
  const Tensor<T, 1, N> lazy = matmul(a * 2, b), from_column = matmul(transpose(transpose(a, 0_c, 1_c), 0_c, 1_c), b);
  for (index j = 0; j < N; ++j) {
    double sum = 0;
    for (index k = 0; k < K; ++k) sum += static_cast<double>(a(0, k)) * static_cast<double>(b(k, j));
    CHECK(std::abs(static_cast<double>(rows(0, j)) - sum) < bound);
    CHECK(std::abs(static_cast<double>(columns(0, j)) - sum) < bound);
    CHECK(std::abs(static_cast<double>(biased(0, j)) - sum - static_cast<double>(bias(j))) < bound);
    CHECK(std::abs(static_cast<double>(lazy(0, j)) - 2 * sum) < 2 * bound);
    CHECK(std::abs(static_cast<double>(from_column(0, j)) - sum) < bound);
  }
}
} // namespace

TEST_CASE("one row times matrices of many sizes") {
  check_row<double, 1, 100>(1e-12);
  check_row<double, 7, 33>(1e-12);
  check_row<double, 8, 200>(1e-12);
  check_row<double, 17, 65>(1e-12);
  check_row<double, 31, 2>(1e-12);
  check_row<double, 530, 129>(1e-11);
  check_row<float, 3, 64>(1e-5);
  check_row<float, 16, 16>(1e-4);
  check_row<float, 65, 131>(1e-4);
  check_row<float, 600, 97>(1e-3);
  check_row<float, 128, 5>(1e-4);
}
TEST_CASE("a row in place of itself") {
  auto x = sample<Tensor<double, 1, 40>>(-1, 1, 4);
  const auto w = sample<Tensor<double, 40, 40>>(-1, 1, 5);
  const auto before = x;
  const Tensor<double, 1, 40> columns = linear(before, w), rows = matmul(before, w);
  x = linear(x, w);
  for (index j = 0; j < 40; ++j) CHECK(x(0, j) == columns(0, j));
  x = before;
  x = matmul(x, w);
  for (index j = 0; j < 40; ++j) CHECK(x(0, j) == rows(0, j));
  auto narrow_x = sample<Tensor<float, 1, 20>>(-1, 1, 6);
  const auto v = sample<Tensor<float, 20, 20>>(-1, 1, 7);
  const Tensor<float, 1, 20> wanted = linear(eval(narrow_x), v);
  narrow_x = linear(narrow_x, v);
  for (index j = 0; j < 20; ++j) CHECK(narrow_x(0, j) == wanted(0, j));
}
TEST_CASE("gradients through one row") {
  const auto x = sample<Tensor<double, 1, 37>>(-1, 1, 8);
  const auto w = sample<Tensor<double, 41, 37>>(-1, 1, 9);
  const auto checked = gradcheck([&](const auto& p) { return sum(square(linear(p, w))); }, x);
  INFO(checked.message());
  CHECK(static_cast<bool>(checked));
  const auto u = sample<Tensor<double, 37, 41>>(-1, 1, 10);
  const auto again = gradcheck([&](const auto& p) { return sum(square(matmul(p, u))); }, x);
  INFO(again.message());
  CHECK(static_cast<bool>(again));
}

// SPDX-License-Identifier: BSL-1.0
// A = L L^T, and the four triangular systems.
#include "support.hpp"

#include <tenon/linalg/cholesky.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
// B B^T + I
template <class T, index N> Tensor<T, N, N> positive_definite(std::uint64_t seed) {
  const auto b = random_matrix<T, N, N>(seed);
  Tensor<T, N, N> a;
  for (index i = 0; i < N; ++i)
    for (index j = 0; j < N; ++j) {
      a(i, j) = T(i == j);
      for (index k = 0; k < N; ++k) a(i, j) += b(i, k) * b(j, k);
    }
  return a;
}
} // namespace

TEMPLATE_TEST_CASE("cholesky keeps its identity", "[linalg]", float, double) {
  using T = TestType;
  const auto check = []<index N>(const Tensor<T, N, N>& a) {
    const auto l = linalg::cholesky(a);
    CHECK(ulps_off(a, l, l) < 4);
    for (index i = 0; i < N; ++i)
      for (index j = i + 1; j < N; ++j) CHECK(l(i, j) == 0);
  };
  check(positive_definite<T, 1>(1));
  check(positive_definite<T, 5>(2));
  check(positive_definite<T, 20>(3));
  check(matrix<T, 2, 2>({1e10, 1, 1, 1e-8})); // badly scaled
}

TEST_CASE("cholesky of a matrix known by hand, and only its lower triangle", "[linalg]") {
  const auto l = linalg::cholesky(matrix<double, 2, 2>({4, 99, 2, 5}));
  CHECK(l(0, 0) == 2);
  CHECK(l(0, 1) == 0);
  CHECK(l(1, 0) == 1);
  CHECK(l(1, 1) == 2);
}

TEST_CASE("cholesky rejects what is not positive definite", "[linalg]") {
  CHECK_THROWS_WITH(linalg::cholesky(matrix<double, 2, 2>({1, 2, 2, 4})),
                    "cholesky: the matrix is not positive definite: its leading minor of order 2 is not positive");
  CHECK_THROWS_AS(linalg::cholesky(matrix<double, 1, 1>({0})), std::domain_error);
  CHECK_THROWS_AS(linalg::cholesky(matrix<double, 1, 1>({std::nan("")})), std::domain_error);
}

TEMPLATE_TEST_CASE("triangular systems", "[linalg]", float, double) {
  using T = TestType;
  auto a = random_matrix<T, 6, 6>(4);
  for (index i = 0; i < 6; ++i) a(i, i) += T(4);
  Tensor<T, 6> b;
  for (index i = 0; i < 6; ++i) b(i) = T(i) - T(1.5);
  const auto check = [&](const Tensor<T, 6>& x, bool lower, bool transposed) {
    for (index i = 0; i < 6; ++i) {
      double sum = 0;
      for (index j = 0; j < 6; ++j) {
        const index row = transposed ? j : i, column = transposed ? i : j;
        if (lower ? column <= row : column >= row)
          sum += static_cast<double>(a(row, column)) * static_cast<double>(x(j));
      }
      CHECK(std::fabs(sum - static_cast<double>(b(i))) < 50 * static_cast<double>(linalg::epsilon<T>));
    }
  };
  check(linalg::solve_lower(a, b), true, false);
  check(linalg::solve_upper(a, b), false, false);
  check(linalg::solve_lower_transposed(a, b), true, true);
  check(linalg::solve_upper_transposed(a, b), false, true);
}

TEST_CASE("cholesky_solve undoes a product", "[linalg]") {
  const auto a = positive_definite<double, 7>(5);
  Tensor<double, 7> x;
  for (index i = 0; i < 7; ++i) x(i) = 1 / static_cast<double>(i + 1);
  const auto found = linalg::cholesky_solve(linalg::cholesky(a), linalg::times(a, x));
  for (index i = 0; i < 7; ++i) CHECK(found(i) == Approx(x(i)).epsilon(1e-12));
}

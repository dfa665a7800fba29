// SPDX-License-Identifier: BSL-1.0
// A P = Q R with orthonormal Q and upper triangular R, for matrices of every kind; and square systems.
#include "support.hpp"

#include <tenon/linalg/qr.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
template <class T, index M, index N> void check_qr(const Tensor<T, M, N>& a) {
  for (const auto pivoting : {linalg::Pivoting::none, linalg::Pivoting::columns}) {
    const auto f = linalg::qr(a, pivoting);
    constexpr index K = M < N ? M : N;
    const Tensor<T, M, K> q = f.q();
    const Tensor<T, K, N> r = f.r();
    Tensor<T, M, N> ordered;
    Tensor<T, N, K> columns; // of R
    unsigned seen = 0;
    for (index j = 0; j < N; ++j) {
      seen |= 1u << f.order()(j);
      for (index i = 0; i < M; ++i) ordered(i, j) = a(i, f.order()(j));
      for (index i = 0; i < K; ++i) columns(j, i) = r(i, j);
      for (index i = j + 1; i < K; ++i) CHECK(r(i, j) == 0);
    }
    CHECK(seen == (1u << N) - 1);
    CHECK(ulps_off(ordered, q, columns) < 8);
    CHECK(ulps_off_orthonormal(q) < 16);
    if (pivoting == linalg::Pivoting::none) {
      for (index j = 0; j < N; ++j) CHECK(f.order()(j) == j);
      continue;
    }
    const T allowed = T(1) + T(16) * linalg::epsilon<T>; // what is left of a column is not longer than the diagonal
    for (index k = 0; k < K; ++k)
      for (index j = k + 1; j < N; ++j) {
        double rest = 0;
        for (index i = k; i < K; ++i) rest += static_cast<double>(r(i, j)) * static_cast<double>(r(i, j));
        CHECK(std::sqrt(rest) <= static_cast<double>(allowed * std::fabs(r(k, k))));
      }
  }
}
} // namespace

TEMPLATE_TEST_CASE("qr keeps its identities", "[linalg]", float, double) {
  using T = TestType;
  check_qr(random_matrix<T, 7, 4>(1));
  check_qr(random_matrix<T, 5, 5>(2));
  check_qr(random_matrix<T, 3, 6>(3));
  check_qr(random_matrix<T, 1, 1>(4));
  check_qr(random_matrix<T, 6, 1>(5));
  check_qr(random_matrix<T, 1, 4>(6));
  check_qr(random_matrix<T, 40, 12>(7));
  check_qr(graded_matrix<T, 8, 5, 5>(8));
  check_qr(graded_matrix<T, 8, 5, 2>(9)); // of rank two
  check_qr(Tensor<T, 4, 3>());
}

TEMPLATE_TEST_CASE("qr of what overflows when squared", "[linalg]", float, double) {
  using T = TestType;
  const T huge = std::numeric_limits<T>::max() / 8, tiny = std::numeric_limits<T>::min() * 8;
  for (const T size : {huge, tiny}) {
    const auto r = linalg::qr(matrix<T, 2, 1>({3, 4}).eval()).r();
    CHECK(std::fabs(r(0, 0)) == Approx(5));
    Tensor<T, 2, 1> a;
    a(0, 0) = size * T(0.6);
    a(1, 0) = size * T(0.8);
    CHECK(static_cast<double>(std::fabs(linalg::qr(a).r()(0, 0)) / size) == Approx(1));
  }
}

TEST_CASE("Q^T b with the whole Q", "[linalg]") {
  const auto a = random_matrix<double, 6, 3>(11);
  const auto f = linalg::qr(a, linalg::Pivoting::columns);
  Tensor<double, 6> b;
  for (index i = 0; i < 6; ++i) b(i) = static_cast<double>(i * i) - 3;
  const Tensor<double, 6> y = f.transposed_times(b);
  const auto q = f.q();
  for (index k = 0; k < 3; ++k) {
    double expected = 0;
    for (index i = 0; i < 6; ++i) expected += q(i, k) * b(i);
    CHECK(y(k) == Approx(expected));
  }
  CHECK(linalg::norm(y) == Approx(linalg::norm(b)));
}

TEMPLATE_TEST_CASE("solve finds what was multiplied, or says that it cannot", "[linalg]", float, double) {
  using T = TestType;
  const auto a = random_matrix<T, 5, 5>(12);
  Tensor<T, 5> x;
  for (index i = 0; i < 5; ++i) x(i) = T(i) - T(2);
  const Tensor<T, 5> found = linalg::solve(a, linalg::times(a, x));
  for (index i = 0; i < 5; ++i) CHECK(std::fabs(found(i) - x(i)) < 200 * linalg::epsilon<T>);
  const auto singular = matrix<T, 2, 2>({1, 2, 2, 4});
  CHECK_THROWS_WITH(linalg::solve(singular, Tensor<T, 2>()), "solve: the matrix is singular to working precision");
}

TEST_CASE("qr in a constant expression", "[linalg]") {
  constexpr double d = [] {
    Tensor<double, 2, 2> a;
    a(0, 0) = 3, a(1, 0) = 4, a(0, 1) = 1, a(1, 1) = 2;
    return linalg::qr(a).r()(0, 0);
  }();
  STATIC_REQUIRE(d == -5);
}

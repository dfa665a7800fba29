// SPDX-License-Identifier: BSL-1.0
// A = U diag(s) V^T with orthonormal U and V, for matrices of every kind; singular values known by hand; least squares.
#include "support.hpp"

#include <tenon/linalg/svd.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
template <class T, index M, index N> auto check_svd(const Tensor<T, M, N>& a) {
  const auto f = linalg::svd(a);
  constexpr index K = M < N ? M : N;
  Tensor<T, M, K> scaled = f.u;
  for (index k = 0; k < K; ++k) {
    CHECK(f.s(k) >= 0);
    if (k > 0) CHECK(f.s(k) <= f.s(k - 1));
    for (index i = 0; i < M; ++i) scaled(i, k) *= f.s(k);
  }
  CHECK(ulps_off(a, scaled, f.v) < 16);
  CHECK(ulps_off_orthonormal(f.u) < 32);
  CHECK(ulps_off_orthonormal(f.v) < 32);
  return f.s;
}
} // namespace

TEMPLATE_TEST_CASE("svd keeps its identities", "[linalg]", float, double) {
  using T = TestType;
  check_svd(random_matrix<T, 7, 4>(1));
  check_svd(random_matrix<T, 5, 5>(2));
  check_svd(random_matrix<T, 3, 6>(3));
  check_svd(random_matrix<T, 1, 4>(4));
  check_svd(random_matrix<T, 4, 1>(5));
  check_svd(random_matrix<T, 40, 12>(6));
  check_svd(graded_matrix<T, 8, 5, 5>(7));
  const auto s = check_svd(graded_matrix<T, 8, 5, 2>(8));
  for (index k = 2; k < 5; ++k) CHECK(s(k) < 4 * linalg::epsilon<T> * s(0));
  check_svd(Tensor<T, 4, 3>());
  check_svd(Tensor<T, 2, 3>());
  CHECK(check_svd(matrix<T, 1, 1>({-3}))(0) == 3);
}

TEMPLATE_TEST_CASE("singular values known by hand", "[linalg]", float, double) {
  using T = TestType;
  const auto eps = static_cast<double>(linalg::epsilon<T>);
  const auto s = check_svd(matrix<T, 2, 2>({3, 0, 4, 5})); // of A^T A: 45 and 5
  CHECK(static_cast<double>(s(0)) == Approx(std::sqrt(45.0)).epsilon(4 * eps));
  CHECK(static_cast<double>(s(1)) == Approx(std::sqrt(5.0)).epsilon(4 * eps));
  const auto equal = check_svd(matrix<T, 3, 3>({0, 0, 2, 2, 0, 0, 0, -2, 0}));
  for (index k = 0; k < 3; ++k) CHECK(equal(k) == 2);
  // columns of any scale: each singular value has its own digits
  const auto graded = check_svd(matrix<T, 3, 2>({1e10, 1e-10, 1e10, -1e-10, 0, 0}));
  CHECK(static_cast<double>(graded(0)) == Approx(std::sqrt(2.0) * 1e10).epsilon(4 * eps));
  CHECK(static_cast<double>(graded(1)) == Approx(std::sqrt(2.0) * 1e-10).epsilon(4 * eps));
}

TEMPLATE_TEST_CASE("svd of what overflows when squared", "[linalg]", float, double) {
  using T = TestType;
  const T huge = std::numeric_limits<T>::max() / 4, tiny = std::numeric_limits<T>::min() * 4;
  for (const T size : {huge, tiny}) {
    Tensor<T, 2, 2> a;
    a(0, 0) = size, a(1, 1) = size / 2, a(0, 1) = size / 2;
    const auto s = linalg::svd(a).s;
    // of [1 1/2; 0 1/2]: s^2 = (3 +- sqrt 5) / 4
    CHECK(static_cast<double>(s(0) / size) == Approx(std::sqrt((3 + std::sqrt(5.0)) / 4)));
    CHECK(static_cast<double>(s(1) / size) == Approx(std::sqrt((3 - std::sqrt(5.0)) / 4)));
  }
}

TEST_CASE("svd of nan ends, with nan", "[linalg]") {
  auto a = random_matrix<double, 3, 3>(9);
  a(1, 1) = std::nan("");
  const auto f = linalg::svd(a);
  CHECK(std::isnan(f.s(0) + f.s(1) + f.s(2)));
}

TEMPLATE_TEST_CASE("least squares", "[linalg]", float, double) {
  using T = TestType;
  // a line through (0, 1), (1, 3), (2, 4): 7/6 + 3/2 t
  Tensor<T, 3> b;
  b(0) = 1, b(1) = 3, b(2) = 4;
  const auto line = linalg::lstsq(matrix<T, 3, 2>({1, 0, 1, 1, 1, 2}), b);
  CHECK(static_cast<double>(line(0)) == Approx(7.0 / 6));
  CHECK(static_cast<double>(line(1)) == Approx(1.5));
  // two equal columns, and an unknown that nothing depends on: the shortest solution
  const auto shortest = linalg::lstsq(matrix<T, 3, 3>({1, 1, 0, 1, 1, 0, 1, 1, 0}), b);
  CHECK(static_cast<double>(shortest(0)) == Approx(4.0 / 3));
  CHECK(static_cast<double>(shortest(1)) == Approx(4.0 / 3));
  CHECK(shortest(2) == 0);
  // more unknowns than equations: x + 2 y + 2 z = 9 at (1, 2, 2)
  Tensor<T, 1> nine;
  nine(0) = 9;
  const auto wide = linalg::lstsq(matrix<T, 1, 3>({1, 2, 2}), nine);
  CHECK(static_cast<double>(wide(0)) == Approx(1));
  CHECK(static_cast<double>(wide(1)) == Approx(2));
  CHECK(static_cast<double>(wide(2)) == Approx(2));
}

TEST_CASE("svd in a constant expression", "[linalg]") {
  constexpr double s = [] {
    Tensor<double, 2, 2> a;
    a(0, 0) = 0, a(0, 1) = 3, a(1, 0) = -2, a(1, 1) = 0;
    return linalg::svd(a).s(0);
  }();
  STATIC_REQUIRE(s == 3);
}

// SPDX-License-Identifier: BSL-1.0
// The factorizations against Eigen's.
#include "support.hpp"

#include <tenon/linalg/cholesky.hpp>
#include <tenon/linalg/svd.hpp>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <Eigen/SVD>

// inside the namespace, since Eigen includes <strings.h>, whose function is called index, too
namespace tenon::test {
namespace {
using peer = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <index M, index N> peer peer_of(const Tensor<double, M, N>& a) {
  return Eigen::Map<const peer>(a.data(), M, N);
}
// Their signs are free; absolute values must agree.
template <index M, index N> void check_singular_values(const Tensor<double, M, N>& a) {
  const auto s = linalg::svd(a).s;
  const auto expected = Eigen::JacobiSVD<peer>(peer_of(a)).singularValues();
  for (index k = 0; k < s.numel; ++k) CHECK(std::fabs(s(k) - expected(k)) < 1e-14 * expected(0));
}
template <index M, index N> void check_r(const Tensor<double, M, N>& a) {
  const auto r = linalg::qr(a).r();
  const peer expected = Eigen::HouseholderQR<peer>(peer_of(a)).matrixQR();
  for (index i = 0; i < std::min(M, N); ++i)
    for (index j = i; j < N; ++j)
      CHECK(std::fabs(std::fabs(r(i, j)) - std::fabs(expected(i, j))) < 1e-13 * frobenius(a));
}
} // namespace

TEST_CASE("singular values are Eigen's", "[linalg]") {
  check_singular_values(random_matrix<double, 9, 5>(1));
  check_singular_values(random_matrix<double, 6, 6>(2));
  check_singular_values(random_matrix<double, 4, 7>(3));
  check_singular_values(graded_matrix<double, 9, 6, 6>(4));
  check_singular_values(graded_matrix<double, 9, 6, 3>(5));
}
TEST_CASE("R is Eigen's up to signs", "[linalg]") {
  check_r(random_matrix<double, 9, 5>(1));
  check_r(random_matrix<double, 6, 6>(2));
  check_r(random_matrix<double, 4, 7>(3));
}
TEST_CASE("columns are chosen in Eigen's order", "[linalg]") {
  const auto a = random_matrix<double, 10, 7>(6);
  const auto order = linalg::qr(a, linalg::Pivoting::columns).order();
  const auto expected = Eigen::ColPivHouseholderQR<peer>(peer_of(a)).colsPermutation().indices();
  for (index j = 0; j < 7; ++j) CHECK(order(j) == expected(j));
}
TEST_CASE("L is Eigen's", "[linalg]") {
  const auto b = random_matrix<double, 6, 6>(7);
  Tensor<double, 6, 6> a;
  for (index i = 0; i < 6; ++i)
    for (index j = 0; j < 6; ++j)
      for (index k = 0; k < 6; ++k) a(i, j) += b(i, k) * b(j, k);
  const auto l = linalg::cholesky(a);
  const peer expected = Eigen::LLT<peer>(peer_of(a)).matrixL();
  for (index i = 0; i < 6; ++i)
    for (index j = 0; j <= i; ++j) CHECK(l(i, j) == Approx(expected(i, j)).epsilon(1e-11));
}
TEST_CASE("least squares and systems are solved as Eigen solves them", "[linalg]") {
  const auto a = random_matrix<double, 9, 5>(8);
  Tensor<double, 9> b;
  for (index i = 0; i < 9; ++i) b(i) = std::sin(static_cast<double>(i));
  const auto x = linalg::lstsq(a, b);
  const Eigen::Map<const Eigen::VectorXd> right(b.data(), 9);
  const Eigen::VectorXd expected =
      Eigen::JacobiSVD<peer>(peer_of(a), Eigen::ComputeThinU | Eigen::ComputeThinV).solve(right);
  for (index i = 0; i < 5; ++i) CHECK(x(i) == Approx(expected(i)).epsilon(1e-12));
}

} // namespace tenon::test

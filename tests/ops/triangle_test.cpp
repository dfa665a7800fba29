// SPDX-License-Identifier: BSL-1.0
// tril, triu and masked_fill at every coordinate, with inf and nan in what they leave out.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {
template <long long K, index R, index C> void check_triangles() {
  const auto x = sample<Tensor<float, 2, R, C>>(1, 2);
  const Tensor<float, 2, R, C> low = tril(x, c<K>), high = triu(x, c<K>);
  for (index b = 0; b < 2; ++b)
    for (index i = 0; i < R; ++i)
      for (index j = 0; j < C; ++j) {
        INFO(K << " " << R << " " << C << " at " << i << ", " << j);
        CHECK(low(b, i, j) == (j - i <= K ? x(b, i, j) : 0));
        CHECK(high(b, i, j) == (j - i >= K ? x(b, i, j) : 0));
      }
}
} // namespace

TEST_CASE("triangles of matrices of any shape", "[ops]") {
  check_triangles<0, 4, 4>();
  check_triangles<1, 3, 5>();
  check_triangles<-1, 5, 3>();
  check_triangles<-7, 5, 3>();
  check_triangles<7, 5, 3>();
  check_triangles<2, 33, 34>();
  check_triangles<-3, 17, 40>();
}

TEST_CASE("what a triangle leaves out is zero whatever it was", "[ops]") {
  const auto x = filled<Tensor<float, 2, 2>>({1, static_cast<float>(inf), static_cast<float>(NaN), 4});
  check_values(tril(x), {1, 0, NaN, 4});
  check_values(triu(x), {1, inf, 0, 4});
  check_values(triu(tril(x)), {1, 0, 0, 4});
  // diagonals far beyond the matrix
  const auto all = ones<float, 2, 2>();
  check_values(tril(all, 2147483647_c), {1, 1, 1, 1});
  check_values(tril(all, c<-(1LL << 40)>), {0, 0, 0, 0});
  check_values(triu(all, c<1LL << 40>), {0, 0, 0, 0});
  check_values(triu(all, c<-2147483648LL>), {1, 1, 1, 1});
  CHECK(gradient(x, [](const auto& v) { return tril(v); }) == std::vector<double>{1, 0, 1, 1});
  CHECK(gradient(x, [](const auto& v) { return triu(v, 1_c); }) == std::vector<double>{0, 1, 0, 0});
}

TEST_CASE("triangles in larger expressions", "[ops]") {
  const auto x = sample<Tensor<double, 5, 5>>();
  const Tensor<double, 5, 5> low = tril(x, -1_c);
  check_values(tril(x, -1_c) + triu(x), values_of(x));
  check_values(sum(tril(x, -1_c), 1_c), values_of(sum(low, 1_c)));
  check_values(sum(tril(x, -1_c), 0_c), values_of(sum(low, 0_c)));
  check_values(matmul(tril(x, -1_c), x), values_of(matmul(low, x)));
  check_values(softmax(tril(x, -1_c), 1_c), values_of(softmax(low, 1_c)));
  check_gradient(x, [](const auto& v) { return softmax(tril(square(v)), 1_c); });
  check_gradient(x, [](const auto& v) { return matmul(triu(v), tril(v, -2_c)); });
}

TEST_CASE("masked_fill replaces what the mask marks", "[ops]") {
  const auto x = filled<Tensor<float, 2, 2>>({1, 2, 3, static_cast<float>(NaN)});
  Tensor<bool, 2> mask;
  mask(1) = true;
  check_values(masked_fill(x, mask, -1), {1, -1, 3, -1});
  check_values(masked_fill(x, x > 1, Tensor<float>(9.f)), {1, 9, 9, NaN});
  CHECK(gradient(x, [&](const auto& v) { return masked_fill(square(v), mask, 0); }) == std::vector<double>{2, 0, 6, 0});
}

// SPDX-License-Identifier: BSL-1.0
// Products whose left operand lies in columns, as gradients of weights have it: the rows of tiles are packed.
#include "guarded.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::guarded;

namespace {
// small whole numbers, whose sums are exact
float left(tenon::index k, tenon::index i) { return static_cast<float>((k * 5 + i * 3) % 7 - 3); }
float right(tenon::index k, tenon::index j) { return static_cast<float>((k * 2 + j * 7) % 5 - 2); }

template <tenon::index M, tenon::index K, tenon::index N> void check_product() {
  INFO(M << " x " << K << " x " << N);
  guarded a(K * M), b(K * N), c(M * N), turned(N * K);
  for (tenon::index k = 0; k < K; ++k) {
    for (tenon::index i = 0; i < M; ++i) a.data()[k * M + i] = left(k, i);
    for (tenon::index j = 0; j < N; ++j) b.data()[k * N + j] = turned.data()[j * K + k] = right(k, j);
  }
  const auto x = transpose(TensorView<const float, K, M>(a.data()), 0_c, 1_c);
  const TensorView<const float, K, N> y(b.data());
  TensorView<float, M, N> z(c.data());
  const auto differences = [&](float factor, float offset) {
    tenon::index wrong = 0;
    for (tenon::index i = 0; i < M; ++i)
      for (tenon::index j = 0; j < N; ++j) {
        double sum = 0;
        for (tenon::index k = 0; k < K; ++k) sum += double(left(k, i)) * double(right(k, j));
        wrong += double(z(i, j)) != double(factor) * sum + double(offset);
      }
    return wrong;
  };
  z = matmul(x, y);
  CHECK(differences(1, 0) == 0);
  z += matmul(x, y);
  CHECK(differences(2, 0) == 0);
  z = linear(x, TensorView<const float, N, K>(turned.data())) + 1;
  CHECK(differences(1, 1) == 0);
  for (const guarded* g : {&a, &b, &c, &turned}) CHECK(g->intact());
}
} // namespace

TEST_CASE("few columns and many") {
  check_product<256, 1, 128>();
  check_product<257, 3, 130>();
  check_product<263, 70, 150>();
}
TEST_CASE("more of k than a panel holds, and more rows than a block") {
  check_product<263, 600, 150>();
  check_product<530, 513, 129>();
}

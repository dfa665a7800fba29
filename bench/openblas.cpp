// SPDX-License-Identifier: BSL-1.0
// OpenBLAS on the products, and on the transposed copy.
#include "row.hpp"

#include <cblas.h>

namespace {

void multiply(const float* a, const float* b, float* c, int m, int k, int n, float beta) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0f, a, k, b, n, beta, c, n);
}
template <tenon::index N> void square() {
  const auto& row = bench::row::named("matmul(a, b) " + std::to_string(N));
  auto &a = bench::input<N, N>(1), &b = bench::input<N, N>(2);
  row.add("OpenBLAS", [&a, &b, y = row.out()] { multiply(a.data(), b.data(), y, N, N, N, 0.0f); });
}

const bench::registration added(bench::stage::peers, [] {
  openblas_set_num_threads(1);
  square<3>();
  square<4>();
  square<8>();
  square<16>();
  square<32>();
  square<64>();
  square<256>();
  square<512>();
  square<1024>();
  const auto& linear = bench::row::named("x @ w + b 64x256x1000");
  auto& x = bench::input<64, 256>(1);
  for (float& v : x) v /= 16;
  auto& w = bench::input<256, 1000>(2);
  auto& b = bench::input<1000>(3);
  linear.add("OpenBLAS", [&, y = linear.out()] {
    for (int i = 0; i < 64; ++i) std::copy(b.begin(), b.end(), y + i * 1000);
    multiply(x.data(), w.data(), y, 64, 256, 1000, 1.0f);
  });
  const auto& turned = bench::row::named("transpose(x, 0, 1) 1024x1024");
  auto& z = bench::input<1024, 1024>(1);
  turned.add("OpenBLAS", [&z, y = turned.out()] {
    cblas_somatcopy(CblasRowMajor, CblasTrans, 1024, 1024, 1.0f, z.data(), 1024, y, 1024);
  });
});

} // namespace

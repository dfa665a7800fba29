// SPDX-License-Identifier: BSL-1.0
// What layouts cost: permuted and transposed copies, parts of a split, and a statement of sixteen numbers.
#include "row.hpp"

#ifdef TENON_BENCH_EIGEN
#include <Eigen/Core>
#endif

using namespace tenon;
using namespace tenon::literals;

namespace {

void add_permute() {
  auto& x = bench::input<8, 64, 12, 64>(1);
  auto& y = bench::output<8, 12, 64, 64>();
  const auto copy = [&](auto* to) {
    for (tenon::index a = 0; a < 8; ++a)
      for (tenon::index c = 0; c < 12; ++c)
        for (tenon::index b = 0; b < 64; ++b)
          for (tenon::index d = 0; d < 64; ++d)
            to[((a * 12 + c) * 64 + b) * 64 + d] = x.data()[((a * 64 + b) * 12 + c) * 64 + d];
  };
  bench::row("permute(x, 0, 2, 1, 3) 8x64x12x64", y.data(), 8 * 12 * 64 * 64, 8.0 * 8 * 12 * 64 * 64, [=](double* to) {
    copy(to);
  }).add("tenon", [&] {
      y = permute(x, 0_c, 2_c, 1_c, 3_c);
    }).add("loops", [=, &y] { copy(y.data()); });
}

void add_transpose() {
  constexpr tenon::index N = 1024;
  auto &x = bench::input<N, N>(1), &y = bench::output<N, N>();
  bench::row("transpose(x, 0, 1) 1024x1024", y.data(), N * N, 8.0 * N * N,
             [&](double* to) {
               for (tenon::index i = 0; i < N; ++i)
                 for (tenon::index j = 0; j < N; ++j) to[i * N + j] = double(x(j, i));
             })
      .add("tenon", [&] { y = transpose(x, 0_c, 1_c); })
      .add("loops",
           [&] { // in blocks that the first-level cache holds
             for (tenon::index i0 = 0; i0 < N; i0 += 16)
               for (tenon::index j0 = 0; j0 < N; j0 += 16)
                 for (tenon::index i = i0; i < i0 + 16; ++i)
                   for (tenon::index j = j0; j < j0 + 16; ++j) y.data()[i * N + j] = x.data()[j * N + i];
           })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             using map = Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
             map(y.data(), N, N) = map(x.data(), N, N).transpose();
           })
#endif
      ;
}

void add_split() {
  constexpr tenon::index N = 1024, P = 256;
  auto& x = bench::input<N, N>(1);
  auto& y = bench::output<N, P>();
  const auto sum = [&](auto* to) {
    for (tenon::index i = 0; i < N; ++i)
      for (tenon::index j = 0; j < P; ++j)
        to[i * P + j] =
            x.data()[i * N + j] + x.data()[i * N + P + j] + x.data()[i * N + 2 * P + j] + x.data()[i * N + 3 * P + j];
  };
  bench::row("sum of split(x, 256, 1) 1024x1024", y.data(), N * P, 5.0 * N * N, [=](double* to) { sum(to); })
      .add("tenon",
           [&] {
             const auto [a, b, c, d] = split(x, 256_c, 1_c);
             y = a + b + c + d;
           })
      .add("loops", [=, &y] { sum(y.data()); });
}

void add_tiny() {
  auto &a = bench::input<16>(1), &b = bench::input<16>(2), &c = bench::input<16>(3), &d = bench::input<16>(4);
  auto& y = bench::output<16>();
  const auto compute = [&](auto* to) {
    for (tenon::index i = 0; i < 16; ++i) to[i] = (a(i) + b(i)) * c(i) - d(i);
  };
  bench::row("(a + b) * c - d 16", y.data(), 16, 320, [=](double* to) {
    compute(to);
  }).add("tenon", [&] {
      y = (a + b) * c - d;
    }).add("loops", [=, &y] { compute(y.data()); });
}

const bench::registration added(bench::stage::rows, [] {
  add_permute();
  add_transpose();
  add_split();
  add_tiny();
});

} // namespace

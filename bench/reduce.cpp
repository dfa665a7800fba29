// SPDX-License-Identifier: BSL-1.0
// Means and distances, most of which memory bounds: beside loops written by hand on packs, plain loops, and Eigen.
#include "row.hpp"

#ifdef TENON_BENCH_EIGEN
#include <Eigen/Core>
#endif

using namespace tenon;
using namespace tenon::literals;

namespace {

enum class kind { columns, rows, all, squared, distance, distance1 };
template <kind K> constexpr const char* name_of() {
  switch (K) {
  case kind::columns:
    return "mean(x, 0)";
  case kind::rows:
    return "mean(x, 1)";
  case kind::all:
    return "mean(x)";
  case kind::squared:
    return "mean((x - z)^2, 1)";
  case kind::distance:
    return "pairwise_distance(x, z)";
  default:
    return "pairwise_distance(x, z, 1)";
  }
}
constexpr bool is_distance(kind k) { return k == kind::distance || k == kind::distance1; }
constexpr bool reads_two(kind k) { return k == kind::squared || is_distance(k); }

template <kind K, tenon::index R, tenon::index C, class T> void by_loops(const float* x, const float* z, T* y) {
  constexpr tenon::index results = K == kind::columns ? C : K == kind::all ? 1 : R;
  std::fill(y, y + results, T(0));
  for (tenon::index r = 0; r < R; ++r)
    for (tenon::index j = 0; j < C; ++j) {
      const T a = static_cast<T>(x[r * C + j]);
      const T d = reads_two(K) ? a - static_cast<T>(z[r * C + j]) + static_cast<T>(is_distance(K) ? 1e-6 : 0.0) : a;
      y[K == kind::columns ? j
        : K == kind::all   ? 0
                           : r] += K == kind::distance1 ? std::abs(d)
                                 : reads_two(K)       ? d * d
                                                      : a;
    }
  for (tenon::index i = 0; i < results; ++i)
    if constexpr (K == kind::distance) y[i] = std::sqrt(y[i]);
    else if constexpr (K != kind::distance1) y[i] /= static_cast<T>(R * C / results);
}

// one accumulator a register, as many registers as hide the latency of an addition
template <kind K, tenon::index R, tenon::index C> void by_packs(const float* x, const float* z, float* y) {
  constexpr int W = C % (8 * native_lanes<float>) == 0 ? 8 * native_lanes<float> : native_lanes<float>;
  using P = pack<float, W>;
  constexpr tenon::index rows = K == kind::all ? 1 : R, n = K == kind::all ? R * C : C;
  for (tenon::index r = 0; r < rows; ++r) {
    P s(0.0f);
    for (tenon::index j = 0; j < n; j += W) {
      const P a = P::load(x + r * n + j);
      if constexpr (!reads_two(K)) s += a;
      else {
        const P e = a - P::load(z + r * n + j) + P(is_distance(K) ? 1e-6f : 0.0f);
        if constexpr (K == kind::distance1) s += simd::abs(e);
        else s = fma(e, e, s);
      }
    }
    const float total = reduce(s, [](auto a, auto b) { return a + b; });
    y[r] = K == kind::distance ? std::sqrt(total) : K == kind::distance1 ? total : total / static_cast<float>(n);
  }
}

#ifdef TENON_BENCH_EIGEN
template <kind K, tenon::index R, tenon::index C> void by_eigen(const float* in, const float* other, float* out) {
  using Matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> x(in, R, C), z(other, R, C);
  Eigen::Map<Eigen::ArrayXf> y(out, K == kind::columns ? C : K == kind::all ? 1 : R);
  if constexpr (K == kind::columns) y = x.colwise().mean().transpose();
  else if constexpr (K == kind::rows) y = x.rowwise().mean();
  else if constexpr (K == kind::all) y(0) = x.mean();
  else if constexpr (K == kind::squared) y = (x - z).square().rowwise().mean();
  else if constexpr (K == kind::distance1) y = (x - z + 1e-6f).abs().rowwise().sum();
  else y = (x - z + 1e-6f).square().rowwise().sum().sqrt();
}
#endif

template <kind K, tenon::index R, tenon::index C> void add() {
  constexpr tenon::index results = K == kind::columns ? C : K == kind::all ? 1 : R;
  auto &x = bench::input<R, C>(1), &z = bench::input<R, C>(2);
  auto& y = bench::output<results>();
  const bench::row row(std::string(name_of<K>()) + " " + std::to_string(R) + "x" + std::to_string(C), y.data(), results,
                       (reads_two(K) ? 8.0 : 4.0) * R * C,
                       [&](double* to) { by_loops<K, R, C>(x.data(), z.data(), to); });
  row.add("tenon",
          [&] {
            if constexpr (K == kind::columns) y = mean(x, 0_c);
            else if constexpr (K == kind::rows) y = mean(x, 1_c);
            else if constexpr (K == kind::all) y(0) = mean(x);
            else if constexpr (K == kind::squared) y = mean(square(x - z), 1_c);
            else if constexpr (K == kind::distance1) y = pairwise_distance(x, z, 1_c);
            else y = pairwise_distance(x, z);
          })
      .add("loops", [&] { by_loops<K, R, C>(x.data(), z.data(), y.data()); });
  if constexpr (K != kind::columns) row.add("hand", [&] { by_packs<K, R, C>(x.data(), z.data(), y.data()); });
#ifdef TENON_BENCH_EIGEN
  row.add("Eigen", [&] { by_eigen<K, R, C>(x.data(), z.data(), y.data()); });
#endif
}

void add_cdist() {
  constexpr tenon::index N = 256, K = 64;
  auto &x = bench::input<N, K>(1), &z = bench::input<N, K>(2);
  auto& y = bench::output<N, N>();
  const auto by_differences = [&](auto* to) {
    using T = std::remove_pointer_t<decltype(to)>;
    for (tenon::index i = 0; i < N; ++i)
      for (tenon::index j = 0; j < N; ++j) {
        T s = 0;
        for (tenon::index k = 0; k < K; ++k) {
          const T d = static_cast<T>(x(i, k)) - static_cast<T>(z(j, k));
          s += d * d;
        }
        to[i * N + j] = std::sqrt(s);
      }
  };
  bench::row("cdist(x, z) 256x256x64", y.data(), N * N, 4.0 * (N * N + 2 * N * K),
             [=](double* to) { by_differences(to); })
      .add("tenon", [&] { y = cdist(x, z); })
      .add("loops", [=, &y] { by_differences(y.data()); })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             using Matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
             const Eigen::Map<const Matrix> a(x.data(), N, K), b(z.data(), N, K);
             Eigen::Map<Matrix> out(y.data(), N, N);
             for (tenon::index i = 0; i < N; ++i)
               out.row(i) = (b.rowwise() - a.row(i)).square().rowwise().sum().sqrt().transpose();
           })
#endif
      ;
}

const bench::registration added(bench::stage::rows, [] {
  add<kind::columns, 64, 64>();
  add<kind::columns, 1024, 1024>();
  add<kind::rows, 64, 64>();
  add<kind::rows, 1024, 1024>();
  add<kind::all, 64, 64>();
  add<kind::all, 1024, 1024>();
  add<kind::squared, 1024, 1024>();
  add<kind::distance, 64, 16>();
  add<kind::distance, 1024, 128>();
  add<kind::distance, 1024, 1024>();
  add<kind::distance1, 1024, 128>();
  add_cdist();
});

} // namespace

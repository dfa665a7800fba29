// SPDX-License-Identifier: BSL-1.0
// Means and distances, which memory bounds: beside plain loops and Eigen.
#include "row.hpp"

#ifdef TENON_BENCH_EIGEN
#include <Eigen/Core>
#endif

using namespace tenon;
using namespace tenon::literals;

namespace {

enum class kind { columns, rows, all, squared, distance };
template <kind K> constexpr const char* name_of() {
  switch (K) {
  case kind::columns:
    return "mean(x, 0)";
  case kind::rows:
    return "mean(x, 1)";
  case kind::all:
    return "mean(x)";
  case kind::squared:
    return "mean((x - y)^2, 1)";
  default:
    return "pairwise_distance(x, y)";
  }
}

template <kind K, tenon::index R, tenon::index C> struct data {
  static constexpr tenon::index results = K == kind::columns ? C : K == kind::all ? 1 : R;
  Tensor<float, R, C> x = bench::numbers<float, R, C>(1), z = bench::numbers<float, R, C>(2);
  Tensor<float, results> y;
  Tensor<double, results> expected;

  data() {
    for (tenon::index r = 0; r < R; ++r)
      for (tenon::index j = 0; j < C; ++j) {
        const double a = double(x(r, j)), d = a - double(z(r, j)) + (K == kind::distance ? 1e-6 : 0.0);
        if (K == kind::columns) expected(j) += a / R;
        else if (K == kind::rows) expected(r) += a / C;
        else if (K == kind::all) expected(0) += a / (R * C);
        else if (K == kind::squared) expected(r) += d * d / C;
        else expected(r) += d * d;
      }
    if (K == kind::distance)
      for (double& e : expected) e = std::sqrt(e);
  }
  static data& instance() {
    static data d;
    return d;
  }
  template <class Run> void measure(benchmark::State& state, const char* who, Run run) {
    run();
    bench::check(who, y.data(), expected.data(), results);
    bench::time(state, run, y.data(), (K == kind::squared || K == kind::distance ? 8.0 : 4.0) * R * C);
  }
};

template <kind K, tenon::index R, tenon::index C> void with_tenon(benchmark::State& state) {
  auto& d = data<K, R, C>::instance();
  d.measure(state, "tenon", [&] {
    if constexpr (K == kind::columns) d.y = mean(d.x, 0_c);
    else if constexpr (K == kind::rows) d.y = mean(d.x, 1_c);
    else if constexpr (K == kind::all) d.y(0) = mean(d.x);
    else if constexpr (K == kind::squared) d.y = mean(square(d.x - d.z), 1_c);
    else d.y = pairwise_distance(d.x, d.z);
  });
}

// one accumulator a register, as many registers as hide the latency of an addition
template <kind K, tenon::index R, tenon::index C> void by_hand(benchmark::State& state) {
  auto& d = data<K, R, C>::instance();
  constexpr int W = C % (8 * native_lanes<float>) == 0 ? 8 * native_lanes<float> : native_lanes<float>;
  using P = pack<float, W>;
  d.measure(state, "hand", [&] {
    const float *x = d.x.data(), *z = d.z.data();
    float* y = d.y.data();
    if constexpr (K == kind::columns) {
      for (tenon::index j = 0; j < C; ++j) y[j] = 0;
      for (tenon::index r = 0; r < R; ++r)
        for (tenon::index j = 0; j < C; ++j) y[j] += x[r * C + j];
      for (tenon::index j = 0; j < C; ++j) y[j] /= R;
    } else {
      const tenon::index rows = K == kind::all ? 1 : R, n = K == kind::all ? R * C : C;
      for (tenon::index r = 0; r < rows; ++r) {
        P s(0.0f);
        for (tenon::index j = 0; j < n; j += W) {
          const P a = P::load(x + r * n + j);
          if constexpr (K == kind::rows || K == kind::all) s += a;
          else {
            const P e = a - P::load(z + r * n + j) + P(K == kind::distance ? 1e-6f : 0.0f);
            s = fma(e, e, s);
          }
        }
        const float total = reduce(s, [](auto a, auto b) { return a + b; });
        y[r] = K == kind::distance ? std::sqrt(total) : total / static_cast<float>(n);
      }
    }
  });
}

#ifdef TENON_BENCH_EIGEN
template <kind K, tenon::index R, tenon::index C> void with_eigen(benchmark::State& state) {
  using Matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto& d = data<K, R, C>::instance();
  const Eigen::Map<const Matrix> x(d.x.data(), R, C), z(d.z.data(), R, C);
  Eigen::Map<Eigen::ArrayXf> y(d.y.data(), data<K, R, C>::results);
  d.measure(state, "Eigen", [&] {
    if constexpr (K == kind::columns) y = x.colwise().mean().transpose();
    else if constexpr (K == kind::rows) y = x.rowwise().mean();
    else if constexpr (K == kind::all) y(0) = x.mean();
    else if constexpr (K == kind::squared) y = (x - z).square().rowwise().mean();
    else y = (x - z + 1e-6f).square().rowwise().sum().sqrt();
  });
}
#endif

template <kind K, tenon::index R, tenon::index C> void add() {
  const auto name = [](const char* who) {
    return std::string(name_of<K>()) + " " + std::to_string(R) + "x" + std::to_string(C) + "/" + who;
  };
  benchmark::RegisterBenchmark(name("tenon").c_str(), with_tenon<K, R, C>);
  benchmark::RegisterBenchmark(name("hand").c_str(), by_hand<K, R, C>);
#ifdef TENON_BENCH_EIGEN
  benchmark::RegisterBenchmark(name("Eigen").c_str(), with_eigen<K, R, C>);
#endif
}

const bool added = [] {
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
  return true;
}();

} // namespace

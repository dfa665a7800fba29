// SPDX-License-Identifier: BSL-1.0
// Row functions: softmax along and across rows, of a chain, and its logarithm; beside loops written by hand on packs,
// plain loops, and Eigen.
#include "row.hpp"

#ifdef TENON_BENCH_EIGEN
#include <Eigen/Core>
#endif

using namespace tenon;
using namespace tenon::literals;

namespace {

enum class kind { last, first, chain, logarithm };
template <kind K> constexpr const char* name_of() {
  switch (K) {
  case kind::last:
    return "softmax(x, -1)";
  case kind::first:
    return "softmax(x, 0)";
  case kind::chain:
    return "softmax(x * w + b, -1)";
  default:
    return "log_softmax(x, -1)";
  }
}

template <kind K, tenon::index R, tenon::index C> struct data {
  Tensor<float, R, C> x = bench::numbers<float, R, C>(1), w = bench::numbers<float, R, C>(2), y;
  Tensor<float, C> b = bench::numbers<float, C>(3);
  Tensor<double, R, C> expected;

  data() {
    const tenon::index rows = K == kind::first ? C : R, n = K == kind::first ? R : C;
    for (tenon::index r = 0; r < rows; ++r) {
      const auto at = [&](tenon::index j) { return K == kind::first ? j * C + r : r * C + j; };
      const auto z = [&](tenon::index j) {
        const double v = double(x.data()[at(j)]);
        return K == kind::chain ? v * double(w.data()[at(j)]) + double(b(j)) : v;
      };
      double m = -1e300, s = 0;
      for (tenon::index j = 0; j < n; ++j) m = std::max(m, z(j));
      for (tenon::index j = 0; j < n; ++j) s += std::exp(z(j) - m);
      for (tenon::index j = 0; j < n; ++j)
        expected.data()[at(j)] = K == kind::logarithm ? z(j) - m - std::log(s) : std::exp(z(j) - m) / s;
    }
  }
  static data& instance() {
    static data d;
    return d;
  }
  template <class Run> void measure(benchmark::State& state, const char* who, Run run) {
    run();
    bench::check(who, y.data(), expected.data(), R * C);
    bench::time(state, run, y.data(), 8.0 * R * C);
  }
};

template <kind K, tenon::index R, tenon::index C> void with_tenon(benchmark::State& state) {
  auto& d = data<K, R, C>::instance();
  d.measure(state, "tenon", [&] {
    if constexpr (K == kind::last) d.y = softmax(d.x, -1_c);
    else if constexpr (K == kind::first) d.y = softmax(d.x, 0_c);
    else if constexpr (K == kind::chain) d.y = softmax(d.x * d.w + d.b, -1_c);
    else d.y = log_softmax(d.x, -1_c);
  });
}

// what one would write with packs instead of tenon: three passes over a row in the first-level cache
template <kind K, tenon::index R, tenon::index C> void by_hand(benchmark::State& state) {
  static_assert(K == kind::last && C % (4 * native_lanes<float>) == 0);
  auto& d = data<K, R, C>::instance();
  d.measure(state, "hand", [&] {
    constexpr int W = 4 * native_lanes<float>;
    using P = pack<float, W>;
    for (tenon::index r = 0; r < R; ++r) {
      const float* x = d.x.data() + r * C;
      float* y = d.y.data() + r * C;
      P m(-std::numeric_limits<float>::infinity());
      for (tenon::index j = 0; j < C; j += W) m = fast_max(P::load(x + j), m);
      const P largest(reduce(m, [](auto a, auto b) { return fast_max(a, b); }));
      P s(0.0f);
      for (tenon::index j = 0; j < C; j += W) {
        const P e = simd::exp(P::load(x + j) - largest);
        e.store(y + j);
        s += e;
      }
      const P scale(1.0f / reduce(s, [](auto a, auto b) { return a + b; }));
      for (tenon::index j = 0; j < C; j += W) (P::load(y + j) * scale).store(y + j);
    }
  });
}

template <kind K, tenon::index R, tenon::index C> void with_plain_loops(benchmark::State& state) {
  auto& d = data<K, R, C>::instance();
  d.measure(state, "loops", [&] {
    for (tenon::index r = 0; r < R; ++r) {
      const float* x = d.x.data() + r * C;
      const float* w = d.w.data() + r * C;
      const float* b = d.b.data();
      float* y = d.y.data() + r * C;
      float m = -std::numeric_limits<float>::infinity(), s = 0;
      for (tenon::index j = 0; j < C; ++j) {
        y[j] = K == kind::chain ? x[j] * w[j] + b[j] : x[j];
        m = std::max(m, y[j]);
      }
      for (tenon::index j = 0; j < C; ++j) {
        const float e = std::exp(y[j] - m);
        if (K != kind::logarithm) y[j] = e;
        s += e;
      }
      const float scale = 1 / s, shift = m + std::log(s);
      for (tenon::index j = 0; j < C; ++j) y[j] = K == kind::logarithm ? y[j] - shift : y[j] * scale;
    }
  });
}

#ifdef TENON_BENCH_EIGEN
template <kind K, tenon::index R, tenon::index C> void with_eigen(benchmark::State& state) {
  using Matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto& d = data<K, R, C>::instance();
  const Eigen::Map<const Matrix> x(d.x.data(), R, C), w(d.w.data(), R, C);
  const Eigen::Map<const Eigen::Array<float, 1, Eigen::Dynamic>> b(d.b.data(), C);
  Eigen::Map<Matrix> y(d.y.data(), R, C);
  d.measure(state, "Eigen", [&] {
    if constexpr (K == kind::first) {
      const Eigen::Array<float, 1, Eigen::Dynamic> m = x.colwise().maxCoeff();
      y = (x.rowwise() - m).exp();
      const Eigen::Array<float, 1, Eigen::Dynamic> s = y.colwise().sum().inverse();
      y.rowwise() *= s;
    } else
      for (tenon::index r = 0; r < R; ++r) {
        auto row = y.row(r);
        if constexpr (K == kind::chain) row = x.row(r) * w.row(r) + b;
        else row = x.row(r);
        const float m = row.maxCoeff();
        if constexpr (K == kind::logarithm) row -= m + std::log((row - m).exp().sum());
        else {
          row = (row - m).exp();
          row *= 1 / row.sum();
        }
      }
  });
}
#endif

template <kind K, tenon::index R, tenon::index C> void add() {
  const auto name = [](const char* who) {
    return std::string(name_of<K>()) + " " + std::to_string(R) + "x" + std::to_string(C) + "/" + who;
  };
  benchmark::RegisterBenchmark(name("tenon").c_str(), with_tenon<K, R, C>);
  if constexpr (K == kind::last && C % (4 * native_lanes<float>) == 0)
    benchmark::RegisterBenchmark(name("hand").c_str(), by_hand<K, R, C>);
  if constexpr (K != kind::first) benchmark::RegisterBenchmark(name("loops").c_str(), with_plain_loops<K, R, C>);
#ifdef TENON_BENCH_EIGEN
  benchmark::RegisterBenchmark(name("Eigen").c_str(), with_eigen<K, R, C>);
#endif
}

const bool added = [] {
  add<kind::last, 16, 16>();
  add<kind::last, 64, 64>();
  add<kind::last, 128, 1000>();
  add<kind::last, 1024, 1024>();
  add<kind::last, 32, 50257>();
  add<kind::first, 64, 64>();
  add<kind::first, 1024, 1024>();
  add<kind::chain, 128, 1000>();
  add<kind::chain, 1024, 1024>();
  add<kind::logarithm, 128, 1000>();
  return true;
}();

} // namespace

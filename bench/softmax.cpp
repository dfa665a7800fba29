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
    return "softmax(x * 0.125 + b, -1)";
  default:
    return "log_softmax(x, -1)";
  }
}

// element j of row r, of R rows of C elements or, across them, of C columns
template <kind K, tenon::index R, tenon::index C> constexpr tenon::index place(tenon::index r, tenon::index j) {
  return K == kind::first ? j * C + r : r * C + j;
}

template <kind K, tenon::index R, tenon::index C, class T> void by_loops(const float* x, const float* b, T* y) {
  constexpr tenon::index rows = K == kind::first ? C : R, n = K == kind::first ? R : C;
  for (tenon::index r = 0; r < rows; ++r) {
    const auto at = [=](tenon::index j) { return place<K, R, C>(r, j); };
    const auto z = [=](tenon::index j) {
      const T v = static_cast<T>(x[at(j)]);
      return K == kind::chain ? v * static_cast<T>(0.125) + static_cast<T>(b[j]) : v;
    };
    T most = -std::numeric_limits<T>::infinity(), total = 0;
    for (tenon::index j = 0; j < n; ++j) most = std::max(most, z(j));
    for (tenon::index j = 0; j < n; ++j) {
      const T e = std::exp(z(j) - most);
      y[at(j)] = e;
      total += e;
    }
    const T scale = 1 / total, shift = most + std::log(total);
    for (tenon::index j = 0; j < n; ++j) y[at(j)] = K == kind::logarithm ? z(j) - shift : y[at(j)] * scale;
  }
}

// what one would write with packs instead of tenon: three passes over a row in the first-level cache
template <tenon::index R, tenon::index C> void by_packs(const float* in, float* out) {
  constexpr int W = 4 * native_lanes<float>;
  using P = pack<float, W>;
  for (tenon::index r = 0; r < R; ++r) {
    const float* x = in + r * C;
    float* y = out + r * C;
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
}

#ifdef TENON_BENCH_EIGEN
template <kind K, tenon::index R, tenon::index C> void by_eigen(const float* in, const float* bias, float* out) {
  using Matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Row = Eigen::Array<float, 1, Eigen::Dynamic>;
  const Eigen::Map<const Matrix> x(in, R, C);
  const Eigen::Map<const Row> b(bias, C);
  Eigen::Map<Matrix> y(out, R, C);
  if constexpr (K == kind::first) {
    const Row m = x.colwise().maxCoeff();
    y = (x.rowwise() - m).exp();
    const Row s = y.colwise().sum().inverse();
    y.rowwise() *= s;
  } else
    for (tenon::index r = 0; r < R; ++r) {
      auto row = y.row(r);
      if constexpr (K == kind::chain) row = x.row(r) * 0.125f + b;
      else row = x.row(r);
      const float m = row.maxCoeff();
      if constexpr (K == kind::logarithm) row -= m + std::log((row - m).exp().sum());
      else {
        row = (row - m).exp();
        row *= 1 / row.sum();
      }
    }
}
#endif

template <kind K, tenon::index R, tenon::index C> void add() {
  auto &x = bench::input<R, C>(1), &y = bench::output<R, C>();
  auto& b = bench::input<C>(2);
  const bench::row row(std::string(name_of<K>()) + " " + std::to_string(R) + "x" + std::to_string(C), y.data(), R * C,
                       8.0 * R * C, [&](double* to) { by_loops<K, R, C>(x.data(), b.data(), to); });
  row.add("tenon",
          [&] {
            if constexpr (K == kind::last) y = softmax(x, -1_c);
            else if constexpr (K == kind::first) y = softmax(x, 0_c);
            else if constexpr (K == kind::chain) y = softmax(x * 0.125f + b, -1_c);
            else y = log_softmax(x, -1_c);
          })
      .add("loops", [&] { by_loops<K, R, C>(x.data(), b.data(), y.data()); });
  if constexpr (K == kind::last && C % (4 * native_lanes<float>) == 0)
    row.add("hand", [&] { by_packs<R, C>(x.data(), y.data()); });
#ifdef TENON_BENCH_EIGEN
  row.add("Eigen", [&] { by_eigen<K, R, C>(x.data(), b.data(), y.data()); });
#endif
}

const bench::registration added(bench::stage::rows, [] {
  add<kind::last, 16, 16>();
  add<kind::last, 64, 64>();
  add<kind::last, 128, 1000>();
  add<kind::last, 1024, 1024>();
  add<kind::last, 32, 50257>();
  add<kind::first, 64, 64>();
  add<kind::first, 1024, 1024>();
  add<kind::logarithm, 128, 1000>();
  add<kind::chain, 128, 1000>();
  add<kind::chain, 1024, 1024>();
});

} // namespace

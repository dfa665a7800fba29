// SPDX-License-Identifier: BSL-1.0
// cross_entropy, layer_norm and an activation of a chain; beside plain loops and Eigen.
#include "row.hpp"

#ifdef TENON_BENCH_EIGEN
#include <Eigen/Core>
#endif

using namespace tenon;
using namespace tenon::literals;

namespace {

#ifdef TENON_BENCH_EIGEN
using matrix = Eigen::Map<Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using vector = Eigen::Map<Eigen::Array<float, 1, Eigen::Dynamic>>;
#endif

template <tenon::index R, tenon::index C> void add_cross_entropy() {
  auto& x = bench::input<R, C>(1);
  auto& loss = bench::output<1>();
  auto& target = *new Tensor<std::int64_t, R>;
  for (tenon::index r = 0; r < R; ++r) target(r) = r * 7919 % C;
  const auto mean_loss = [&](auto zero) {
    using T = decltype(zero);
    T total = 0;
    for (tenon::index r = 0; r < R; ++r) {
      const float* row = x.data() + r * C;
      const T most = static_cast<T>(*std::max_element(row, row + C));
      T s = 0;
      for (tenon::index j = 0; j < C; ++j) s += std::exp(static_cast<T>(row[j]) - most);
      total += most + std::log(s) - static_cast<T>(row[target(r)]);
    }
    return total / static_cast<T>(R);
  };
  bench::row("cross_entropy(x, t) " + std::to_string(R) + "x" + std::to_string(C), loss.data(), 1, 4.0 * R * C,
             [=](double* y) { *y = mean_loss(0.0); })
      .add("tenon", [&] { loss(0) = cross_entropy(x, target); })
      .add("loops", [=, &loss] { loss(0) = mean_loss(0.0f); })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             const matrix m(x.data(), R, C);
             float total = 0;
             for (tenon::index r = 0; r < R; ++r) {
               const float most = m.row(r).maxCoeff();
               total += most + std::log((m.row(r) - most).exp().sum()) - x(r, target(r));
             }
             loss(0) = total / R;
           })
#endif
      ;
}

void add_layer_norm() {
  constexpr tenon::index R = 256, C = 768;
  auto &x = bench::input<R, C>(1), &y = bench::output<R, C>();
  auto &w = bench::input<C>(2), &b = bench::input<C>(3);
  const auto normalize = [&](auto* to) {
    using T = std::remove_pointer_t<decltype(to)>;
    for (tenon::index r = 0; r < R; ++r) {
      T mean = 0, square = 0;
      for (tenon::index j = 0; j < C; ++j) mean += static_cast<T>(x(r, j));
      mean /= C;
      for (tenon::index j = 0; j < C; ++j)
        square += (static_cast<T>(x(r, j)) - mean) * (static_cast<T>(x(r, j)) - mean);
      const T scale = 1 / std::sqrt(square / C + static_cast<T>(1e-5));
      for (tenon::index j = 0; j < C; ++j)
        to[r * C + j] = (static_cast<T>(x(r, j)) - mean) * scale * static_cast<T>(w(j)) + static_cast<T>(b(j));
    }
  };
  bench::row("layer_norm(x, w, b) 256x768", y.data(), R * C, 8.0 * R * C, [=](double* to) { normalize(to); })
      .add("tenon", [&] { y = layer_norm(x, w, b); })
      .add("loops", [=, &y] { normalize(y.data()); })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             matrix in(x.data(), R, C), out(y.data(), R, C);
             const vector weight(w.data(), C), bias(b.data(), C);
             for (tenon::index r = 0; r < R; ++r) {
               const float mean = in.row(r).mean();
               const float scale = 1 / std::sqrt((in.row(r) - mean).square().mean() + 1e-5f);
               out.row(r) = (in.row(r) - mean) * scale * weight + bias;
             }
           })
#endif
      ;
}

void add_gelu() {
  constexpr tenon::index R = 256, C = 3072;
  auto &x = bench::input<R, C>(1), &y = bench::output<R, C>();
  auto &w = bench::input<C>(2), &b = bench::input<C>(3);
  const auto activate = [&](auto* to) {
    using T = std::remove_pointer_t<decltype(to)>;
    for (tenon::index r = 0; r < R; ++r)
      for (tenon::index j = 0; j < C; ++j) {
        const T z = static_cast<T>(x(r, j)) * static_cast<T>(w(j)) + static_cast<T>(b(j));
        const T u = static_cast<T>(0.7978845608028654) * (z + static_cast<T>(0.044715) * z * z * z);
        to[r * C + j] = static_cast<T>(0.5) * z * (1 + std::tanh(u));
      }
  };
  bench::row("gelu_tanh(x * w + b) 256x3072", y.data(), R * C, 8.0 * R * C, [=](double* to) { activate(to); })
      .add("tenon", [&] { y = gelu_tanh(x * w + b); })
      .add("loops", [=, &y] { activate(y.data()); })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             matrix in(x.data(), R, C), out(y.data(), R, C);
             const vector weight(w.data(), C), bias(b.data(), C);
             Eigen::Array<float, 1, Eigen::Dynamic> z(C);
             for (tenon::index r = 0; r < R; ++r) {
               z = in.row(r) * weight + bias;
               out.row(r) = 0.5f * z * (1.0f + (0.7978845608f * (z + 0.044715f * z.cube())).tanh());
             }
           })
#endif
      ;
}

const bench::registration added(bench::stage::rows, [] {
  add_cross_entropy<128, 1000>();
  add_cross_entropy<32, 50257>();
  add_layer_norm();
  add_gelu();
});

} // namespace

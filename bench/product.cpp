// SPDX-License-Identifier: BSL-1.0
// Matrix products, alone and inside statements; beside plain loops and Eigen.
#include "row.hpp"

#ifdef TENON_BENCH_EIGEN
#include <Eigen/Core>
#endif

using namespace tenon;
using namespace tenon::literals;

namespace {

#ifdef TENON_BENCH_EIGEN
template <int M, int N> using matrix = Eigen::Map<Eigen::Matrix<float, M, N, Eigen::RowMajor>>;
// static sizes where Eigen unrolls them, dynamic ones above
constexpr int extent(tenon::index n) { return n <= 16 ? static_cast<int>(n) : Eigen::Dynamic; }
#endif

void multiply_loops(const float* a, const float* b, float* c, tenon::index m, tenon::index k, tenon::index n) {
  for (tenon::index i = 0; i < m; ++i)
    for (tenon::index l = 0; l < k; ++l)
      for (tenon::index j = 0; j < n; ++j) c[i * n + j] += a[i * k + l] * b[l * n + j];
}
void multiply_double(const float* a, const float* b, double* c, tenon::index m, tenon::index k, tenon::index n) {
  for (tenon::index i = 0; i < m; ++i)
    for (tenon::index l = 0; l < k; ++l)
      for (tenon::index j = 0; j < n; ++j) c[i * n + j] += double(a[i * k + l]) * double(b[l * n + j]);
}
template <class T> void softmax_in_place(T* row, tenon::index n) {
  T most = row[0], total = 0;
  for (tenon::index j = 1; j < n; ++j) most = std::max(most, row[j]);
  for (tenon::index j = 0; j < n; ++j) total += row[j] = std::exp(row[j] - most);
  for (tenon::index j = 0; j < n; ++j) row[j] /= total;
}

template <tenon::index N> void add_square() {
  auto &a = bench::input<N, N>(1), &b = bench::input<N, N>(2), &c = bench::output<N, N>();
  bench::row(
      "matmul(a, b) " + std::to_string(N), c.data(), N * N, 12.0 * N * N,
      [&](double* y) { multiply_double(a.data(), b.data(), y, N, N, N); }, 4e-6 * std::sqrt(double(N)))
      .add("tenon", [&] { c = matmul(a, b); })
      .add("loops",
           [&] {
             std::fill(c.begin(), c.end(), 0.0f);
             multiply_loops(a.data(), b.data(), c.data(), N, N, N);
           })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             using map = matrix<extent(N), extent(N)>;
             map(c.data(), N, N).noalias() = map(a.data(), N, N) * map(b.data(), N, N);
           })
#endif
      ;
}

// softmax after the product, or not
template <bool Softmax> void add_linear() {
  constexpr tenon::index M = 64, K = 256, N = 1000;
  auto& x = bench::input<M, K>(1);
  auto& w = bench::input<K, N>(2);
  auto& y = bench::output<M, N>();
  auto& b = bench::input<N>(3);
  for (float& v : x) v /= 16; // logits of the size that models have
  bench::row(Softmax ? "softmax(x @ w + b) 64x256x1000" : "x @ w + b 64x256x1000", y.data(), M * N,
             4.0 * (M * K + K * N + M * N),
             [&](double* to) {
               for (tenon::index i = 0; i < M * N; ++i) to[i] = double(b(i % N));
               multiply_double(x.data(), w.data(), to, M, K, N);
               for (tenon::index i = 0; Softmax && i < M; ++i) softmax_in_place(to + i * N, N);
             })
      .add("tenon",
           [&] {
             if constexpr (Softmax) y = softmax(matmul(x, w) + b, -1_c);
             else y = matmul(x, w) + b;
           })
      .add("loops",
           [&] {
             for (tenon::index i = 0; i < M; ++i) std::copy(b.begin(), b.end(), y.data() + i * N);
             multiply_loops(x.data(), w.data(), y.data(), M, K, N);
             for (tenon::index i = 0; Softmax && i < M; ++i) softmax_in_place(y.data() + i * N, N);
           })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             using map = matrix<Eigen::Dynamic, Eigen::Dynamic>;
             map out(y.data(), M, N);
             out.noalias() = map(x.data(), M, K) * map(w.data(), K, N);
             out.rowwise() += Eigen::Map<Eigen::RowVectorXf>(b.data(), N);
             if constexpr (Softmax)
               for (tenon::index i = 0; i < M; ++i) {
                 auto row = out.row(i).array();
                 row = (row - row.maxCoeff()).exp();
                 row *= 1 / row.sum();
               }
           })
#endif
      ;
}

void add_attention() {
  constexpr tenon::index T = 256, D = 64;
  auto &q = bench::input<T, D>(1), &k = bench::input<T, D>(2), &v = bench::input<T, D>(3), &y = bench::output<T, D>();
  bench::row("causal attention 256x64", y.data(), T * D, 16.0 * T * D,
             [&](double* to) {
               for (tenon::index i = 0; i < T; ++i) {
                 double score[T];
                 for (tenon::index j = 0; j <= i; ++j) {
                   score[j] = 0;
                   for (tenon::index d = 0; d < D; ++d)
                     score[j] += double(q(i, d)) * double(k(j, d)) / std::sqrt(double(D));
                 }
                 softmax_in_place(score, i + 1);
                 for (tenon::index d = 0; d < D; ++d) {
                   to[i * D + d] = 0;
                   for (tenon::index j = 0; j <= i; ++j) to[i * D + d] += score[j] * double(v(j, d));
                 }
               }
             })
      .add("tenon", [&] { y = scaled_dot_product_attention(q, k, v, causal); })
      .add("loops",
           [&] {
             for (tenon::index i = 0; i < T; ++i) {
               float score[T], sum[D] = {};
               for (tenon::index j = 0; j <= i; ++j) {
                 float s = 0;
                 for (tenon::index d = 0; d < D; ++d) s += q(i, d) * k(j, d);
                 score[j] = s * 0.125f;
               }
               softmax_in_place(score, i + 1);
               for (tenon::index j = 0; j <= i; ++j)
                 for (tenon::index d = 0; d < D; ++d) sum[d] += score[j] * v(j, d);
               std::copy(sum, sum + D, y.data() + i * D);
             }
           })
#ifdef TENON_BENCH_EIGEN
      .add("Eigen",
           [&] {
             using map = matrix<Eigen::Dynamic, Eigen::Dynamic>;
             static Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> scores(T, T);
             scores.noalias() = map(q.data(), T, D) * map(k.data(), T, D).transpose();
             for (tenon::index i = 0; i < T; ++i) {
               auto seen = scores.row(i).head(i + 1).array();
               seen = ((seen - seen.maxCoeff()) * 0.125f).exp();
               seen *= 1 / seen.sum();
               scores.row(i).tail(T - i - 1).setZero();
             }
             map(y.data(), T, D).noalias() = scores * map(v.data(), T, D);
           })
#endif
      ;
}

const bench::registration added(bench::stage::rows, [] {
  add_square<3>();
  add_square<4>();
  add_square<8>();
  add_square<16>();
  add_square<32>();
  add_square<64>();
  add_square<256>();
  add_square<512>();
  add_square<1024>();
  add_linear<false>();
  add_linear<true>();
  add_attention();
});

} // namespace

// SPDX-License-Identifier: BSL-1.0
// Gradients of products, beside loops written by hand: matrices in tiles of registers, attention row by row without a
// matrix of scores.
#include "packs.hpp"

#include <tenon/autograd.hpp>

using namespace tenon;
using namespace bench;

namespace {

// c (M, N) += a (M, K) b (K, N), where element (i, k) of a lies at a[i * a_i + k * a_k]: tiles of 8 rows and two packs
template <tenon::index M, tenon::index N, tenon::index K>
void grow_product(const float* a, tenon::index a_i, tenon::index a_k, const float* b, float* c) {
  static_assert(M % 8 == 0 && N % (2 * W) == 0);
  for (tenon::index j = 0; j < N; j += 2 * W)
    for (tenon::index i = 0; i < M; i += 8) {
      P sum[8][2];
      for (auto& s : sum) s[0] = s[1] = P(0.0f);
      for (tenon::index k = 0; k < K; ++k) {
        const P b0 = P::load(b + k * N + j), b1 = P::load(b + k * N + j + W);
#pragma GCC unroll 8
        for (int r = 0; r < 8; ++r) {
          const P e(a[(i + r) * a_i + k * a_k]);
          sum[r][0] = fma(e, b0, sum[r][0]);
          sum[r][1] = fma(e, b1, sum[r][1]);
        }
      }
#pragma GCC unroll 8
      for (int r = 0; r < 8; ++r) {
        grow<W>(c + (i + r) * N + j, sum[r][0]);
        grow<W>(c + (i + r) * N + j + W, sum[r][1]);
      }
    }
}
template <tenon::index R, tenon::index C> void transpose_into(const float* from, float* to) {
  for (tenon::index r = 0; r < R; ++r)
    for (tenon::index c = 0; c < C; ++c) to[c * R + r] = from[r * C + c];
}

// y = a b with y (N, N): a receives g b^T, b receives a^T g
template <tenon::index N> void add_matmul() {
  auto& g = bench::input<N, N>(4);
  auto& a = *new Parameter<float, N, N>(bench::numbers<float, N, N>(1));
  auto& b = *new Parameter<float, N, N>(bench::numbers<float, N, N>(2));
  auto& turned = bench::output<N, N>();
  const bench::row row(
      "a @ b backward " + std::to_string(N), a.grad().data(), N * N, 20.0 * N * N,
      [&](double* to) {
        for (tenon::index i = 0; i < N; ++i)
          for (tenon::index k = 0; k < N; ++k)
            for (tenon::index j = 0; j < N; ++j) to[i * N + k] += double(g(i, j)) * double(b.value()(k, j));
      },
      1e-4);
  const auto clear = [&] {
    a.zero_grad();
    b.zero_grad();
  };
  const auto tenon = [&, clear] {
    clear();
    adjoint<row_major_layout<Size<N, N>>>(node_of(matmul(a, b)), std::as_const(g).data());
  };
  const auto by_hand = [&, clear] {
    clear();
    transpose_into<N, N>(b.data(), turned.data());
    grow_product<N, N, N>(g.data(), N, 1, turned.data(), a.grad().data());
    grow_product<N, N, N>(a.data(), 1, N, g.data(), b.grad().data());
  };
  check_agreement("a @ b backward", tenon, by_hand, {{b.grad().data(), N * N}});
  row.add("tenon", tenon).add("hand", by_hand);
}

// Causal attention of one head: queries, keys and values (T, D).
template <tenon::index T, tenon::index D> class attention_gradient {
  static constexpr float scale = 0.125f;
  static_assert(D == 64 && D % W == 0 && T % W == 0);
  alignas(64) float keys_[D * T], values_[D * T]; // turned over: columns are packs
  alignas(64) float e_[T], d_[T];

public:
  // probabilities of row i and the slopes of its scores, in e_ and d_, as far as packs reach beyond the diagonal
  void row(const float* q, const float* g, tenon::index i) {
    const tenon::index end = (i / W + 1) * W;
    P most(-std::numeric_limits<float>::infinity());
    for (tenon::index j = 0; j < end; j += W) {
      P s(0.0f), p(0.0f);
      for (tenon::index d = 0; d < D; ++d) {
        s = fma(P(q[d]), P::load(keys_ + d * T + j), s);
        p = fma(P(g[d]), P::load(values_ + d * T + j), p);
      }
      s = s * P(scale);
      const auto hidden = iota<float, static_cast<int>(W)>(static_cast<float>(j)) > P(static_cast<float>(i));
      s = select(hidden, P(-std::numeric_limits<float>::infinity()), s);
      most = fast_max(s, most);
      s.store(e_ + j);
      p.store(d_ + j);
    }
    const P shift(reduce(most, [](auto x, auto y) { return fast_max(x, y); }));
    P sum(0.0f), inner(0.0f);
    for (tenon::index j = 0; j < end; j += W) {
      const P e = simd::exp(P::load(e_ + j) - shift);
      e.store(e_ + j);
      sum += e;
      inner = fma(e, P::load(d_ + j), inner);
    }
    const float one = 1 / total(sum);
    const P part(one), mean(total(inner) * one);
    for (tenon::index j = 0; j < end; j += W) {
      const P e = P::load(e_ + j) * part;
      e.store(e_ + j);
      (e * (P::load(d_ + j) - mean) * P(scale)).store(d_ + j);
    }
  }
  void run(const float* q, const float* k, const float* v, const float* g, float* to_q, float* to_k, float* to_v) {
    transpose_into<T, D>(k, keys_);
    transpose_into<T, D>(v, values_);
    constexpr int packs = static_cast<int>(D / W);
    for (tenon::index i = 0; i < T; ++i) {
      row(q + i * D, g + i * D, i);
      P own_q[packs], own_g[packs], sum[packs];
      for (int p = 0; p < packs; ++p) {
        own_q[p] = P::load(q + i * D + p * W);
        own_g[p] = P::load(g + i * D + p * W);
        sum[p] = P(0.0f);
      }
      for (tenon::index j = 0; j <= i; ++j) {
        const P slope(d_[j]), part(e_[j]);
#pragma GCC unroll 8
        for (int p = 0; p < packs; ++p) {
          const tenon::index at = j * D + p * W;
          sum[p] = fma(slope, P::load(k + at), sum[p]);
          grow<W>(to_k + at, slope * own_q[p]);
          grow<W>(to_v + at, part * own_g[p]);
        }
      }
      for (int p = 0; p < packs; ++p) grow<W>(to_q + i * D + p * W, sum[p]);
    }
  }
};

template <tenon::index T, tenon::index D> void add_attention() {
  auto& g = bench::input<T, D>(4);
  auto& q = *new Parameter<float, T, D>(bench::numbers<float, T, D>(1));
  auto& k = *new Parameter<float, T, D>(bench::numbers<float, T, D>(2));
  auto& v = *new Parameter<float, T, D>(bench::numbers<float, T, D>(3));
  auto& hand = *new attention_gradient<T, D>;
  const bench::row row(
      "causal attention backward " + std::to_string(T) + "x" + std::to_string(D), q.grad().data(), T * D, 32.0 * T * D,
      [&](double* to) {
        std::vector<double> e(T), d(T);
        for (tenon::index i = 0; i < T; ++i) {
          double sum = 0, inner = 0;
          for (tenon::index j = 0; j <= i; ++j) {
            double s = 0, p = 0;
            for (tenon::index c = 0; c < D; ++c) {
              s += double(q.value()(i, c)) * double(k.value()(j, c));
              p += double(g(i, c)) * double(v.value()(j, c));
            }
            const auto n = static_cast<std::size_t>(j);
            e[n] = std::exp(s / 8);
            d[n] = p;
            sum += e[n];
            inner += e[n] * p;
          }
          for (tenon::index j = 0; j <= i; ++j) {
            const auto n = static_cast<std::size_t>(j);
            const double slope = e[n] / sum * (d[n] - inner / sum) / 8;
            for (tenon::index c = 0; c < D; ++c) to[i * D + c] += slope * double(k.value()(j, c));
          }
        }
      },
      1e-4);
  const auto clear = [&] {
    q.zero_grad();
    k.zero_grad();
    v.zero_grad();
  };
  const auto tenon = [&, clear] {
    clear();
    adjoint<row_major_layout<Size<T, D>>>(node_of(scaled_dot_product_attention(q, k, v, causal)),
                                          std::as_const(g).data());
  };
  const auto by_hand = [&, clear] {
    clear();
    hand.run(q.data(), k.data(), v.data(), g.data(), q.grad().data(), k.grad().data(), v.grad().data());
  };
  check_agreement("causal attention backward", tenon, by_hand, {{k.grad().data(), T * D}, {v.grad().data(), T * D}});
  row.add("tenon", tenon).add("hand", by_hand);
}

const bench::registration added(bench::stage::rows, [] {
  add_matmul<256>();
  add_matmul<512>();
  add_attention<256, 64>();
});

} // namespace

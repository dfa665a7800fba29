// SPDX-License-Identifier: BSL-1.0
// Gradients: what a statement's operands receive when its result receives g, added to what they have. Beside loops
// written by hand on packs, which run forward over a row once more as tenon does, and keep it in the first-level cache.
#include "packs.hpp"

#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {

using namespace bench;

struct row_facts {
  float most, sum;
};
template <tenon::index C> row_facts facts_of(const float* x) {
  constexpr float low = -std::numeric_limits<float>::infinity();
  P m(low), s(0.0f);
  sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) { m = fast_max(load<N>(x + j, low), m); });
  const float most = reduce(m, [](auto a, auto b) { return fast_max(a, b); });
  sweep<C>(
      [&]<int N>(tenon::index j, std::integral_constant<int, N>) { s += simd::exp(load<N>(x + j, low) - P(most)); });
  return {most, total(s)};
}

// A row of one operand x and an upstream gradient g of G elements, whose gradient is checked against `reference`, which
// computes it for one row in double.
template <tenon::index R, tenon::index C, tenon::index G, class Statement, class Hand, class Reference>
void add(const char* name, Statement statement, Hand hand, Reference reference) {
  auto& x = *new Parameter<float, R, C>(bench::numbers<float, R, C>(1));
  auto& g = bench::input<G>(4);
  using S = decltype(node_of(statement(x)));
  static_assert(product(S::size_type::list) == G);
  const bench::row row(std::string(name) + " backward " + std::to_string(R) + "x" + std::to_string(C), x.grad().data(),
                       R * C, 12.0 * R * C, [&x, &g, reference](double* to) {
                         for (tenon::index r = 0; r < R; ++r)
                           reference(x.data() + r * C, g.data() + r * (G / R), to + r * C);
                       });
  // gradients add up, so that each run starts from zeros; both contenders pay for that
  row.add("tenon", [&x, &g, statement] {
    x.zero_grad();
    adjoint<row_major_layout<typename S::size_type>>(node_of(statement(x)), std::as_const(g).data());
  });
  row.add("hand", [&x, &g, hand] {
    x.zero_grad();
    for (tenon::index r = 0; r < R; ++r) hand(x.data() + r * C, g.data() + r * (G / R), x.grad().data() + r * C);
  });
}

template <tenon::index R, tenon::index C> void add_softmax() {
  add<R, C, R * C>(
      "softmax(x, -1)", [](auto& x) { return softmax(x, -1_c); },
      [](const float* x, const float* g, float* to) {
        const auto [most, sum] = facts_of<C>(x);
        P inner(0.0f);
        alignas(64) float y[C + W];
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
          const P e = simd::exp(P::template load<N>(x + j) - P(most)) * P(1 / sum);
          e.template store<N>(y + j);
          inner += load<N>(g + j) * e;
        });
        const P shared(total(inner));
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
          grow<N>(to + j, P::template load<N>(y + j) * (P::template load<N>(g + j) - shared));
        });
      },
      [](const float* x, const float* g, double* to) {
        double sum = 0, inner = 0;
        for (tenon::index j = 0; j < C; ++j) sum += std::exp(double(x[j]));
        for (tenon::index j = 0; j < C; ++j) inner += double(g[j]) * std::exp(double(x[j])) / sum;
        for (tenon::index j = 0; j < C; ++j) to[j] = std::exp(double(x[j])) / sum * (double(g[j]) - inner);
      });
}

template <tenon::index R, tenon::index C> void add_log_softmax() {
  add<R, C, R * C>(
      "log_softmax(x, -1)", [](auto& x) { return log_softmax(x, -1_c); },
      [](const float* x, const float* g, float* to) {
        const auto [most, sum] = facts_of<C>(x);
        P all(0.0f);
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) { all += load<N>(g + j); });
        const P scale(total(all) / sum), shift(most);
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
          grow<N>(to + j, P::template load<N>(g + j) - simd::exp(P::template load<N>(x + j) - shift) * scale);
        });
      },
      [](const float* x, const float* g, double* to) {
        double sum = 0, all = 0;
        for (tenon::index j = 0; j < C; ++j) sum += std::exp(double(x[j]));
        for (tenon::index j = 0; j < C; ++j) all += double(g[j]);
        for (tenon::index j = 0; j < C; ++j) to[j] = double(g[j]) - std::exp(double(x[j])) / sum * all;
      });
}

template <tenon::index R, tenon::index C> void add_layer_norm() {
  add<R, C, R * C>(
      "layer_norm(x)", [](auto& x) { return layer_norm(x); },
      [](const float* x, const float* g, float* to) {
        constexpr float n = static_cast<float>(C);
        P s(0.0f), q(0.0f), sum_g(0.0f), sum_gh(0.0f);
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) { s += load<N>(x + j); });
        const P mean(total(s) / n);
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
          const P d = keep<N>(P::template load<N>(x + j) - mean, P(0.0f)), up = load<N>(g + j);
          q = fma(d, d, q);
          sum_g += up;
          sum_gh = fma(up, d, sum_gh);
        });
        const float scale = 1 / std::sqrt(total(q) / n + 1e-5f);
        const P a(total(sum_g) / n), b(total(sum_gh) / n * scale * scale), factor(scale);
        sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
          const P d = P::template load<N>(x + j) - mean;
          grow<N>(to + j, factor * (P::template load<N>(g + j) - a - d * b));
        });
      },
      [](const float* x, const float* g, double* to) {
        double mean = 0, square = 0, a = 0, b = 0;
        for (tenon::index j = 0; j < C; ++j) mean += double(x[j]) / C;
        for (tenon::index j = 0; j < C; ++j) square += (double(x[j]) - mean) * (double(x[j]) - mean) / C;
        const double scale = 1 / std::sqrt(square + 1e-5);
        for (tenon::index j = 0; j < C; ++j) {
          a += double(g[j]) / C;
          b += double(g[j]) * (double(x[j]) - mean) * scale / C;
        }
        for (tenon::index j = 0; j < C; ++j) to[j] = scale * (double(g[j]) - a - (double(x[j]) - mean) * scale * b);
      });
}

template <tenon::index R, tenon::index C> void add_cross_entropy() {
  auto& target = *new Tensor<std::int64_t, R>;
  for (tenon::index r = 0; r < R; ++r) target(r) = r * 7919 % C;
  auto& x = *new Parameter<float, R, C>(bench::numbers<float, R, C>(1));
  const bench::row row("cross_entropy(x, t) backward " + std::to_string(R) + "x" + std::to_string(C), x.grad().data(),
                       R * C, 8.0 * R * C, [&](double* to) {
                         for (tenon::index r = 0; r < R; ++r) {
                           double sum = 0;
                           for (tenon::index j = 0; j < C; ++j) sum += std::exp(double(x.value()(r, j)));
                           for (tenon::index j = 0; j < C; ++j)
                             to[r * C + j] = (std::exp(double(x.value()(r, j))) / sum - (j == target(r) ? 1 : 0)) / R;
                         }
                       });
  row.add("tenon", [&] {
    x.zero_grad();
    const auto e = node_of(cross_entropy(x, target));
    constexpr float one = 1;
    adjoint<row_major_layout<Size<>>>(e, &one);
  });
  row.add("hand", [&] {
    x.zero_grad();
    for (tenon::index r = 0; r < R; ++r) {
      const float* in = x.data() + r * C;
      float* to = x.grad().data() + r * C;
      const auto [most, sum] = facts_of<C>(in);
      const P shift(most), scale(1 / sum / R);
      sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
        grow<N>(to + j, simd::exp(P::template load<N>(in + j) - shift) * scale);
      });
      to[target(r)] -= 1.0f / R;
    }
  });
}

template <tenon::index R, tenon::index C> void add_distance() {
  auto& z = bench::input<R, C>(2);
  auto& x = *new Parameter<float, R, C>(bench::numbers<float, R, C>(1));
  auto& g = bench::input<R>(4);
  const bench::row row("pairwise_distance(x, z) backward " + std::to_string(R) + "x" + std::to_string(C),
                       x.grad().data(), R * C, 16.0 * R * C, [&](double* to) {
                         for (tenon::index r = 0; r < R; ++r) {
                           double s = 0;
                           const auto d = [&](tenon::index j) {
                             return double(x.value()(r, j)) - double(z(r, j)) + 1e-6;
                           };
                           for (tenon::index j = 0; j < C; ++j) s += d(j) * d(j);
                           for (tenon::index j = 0; j < C; ++j) to[r * C + j] = double(g(r)) * d(j) / std::sqrt(s);
                         }
                       });
  row.add("tenon", [&] {
    x.zero_grad();
    adjoint<row_major_layout<Size<R>>>(node_of(pairwise_distance(x, z)), std::as_const(g).data());
  });
  row.add("hand", [&] {
    x.zero_grad();
    for (tenon::index r = 0; r < R; ++r) {
      const float *a = x.data() + r * C, *b = z.data() + r * C;
      float* to = x.grad().data() + r * C;
      P s(0.0f);
      const P eps(1e-6f);
      sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
        const P d = keep<N>(P::template load<N>(a + j) - P::template load<N>(b + j) + eps, P(0.0f));
        s = fma(d, d, s);
      });
      const P scale(g(r) / std::sqrt(total(s)));
      sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
        grow<N>(to + j, (P::template load<N>(a + j) - P::template load<N>(b + j) + eps) * scale);
      });
    }
  });
}

// the gradients of all three operands
template <tenon::index R, tenon::index C> void add_gelu() {
  auto& g = bench::input<R, C>(4);
  auto& x = *new Parameter<float, R, C>(bench::numbers<float, R, C>(1));
  auto& w = *new Parameter<float, C>(bench::numbers<float, C>(2));
  auto& b = *new Parameter<float, C>(bench::numbers<float, C>(3));
  constexpr double root = 0.7978845608028654, cubic = 0.044715;
  const bench::row row("gelu_tanh(x * w + b) backward " + std::to_string(R) + "x" + std::to_string(C), x.grad().data(),
                       R * C, 12.0 * R * C, [&](double* to) {
                         for (tenon::index i = 0; i < R; ++i)
                           for (tenon::index j = 0; j < C; ++j) {
                             const double u = double(x.value()(i, j)) * double(w.value()(j)) + double(b.value()(j));
                             const double t = std::tanh(root * (u + cubic * u * u * u));
                             const double slope =
                                 0.5 * (1 + t) + 0.5 * u * (1 - t * t) * root * (1 + 3 * cubic * u * u);
                             to[i * C + j] = double(g(i, j)) * slope * double(w.value()(j));
                           }
                       });
  const auto clear = [&] {
    x.zero_grad();
    w.zero_grad();
    b.zero_grad();
  };
  const auto tenon = [&, clear] {
    clear();
    adjoint<row_major_layout<Size<R, C>>>(node_of(gelu_tanh(x * w + b)), std::as_const(g).data());
  };
  const auto by_hand = [&, clear] {
    clear();
    constexpr float r = static_cast<float>(root), c = static_cast<float>(cubic);
    for (tenon::index i = 0; i < R; ++i) {
      const float *in = x.data() + i * C, *up = g.data() + i * C;
      float* to = x.grad().data() + i * C;
      sweep<C>([&]<int N>(tenon::index j, std::integral_constant<int, N>) {
        const P v = load<N>(in + j), scale = load<N>(w.data() + j), u = fma(v, scale, load<N>(b.data() + j));
        const P square = u * u, t = simd::tanh(P(r) * u * fma(P(c), square, P(1)));
        const P half = P(0.5f), up_to = half * u * (P(1) - t * t) * P(r) * fma(P(3 * c), square, P(1));
        const P d = load<N>(up + j) * (fma(half, t, half) + up_to);
        grow<N>(to + j, d * scale);
        grow<N>(w.grad().data() + j, d * v);
        grow<N>(b.grad().data() + j, d);
      });
    }
  };
  check_agreement("gelu_tanh(x * w + b) backward", tenon, by_hand, {{w.grad().data(), C}, {b.grad().data(), C}});
  row.add("tenon", tenon).add("hand", by_hand);
}

const bench::registration added(bench::stage::rows, [] {
  add_softmax<128, 1000>();
  add_log_softmax<128, 1000>();
  add_cross_entropy<128, 1000>();
  add_layer_norm<256, 768>();
  add_distance<1024, 128>();
  add_gelu<256, 3072>();
});

} // namespace

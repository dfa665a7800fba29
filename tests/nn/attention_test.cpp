// SPDX-License-Identifier: BSL-1.0
// MultiheadAttention against loops in double.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
using matrix = std::vector<std::vector<double>>;

template <class X> matrix rows_of(const X& x, index batch) {
  matrix m(static_cast<std::size_t>(X::size_type::list[1]));
  for (index i = 0; i < X::size_type::list[1]; ++i)
    for (index j = 0; j < X::size_type::list[2]; ++j) m[static_cast<std::size_t>(i)].push_back(x(batch, i, j));
  return m;
}
// rows first to first + n of weight and bias, applied
template <class W, class B> matrix affine(const matrix& x, const W& w, const B& b, index first, index n) {
  matrix y(x.size());
  for (std::size_t t = 0; t < x.size(); ++t)
    for (index o = first; o < first + n; ++o) {
      double s = b.value()(o);
      for (std::size_t i = 0; i < x[t].size(); ++i) s += x[t][i] * w.value()(o, static_cast<index>(i));
      y[t].push_back(s);
    }
  return y;
}
// what each head of 2 makes of queries, keys and values; sees(i, j): whether query i sees key j
template <class Sees> matrix attend(const matrix& q, const matrix& k, const matrix& v, std::size_t heads, Sees sees) {
  const std::size_t width = q[0].size() / heads;
  matrix y(q.size(), std::vector<double>(q[0].size()));
  for (std::size_t h = 0; h < heads; ++h)
    for (std::size_t i = 0; i < q.size(); ++i) {
      std::vector<double> e;
      double sum = 0;
      for (std::size_t j = 0; j < k.size(); ++j) {
        double s = 0;
        for (std::size_t d = h * width; d < (h + 1) * width; ++d) s += q[i][d] * k[j][d];
        e.push_back(sees(i, j) ? std::exp(s / std::sqrt(double(width))) : 0);
        sum += e.back();
      }
      for (std::size_t j = 0; j < k.size(); ++j)
        for (std::size_t d = h * width; d < (h + 1) * width; ++d) y[i][d] += e[j] / sum * v[j][d];
    }
  return y;
}
template <class M, class Sees>
matrix expected(const M& m, const matrix& query, const matrix& key, std::size_t heads, Sees sees) {
  const auto w = static_cast<index>(query[0].size());
  const auto part = [&](const matrix& x, index i) { return affine(x, m.in_proj_weight, m.in_proj_bias, i * w, w); };
  return affine(attend(part(query, 0), part(key, 1), part(key, 2), heads, sees), m.out_proj.weight, m.out_proj.bias, 0,
                w);
}
template <class Y> void check(const Y& y, index batch, const matrix& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (std::size_t j = 0; j < wanted[i].size(); ++j)
      CHECK(y(batch, static_cast<index>(i), static_cast<index>(j)) == Approx(wanted[i][j]).margin(1e-10));
}
} // namespace

TEST_CASE("attention of several heads, to itself and to others") {
  MultiheadAttention<6, 3, double> m;
  Generator g(1);
  m.in_proj_bias.value() = randn(g);
  const Tensor<double, 2, 5, 6> x = randn(g);
  const Tensor<double, 2, 4, 6> z = randn(g);
  const auto all = [](std::size_t, std::size_t) { return true; };
  const auto before = [](std::size_t i, std::size_t j) { return j <= i; };
  const Tensor<double, 2, 5, 6> self = m(x), causally = m(x, causal), lazily = m(x * 1.0), cross = m(x, z, z);
  Tensor<bool, 5, 5> mask;
  for (index i = 0; i < 5; ++i)
    for (index j = 0; j <= i; ++j) mask(i, j) = true;
  const Tensor<double, 2, 5, 6> masked = m(x, mask);
  for (index b = 0; b < 2; ++b) {
    const matrix rows = rows_of(x, b);
    check(self, b, expected(m, rows, rows, 3, all));
    check(lazily, b, expected(m, rows, rows, 3, all));
    check(causally, b, expected(m, rows, rows, 3, before));
    check(masked, b, expected(m, rows, rows, 3, before));
    check(cross, b, expected(m, rows, rows_of(z, b), 3, all));
  }
}

TEST_CASE("attention piece by piece gives what it gives at once") {
  MultiheadAttention<6, 3, double> m;
  Generator g(4);
  m.in_proj_bias.value() = randn(g);
  const Tensor<double, 2, 6, 6> x = randn(g), whole = m(x, causal);
  const auto first = m.with_cache(narrow(x, 1_c, 0_c, 3_c));
  const auto second = m.with_cache(narrow(x, 1_c, 3_c, 1_c), first.past);
  const auto third = m.with_cache(narrow(x, 1_c, 4_c, 2_c), second.past);
  const Tensor<double, 2, 6, 6> pieces = cat(first.output, second.output, third.output, 1_c);
  for (index i = 0; i < whole.numel; ++i) CHECK(pieces.data()[i] == Approx(whole.data()[i]).margin(1e-12));
  STATIC_REQUIRE(std::is_same_v<decltype(third.past.key)::size_type, Size<2, 3, 6, 2>>);
}

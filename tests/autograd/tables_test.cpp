// SPDX-License-Identifier: BSL-1.0
// Gradients of tables whose entries are pooled: rows run over the numbers, lanes lie across the entries, and the last
// tile of lanes is narrower than the others.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr index sentences = 300, tokens = 4;

template <index Entries> Tensor<int, sentences, tokens> numbers(index step) {
  Tensor<int, sentences, tokens> n;
  for (index b = 0; b < sentences; ++b)
    for (index k = 0; k < tokens; ++k) n(b, k) = static_cast<int>((b * step + k * 3) % Entries);
  return n;
}

template <class X> void check_gradient(const X& table, const std::vector<double>& expected, double bound) {
  double worst = 0;
  for (index i = 0; i < X::numel; ++i)
    worst = std::max(worst, std::fabs(double(table.grad().data()[i]) - expected[static_cast<std::size_t>(i)]));
  CHECK(worst < bound);
}

template <class T, index Width> void check_pooled() {
  INFO(Width << " wide");
  constexpr index entries = 100, others = 4;
  const double bound = sizeof(T) == 4 ? 1e-3 : 1e-11;
  const auto first = numbers<entries>(7), second = numbers<others>(1);
  Generator g(1);
  Parameter<T, entries, Width> t;
  Parameter<T, others, Width> u;
  t = randn(g), u = randn(g) * 0.5;
  const Tensor<T, sentences, tokens, Width> received = randn(g);
  const auto& tv = std::as_const(t).value();
  const auto& uv = std::as_const(u).value();
  std::vector<double> of_t(std::size_t(entries * Width)), of_u(std::size_t(others * Width));
  for (index b = 0; b < sentences; ++b)
    for (index j = 0; j < Width; ++j) {
      double p[tokens], total = 0, mean = 0;
      for (index k = 0; k < tokens; ++k)
        total += p[k] = std::exp(double(tv(first(b, k), j)) + std::exp(double(uv(second(b, k), j))));
      for (index k = 0; k < tokens; ++k) mean += p[k] / total * double(received(b, k, j));
      for (index k = 0; k < tokens; ++k) {
        const double d = p[k] / total * (double(received(b, k, j)) - mean);
        of_t[std::size_t(first(b, k) * Width + j)] += d;
        of_u[std::size_t(second(b, k) * Width + j)] += d * std::exp(double(uv(second(b, k), j)));
      }
    }
  backward(softmax(embedding(first, t) + embedding(second, exp(u)), 1_c), received);
  check_gradient(t, of_t, bound);
  check_gradient(u, of_u, bound);

  zero_grad(t);
  std::fill(of_t.begin(), of_t.end(), 0.0);
  for (index b = 0; b < sentences; ++b)
    for (index j = 0; j < Width; ++j) {
      index largest = 0;
      for (index k = 1; k < tokens; ++k)
        if (tv(first(b, k), j) > tv(first(b, largest), j)) largest = k;
      of_t[std::size_t(first(b, largest) * Width + j)] += double(received(b, 0, j));
    }
  backward(amax(embedding(first, t), 1_c), select(received, 1_c, 0_c));
  check_gradient(t, of_t, bound);
}
} // namespace

TEMPLATE_TEST_CASE("pooled entries", "", float, double) {
  check_pooled<TestType, 33>();
  check_pooled<TestType, 48>();
  check_pooled<TestType, 65>();
  check_pooled<TestType, 100>();
}

TEST_CASE("a table that repeats one row, of which an entry receives nothing") {
  Parameter<double, 1, 2> row = tensor({{0.5, -1.0}});
  const Tensor<int, 4> entries = tensor({0, 2, 2, 3});
  backward(sum(embedding(entries, expand(row, 4_c, 2_c), {.padding_idx = 2})));
  CHECK(row.grad()(0, 0) == 2);
  CHECK(row.grad()(0, 1) == 2);
}

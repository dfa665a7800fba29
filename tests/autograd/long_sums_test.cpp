// SPDX-License-Identifier: BSL-1.0
// Gradients that sum what many elements hand to one: their rounding error does not grow with the number of elements.
// Element i of a gradient is compared with a loop in double.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
// the largest error of a gradient, relative to the largest element
template <class X> double error_of(const X& gradient, const std::vector<double>& expected) {
  const auto g = eval(gradient);
  double worst = 0, largest = 0;
  for (index i = 0; i < g.numel; ++i) {
    const double e = expected[static_cast<std::size_t>(i)];
    worst = std::max(worst, std::fabs(double(g.data()[i]) - e));
    largest = std::max(largest, std::fabs(e));
  }
  return worst / largest;
}

// what each element of a leaf of shape S receives that is broadcast against x, where x times it is summed
template <class S, class T, index... N> std::vector<double> sums_over(const Tensor<T, N...>& x) {
  constexpr index rank = sizeof...(N);
  const index size[] = {N...};
  std::vector<double> sums(static_cast<std::size_t>(product(S::list)));
  for (index i = 0; i < x.numel; ++i) {
    index rest = i, at = 0, step = 1;
    for (index d = rank - 1; d >= 0; --d) {
      const index here = rest % size[d];
      rest /= size[d];
      if (d < rank - S::rank) continue;
      const index extent = S::list[static_cast<int>(d - (rank - S::rank))];
      if (extent != 1) at += here * step;
      step *= extent;
    }
    sums[static_cast<std::size_t>(at)] += double(x.data()[i]);
  }
  return sums;
}

// gradients of a broadcast leaf, with a tape and without, beside what was there before
template <index... Leaf, class X> void check_broadcast(const X& x, double bound) {
  using T = typename X::value_type;
  using S = Size<Leaf...>;
  const auto expected = sums_over<S>(x);
  Parameter<T, Leaf...> b;
  backward(sum(x * b));
  CHECK(error_of(b.grad(), expected) < bound);
  Tensor<T, Leaf...> once = b.grad() * 1;
  {
    Tape tape;
    const Variable y = x + b;
    tape.backward(y, x);
  }
  CHECK(error_of(b.grad() - once, expected) < 2 * bound); // of a sum from which another is taken
}
} // namespace

TEST_CASE("a million rows or columns that read one element") {
  static const auto rows = full<float, 1'000'000, 2>(0.1f);
  check_broadcast<2>(rows, 1e-5);
  check_broadcast<1>(rows, 1e-5);
  static const auto columns = full<float, 2, 1'000'000>(0.1f);
  check_broadcast<2, 1>(columns, 1e-5);
  check_broadcast<>(columns, 1e-5);
}

TEMPLATE_TEST_CASE("whatever dimensions are broadcast, and whatever their extents", "", float, double) {
  const double bound = sizeof(TestType) == 4 ? 2e-6 : 1e-14;
  Generator generator(1);
  const Tensor<TestType, 257, 7> few = rand(generator);
  check_broadcast<7>(few, bound);
  check_broadcast<257, 1>(few, bound);
  check_broadcast<1, 1>(few, bound);
  const Tensor<TestType, 3, 600, 5> middle = rand(generator);
  check_broadcast<3, 1, 5>(middle, bound);
  check_broadcast<600, 1>(middle, bound);
  check_broadcast<3, 1, 1>(middle, bound);
  check_broadcast<5>(middle, bound);
  const Tensor<TestType, 40, 30, 33> all = rand(generator);
  check_broadcast<33>(all, bound);
  check_broadcast<30, 1>(all, bound);
  check_broadcast<40, 1, 1>(all, bound);
  check_broadcast<1, 30, 33>(all, bound);
}

TEST_CASE("lanes across: a leaf is walked in tiles, of which the last is narrower") {
  Generator generator(2);
  const Tensor<float, 300, 6, 37> x = rand(generator);
  Parameter<float, 37> b = full<float, 37>(0.5f); // which 300 rows over dimension 1 read
  backward(sum(softmax(x, 1_c) * x * b));
  std::vector<double> expected(37);
  for (index i = 0; i < 300; ++i)
    for (index j = 0; j < 37; ++j) {
      double total = 0;
      for (index k = 0; k < 6; ++k) total += std::exp(double(x(i, k, j)));
      for (index k = 0; k < 6; ++k)
        expected[static_cast<std::size_t>(j)] += std::exp(double(x(i, k, j))) / total * double(x(i, k, j));
    }
  CHECK(error_of(b.grad(), expected) < 2e-6);
}

TEST_CASE("more rows than are added at once, of no element") {
  Parameter<float, 300, 0> x;
  Parameter<float, 0> w;
  Parameter<float, 300> b;
  backward(sum(sum(x * w, 1_c) + b));
  CHECK(float(sum(b.grad())) == 300);
  Parameter<float, 300, 0, 4> y;
  Parameter<float, 0, 4> v;
  Parameter<float, 4> u;
  backward(sum(sum(y * v + u, 1_c) + u));
  for (index i = 0; i < 4; ++i) CHECK(u.grad()(i) == 300);
}

TEST_CASE("views, stored parts and layers whose gradients are long sums") {
  static const auto ones_of = full<float, 100'000, 4>(0.1f);
  const std::vector<double> four(4, 1e5 * double(0.1f));
  Parameter<float, 3, 5> wide;
  backward(sum(ones_of * narrow(select(wide, 0_c, 1_c), 0_c, 1_c, 4_c))); // within a larger tensor
  CHECK(error_of(narrow(select(wide.grad(), 0_c, 1_c), 0_c, 1_c, 4_c), four) < 1e-5);
  CHECK(wide.grad()(1, 0) == 0);
  CHECK(wide.grad()(0, 1) == 0);
  Parameter<float, 4> flipped, expanded, named;
  backward(sum(ones_of * flip(flipped, 0_c)));
  CHECK(error_of(flipped.grad(), four) < 1e-5);
  backward(sum(ones_of * expand(expanded, 100000_c, 4_c)));
  CHECK(error_of(expanded.grad(), four) < 1e-5);
  // read twice by what names it
  backward(sum(ones_of * (named + softmax(named, 0_c) * 0)));
  CHECK(error_of(named.grad(), four) < 1e-5);

  Parameter<float, 1, 2> left = full<float, 1, 2>(1.0f);
  Parameter<float, 2, 4> right;
  backward(sum(ones_of * matmul(left, right))); // a product is stored, and spreads
  CHECK(error_of(right.grad(), std::vector<double>(8, four[0])) < 1e-5);

  // windows overlap: element i stands in min(i, 2) + 1 of them, but for the end
  Parameter<float, 6> line;
  backward(sum(full<float, 100'000, 4, 3>(0.1f) * unfold(line, 0_c, 3_c, 1_c)));
  const double one = four[0];
  CHECK(error_of(line.grad(), {one, 2 * one, 3 * one, 3 * one, 2 * one, one}) < 1e-5);

  Parameter<float, 4> weight = full<float, 4>(1.0f), bias;
  Generator generator(3);
  static const Tensor<float, 100'000, 4> x = randn(generator);
  Tape tape;
  const Variable y = layer_norm(x, weight, bias);
  tape.backward(y, ones_of);
  CHECK(error_of(bias.grad(), four) < 1e-5);
}

TEST_CASE("entries of a table that are taken often, and elements to which much is added") {
  constexpr index n = 300'000;
  static Tensor<int, n> entries;
  for (index i = 0; i < n; ++i) entries(i) = static_cast<int>(i % 3); // of five
  static const auto received = full<float, n, 4>(0.1f);
  const double each = n / 3 * double(0.1f);
  std::vector<double> expected(20);
  for (std::size_t i = 0; i < 12; ++i) expected[i] = each;
  Parameter<float, 5, 4> table;
  backward(embedding(entries, table), received);
  CHECK(error_of(table.grad(), expected) < 1e-5);
  std::fill_n(expected.begin() + 4, 4, 0.0);
  Parameter<float, 5, 4> padded;
  backward(embedding(entries, padded, {.padding_idx = 1}), received);
  CHECK(error_of(padded.grad(), expected) < 1e-5);
  Tensor<float, 5, 4> sums;
  static const auto rows = eval(expand(unsqueeze(entries, 1_c), c<n>, 4_c));
  sums = scatter_add(Tensor<float, 5, 4>(), 0_c, rows, received);
  std::fill_n(expected.begin() + 4, 4, each);
  CHECK(error_of(sums, expected) < 1e-5);
}

TEST_CASE("long rows: what a reduction, a value of the row and a picked element receive") {
  constexpr index n = 1'000'000;
  static const auto x = full<float, 1, n>(0.1f);
  const double total = double(n) * double(0.1f);
  Parameter<float, 1, 2> p = full<float, 1, 2>(0.5f);
  backward(sum(x * sum(p, 1_c, keepdim))); // of which each element receives what the sum does
  CHECK(error_of(p.grad(), {total, total}) < 1e-5);
  static Parameter<float, 1, n> long_row;
  backward(sum(x * sum(long_row, 1_c, keepdim)));
  CHECK(std::fabs(double(long_row.grad()(0, n - 1)) / total - 1) < 1e-5);
  const Tensor<int, 1, 1> first;
  static Parameter<float, 1, n> other;
  backward(sum(x * gather(other, 1_c, first)));
  CHECK(std::fabs(double(other.grad()(0, 0)) / total - 1) < 1e-5);
}

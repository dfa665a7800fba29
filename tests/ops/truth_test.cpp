// SPDX-License-Identifier: BSL-1.0
// Truth values in functions of numbers: as C++ converts them, true being 1, whatever lies in registers.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {
template <index N> Tensor<bool, N> truths(int seed) {
  Tensor<bool, N> x;
  for (index i = 0; i < N; ++i) x(i) = (i * 7 + seed) % 5 < 2;
  return x;
}

template <index N> void check_truths() {
  INFO(N << " elements");
  const Tensor<bool, N> a = truths<N>(1), b = truths<N>(3);
  const auto check = [&](const auto& y, auto expected) {
    const auto values = eval(y);
    for (index i = 0; i < N; ++i) CHECK(values(i) == expected(a(i), b(i)));
  };
  check(a < b, [](bool x, bool y) { return x < y; });
  check(a <= b, [](bool x, bool y) { return x <= y; });
  check(a > b, [](bool x, bool y) { return x > y; });
  check(a >= b, [](bool x, bool y) { return x >= y; });
  check(a == b, [](bool x, bool y) { return x == y; });
  check(a != b, [](bool x, bool y) { return x != y; });
  check(maximum(a, b), [](bool x, bool y) { return std::max(x, y); });
  check(minimum(a, b), [](bool x, bool y) { return std::min(x, y); });
  check(a + b, [](bool x, bool y) { return x || y; });
  check(a * b, [](bool x, bool y) { return x && y; });
  check(sign(a), [](bool x, bool) { return x; });
  check(abs(a), [](bool x, bool) { return x; });
  check(relu(a), [](bool x, bool) { return x; });
  check(clamp(a, false, true), [](bool x, bool) { return x; });

  const auto largest = std::max_element(a.begin(), a.end()), smallest = std::min_element(a.begin(), a.end());
  CHECK(bool(amax(a)) == *largest);
  CHECK(bool(amin(a)) == *smallest);
  CHECK(std::int64_t(argmax(a)) == largest - a.begin());
  CHECK(std::int64_t(argmin(a)) == smallest - a.begin());
  CHECK(std::int64_t(sum(a)) == std::count(a.begin(), a.end(), true));
}
} // namespace

TEST_CASE("truth values compare, combine and are reduced as 0 and 1", "[ops]") {
  constexpr index lanes = native_lanes<float>;
  check_truths<1>();
  check_truths<lanes - 1>();
  check_truths<lanes>();
  check_truths<lanes + 1>();
  check_truths<2 * lanes + 1>();
}

TEST_CASE("truth values combine as PyTorch writes it", "[ops]") {
  const auto a = tensor({false, false, true, true}), b = tensor({false, true, false, true});
  for (int i = 0; i < 4; ++i) {
    CHECK((a & b)(i) == (a(i) && b(i)));
    CHECK((a | b)(i) == (a(i) || b(i)));
    CHECK((~a)(i) == !a(i));
  }
}

TEST_CASE("a product of truth values is true where any term is", "[ops]") {
  const Tensor<bool, 5, 9> a = view(truths<45>(1), 5_c, 9_c);
  const Tensor<bool, 9, 17> b = view(truths<153>(2), 9_c, 17_c);
  const Tensor<bool, 5, 17> c = matmul(a, b);
  for (index i = 0; i < 5; ++i)
    for (index j = 0; j < 17; ++j) {
      bool expected = false;
      for (index k = 0; k < 9; ++k) expected = expected || (a(i, k) && b(k, j));
      CHECK(c(i, j) == expected);
    }
}

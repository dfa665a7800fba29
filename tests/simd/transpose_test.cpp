// SPDX-License-Identifier: BSL-1.0
#include <tenon/simd/pack.hpp>

#include <catch2/catch.hpp>

#include <cstdint>

using namespace tenon::simd;

namespace {
template <class T, int W> void check_square() {
  if constexpr (W <= native_lanes<T>) {
    pack<T, W> row[W];
    for (int i = 0; i < W; ++i)
      for (int l = 0; l < W; ++l) row[i].set(l, static_cast<T>(100 * i + l));
    transpose(row);
    for (int i = 0; i < W; ++i)
      for (int l = 0; l < W; ++l) CHECK(row[i][l] == static_cast<T>(100 * l + i));
  }
}
} // namespace

TEST_CASE("squares are turned over") {
  check_square<float, 2>();
  check_square<float, 4>();
  check_square<float, 8>();
  check_square<float, 16>();
  check_square<double, 2>();
  check_square<double, 4>();
  check_square<double, 8>();
  check_square<std::int32_t, 4>();
  check_square<std::int64_t, 8>();
}

TEST_CASE("rows of partial results are reduced together, lanes are permuted and repeated") {
  constexpr int W = native_lanes<float>;
  if constexpr (W > 1) {
    float memory[16 * W];
    for (int i = 0; i < 16 * W; ++i) memory[i] = static_cast<float>(i % 7);
    const auto sums = reduce_rows<16, float, W>(memory, [](auto a, auto b) { return a + b; });
    for (int r = 0; r < 16; ++r) {
      float expected = 0;
      for (int l = 0; l < W; ++l) expected += memory[r * W + l];
      CHECK(sums[r] == expected);
    }
    const auto p = pack<float, W>::load(memory);
    const auto turned = permuted(p, [](tenon::index l) { return W - 1 - l; });
    for (int l = 0; l < W; ++l) CHECK(turned[l] == p[W - 1 - l]);
    const auto again = repeated<W>(pack<float, 2>::load(memory));
    for (int l = 0; l < W; ++l) CHECK(again[l] == memory[l % 2]);
  }
}

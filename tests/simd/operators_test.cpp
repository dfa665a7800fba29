// SPDX-License-Identifier: BSL-1.0
// Operators on packs against the same operators on values.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEMPLATE_TEST_CASE("arithmetic is that of the values", "[simd]", float, double, std::int8_t, std::uint8_t,
                   std::int16_t, std::int32_t, std::int64_t) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2);
    const auto divisor = select(b == pack<T, W>(T(0)), pack<T, W>(T(3)), b);
    require_lanes(a + b, [&](int i) { return a[i] + b[i]; });
    require_lanes(a - b, [&](int i) { return a[i] - b[i]; });
    require_lanes(a * b, [&](int i) { return a[i] * b[i]; });
    require_lanes(a / divisor, [&](int i) { return a[i] / divisor[i]; });
    auto c = a;
    c += b, c -= divisor, c *= a, c /= divisor;
    const auto d = (a + b - divisor) * a / divisor;
    require_lanes(c, [&](int i) { return d[i]; });
    if constexpr (std::is_signed_v<T>) require_lanes(-a, [&](int i) { return -a[i]; });
  });
}

TEMPLATE_TEST_CASE("whole numbers have remainders, bits and shifts", "[simd]", std::int8_t, std::uint8_t,
                   std::int32_t, std::int64_t) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2);
    const pack<T, W> two(T(2)), seven(T(7));
    require_lanes(a % seven, [&](int i) { return a[i] % 7; });
    require_lanes(a & b, [&](int i) { return a[i] & b[i]; });
    require_lanes(a | b, [&](int i) { return a[i] | b[i]; });
    require_lanes(a ^ b, [&](int i) { return a[i] ^ b[i]; });
    require_lanes(~a, [&](int i) { return ~a[i]; });
    require_lanes(a << two, [&](int i) { return a[i] * 4; });
    require_lanes(a >> two, [&](int i) { return a[i] >> 2; });
  });
}

TEMPLATE_TEST_CASE("comparisons give truth values, and select chooses by them", "[simd]", float, double,
                   std::int8_t, std::uint8_t, std::int16_t, std::int32_t, std::int64_t, bool) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2);
    require_lanes(a == b, [&](int i) { return a[i] == b[i]; });
    require_lanes(a != b, [&](int i) { return a[i] != b[i]; });
    if constexpr (!std::is_same_v<T, bool>) {
      require_lanes(a < b, [&](int i) { return a[i] < b[i]; });
      require_lanes(a <= b, [&](int i) { return a[i] <= b[i]; });
      require_lanes(a > b, [&](int i) { return a[i] > b[i]; });
      require_lanes(a >= b, [&](int i) { return a[i] >= b[i]; });
    }
    require_lanes(select(a == b, a, b), [&](int i) { return a[i] == b[i] ? a[i] : b[i]; });
    require_lanes(select(sample_pack<bool, W>(7), a, b),
                  [m = sample_pack<bool, W>(7), &a, &b](int i) { return m[i] ? a[i] : b[i]; });
  });
}

TEMPLATE_TEST_CASE("nothing compares with nan", "[simd]", float, double) {
  using T = TestType;
  each_width([]<int W>() {
    const pack<T, W> nan(std::numeric_limits<T>::quiet_NaN()), one(T(1));
    CHECK(!any(nan == nan));
    CHECK(all(nan != nan));
    CHECK(!any((nan < one) | (nan > one) | (nan <= one) | (nan >= one)));
  });
}

TEST_CASE("truth values combine, and any and all sum them up", "[simd]") {
  each_width([]<int W>() {
    const auto a = sample_pack<bool, W>(1), b = sample_pack<bool, W>(2);
    require_lanes(a & b, [&](int i) { return a[i] && b[i]; });
    require_lanes(a | b, [&](int i) { return a[i] || b[i]; });
    require_lanes(a ^ b, [&](int i) { return a[i] != b[i]; });
    require_lanes(!a, [&](int i) { return !a[i]; });
    const pack<bool, W> none(false), every(true);
    CHECK(!any(none));
    CHECK(any(every));
    CHECK(!all(none));
    CHECK(all(every));
    for (int i = 0; i < W; ++i) {
      auto one = none, others = every;
      one.set(i, true), others.set(i, false);
      CHECK(any(one));
      CHECK(!all(others));
      CHECK(any(others) == (W > 1));
      CHECK(all(one) == (W == 1));
    }
  });
}

// SPDX-License-Identifier: BSL-1.0
// Operators on packs against the same operators on values.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEMPLATE_TEST_CASE("arithmetic is that of the values", "[simd]", float, double, std::int8_t, std::uint8_t, std::int16_t,
                   std::int32_t, std::int64_t) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2);
    const auto x = lanes(a), y = lanes(b);
    const auto divisor = select(b == pack<T, W>(T(0)), pack<T, W>(T(3)), b);
    const auto z = lanes(divisor);
    require_lanes(a + b, [&](int i) { return x[i] + y[i]; });
    require_lanes(a - b, [&](int i) { return x[i] - y[i]; });
    require_lanes(a * b, [&](int i) { return x[i] * y[i]; });
    require_lanes(a / divisor, [&](int i) { return x[i] / z[i]; });
    auto c = a;
    c += b, c -= divisor, c *= a, c /= divisor;
    require_lanes(c, [&](int i) { return static_cast<T>((x[i] + y[i] - z[i]) * x[i]) / z[i]; });
    if constexpr (std::is_signed_v<T>) require_lanes(-a, [&](int i) { return -x[i]; });
  });
}

TEMPLATE_TEST_CASE("whole numbers have remainders, bits and shifts", "[simd]", std::int8_t, std::uint8_t, std::int32_t,
                   std::int64_t) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2);
    const auto x = lanes(a), y = lanes(b);
    const pack<T, W> two(T(2)), seven(T(7));
    require_lanes(a % seven, [&](int i) { return x[i] % 7; });
    require_lanes(a & b, [&](int i) { return x[i] & y[i]; });
    require_lanes(a | b, [&](int i) { return x[i] | y[i]; });
    require_lanes(a ^ b, [&](int i) { return x[i] ^ y[i]; });
    require_lanes(~a, [&](int i) { return ~x[i]; });
    require_lanes(a << two, [&](int i) { return x[i] * 4; });
    require_lanes(a >> two, [&](int i) { return x[i] >> 2; });
  });
}

TEMPLATE_TEST_CASE("comparisons give truth values, and select chooses by them", "[simd]", float, double, std::int8_t,
                   std::uint8_t, std::int16_t, std::int32_t, std::int64_t, bool) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2);
    const auto x = lanes(a), y = lanes(b);
    const auto chosen = sample_pack<bool, W>(7);
    const auto m = lanes(chosen);
    require_lanes(a == b, [&](int i) { return x[i] == y[i]; });
    require_lanes(a != b, [&](int i) { return x[i] != y[i]; });
    require_lanes(a < b, [&](int i) { return x[i] < y[i]; });
    require_lanes(a <= b, [&](int i) { return x[i] <= y[i]; });
    require_lanes(a > b, [&](int i) { return x[i] > y[i]; });
    require_lanes(a >= b, [&](int i) { return x[i] >= y[i]; });
    require_lanes(select(a == b, a, b), [&](int i) { return x[i] == y[i] ? x[i] : y[i]; });
    require_lanes(select(chosen, a, b), [&](int i) { return m[i] ? x[i] : y[i]; });
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
    const auto x = lanes(a), y = lanes(b);
    require_lanes(a & b, [&](int i) { return x[i] && y[i]; });
    require_lanes(a | b, [&](int i) { return x[i] || y[i]; });
    require_lanes(a ^ b, [&](int i) { return x[i] != y[i]; });
    require_lanes(!a, [&](int i) { return !x[i]; });
    require_lanes(a + b, [&](int i) { return bool(x[i] + y[i]); });
    require_lanes(a - b, [&](int i) { return bool(x[i] - y[i]); });
    require_lanes(a * b, [&](int i) { return bool(x[i] * y[i]); });
    require_lanes(-a, [&](int i) { return bool(-x[i]); });
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

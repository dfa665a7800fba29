// SPDX-License-Identifier: BSL-1.0
// Lanes by themselves: splat, index, halves, join, keep, iota, reduce.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

static_assert(sizeof(pack<float, 64>) == 64 * sizeof(float));
static_assert(sizeof(pack<double, 8>) == 8 * sizeof(double));
static_assert(std::is_trivially_copyable_v<pack<float, 64>>);
static_assert(std::is_trivially_default_constructible_v<pack<double, 16>>);
static_assert(sizeof(pack<bool, 16>) == sizeof(pack<float, 16>)); // lanes as wide as those of a float
static_assert(native_lanes<std::pair<int, int>> == 1);

TEMPLATE_TEST_CASE("a value fills every lane", "[simd]", float, double, std::int8_t, std::uint8_t, std::int16_t,
                   std::int32_t, std::int64_t, bool) {
  each_width([]<int W>() {
    const TestType one(1);
    require_lanes(pack<TestType, W>(one), [&](int) { return one; });
    require_lanes(pack<TestType, W>(TestType{}), [&](int) { return TestType{}; });
  });
}

TEST_CASE("a splat keeps the sign of zero", "[simd]") {
  each_width([]<int W>() {
    const pack<float, W> p(-0.f);
    for (int i = 0; i < W; ++i) CHECK(std::signbit(p[i]));
  });
}

TEMPLATE_TEST_CASE("lanes are set one by one", "[simd]", float, double, std::int8_t, std::int64_t, bool) {
  each_width([]<int W>() {
    const auto values = sample<TestType>(W);
    pack<TestType, W> p(TestType{});
    for (int i = 0; i < W; ++i) p.set(i, values[i]);
    require_lanes(p, [&](int i) { return values[i]; });
  });
}

TEMPLATE_TEST_CASE("halves are taken and joined", "[simd]", float, double, std::int8_t, std::int16_t, std::int64_t,
                   bool) {
  each_width([]<int W>() {
    if constexpr (W > 1) {
      const auto p = sample_pack<TestType, W>(1);
      require_lanes(low_half(p), [&](int i) { return p[i]; });
      require_lanes(high_half(p), [&](int i) { return p[i + W / 2]; });
      require_lanes(join(low_half(p), high_half(p)), [&](int i) { return p[i]; });
      require_lanes(join(high_half(p), low_half(p)), [&](int i) { return p[(i + W / 2) % W]; });
    }
  });
}

TEMPLATE_TEST_CASE("the first lanes are taken and replaced", "[simd]", float, double, std::uint8_t, bool) {
  each_width([]<int W>() {
    const auto p = sample_pack<TestType, W>(1);
    each_width([&]<int V>() {
      if constexpr (V <= W) {
        const auto q = sample_pack<TestType, V>(2);
        require_lanes(p.template low<V>(), [&](int i) { return p[i]; });
        require_lanes(p.with_low(q), [&](int i) { return i < V ? q[i < V ? i : 0] : p[i]; });
      }
    });
  });
}

TEMPLATE_TEST_CASE("keep takes the lanes from N on from elsewhere", "[simd]", float, double, std::int16_t, bool) {
  each_width([]<int W>() {
    const auto p = sample_pack<TestType, W>(1), q = sample_pack<TestType, W>(2);
    each_count<W>([&]<int N>() { require_lanes(keep<N>(p, q), [&](int i) { return i < N ? p[i] : q[i]; }); });
    require_lanes(keep<0>(p, q), [&](int i) { return q[i]; });
  });
}

TEMPLATE_TEST_CASE("iota counts", "[simd]", float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t) {
  each_width([]<int W>() { require_lanes(iota<TestType, W>(TestType{5}), [](int i) { return i + 5; }); });
}

TEMPLATE_TEST_CASE("reduce folds by halves down to a value", "[simd]", float, double, std::int64_t) {
  each_width([]<int W>() {
    const auto p = sample_pack<TestType, W>(3);
    TestType sum{}, largest = p[0];
    for (int i = 0; i < W; ++i) sum = sum + p[i], largest = largest < p[i] ? p[i] : largest;
    CHECK(reduce(p, [](auto a, auto b) { return a + b; }) == sum);
    CHECK(reduce(p, [](auto a, auto b) { return max(a, b); }) == largest);
  });
}

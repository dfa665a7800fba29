// SPDX-License-Identifier: BSL-1.0
// cast is static_cast lane by lane, between any two types.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

template <class From, class To> void check_cast() {
  each_width([]<int W>() {
    const auto p = sample_pack<From, W>(1);
    require_lanes(cast<To>(p), [x = lanes(p)](int i) { return static_cast<To>(x[i]); });
  });
}
template <class From, class... To> void check_casts() { (check_cast<From, To>(), ...); }

} // namespace

TEMPLATE_TEST_CASE("cast converts the values", "[simd]", float, double, std::int8_t, std::int16_t, std::int32_t,
                   std::int64_t, std::uint32_t, bool) {
  check_casts<TestType, float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t, bool>();
  if constexpr (std::is_unsigned_v<TestType>) // of small values only: the others have none
    check_casts<TestType, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>();
}

TEST_CASE("cast extends and cuts off as static_cast does", "[simd]") {
  each_width([]<int W>() {
    const pack<std::int8_t, W> bytes(std::int8_t{-3});
    require_lanes(cast<std::int64_t>(bytes), [](int) { return -3; });
    require_lanes(cast<std::uint32_t>(bytes), [](int) { return static_cast<std::uint32_t>(-3); });
    const pack<std::uint8_t, W> large(std::uint8_t{200});
    require_lanes(cast<std::int32_t>(large), [](int) { return 200; });
    require_lanes(cast<float>(large), [](int) { return 200; });
    const pack<std::int64_t, W> wide(0x123456789abcdef);
    require_lanes(cast<std::int32_t>(wide), [](int) { return std::int32_t(0x89abcdef); });
    require_lanes(cast<std::uint8_t>(wide), [](int) { return std::uint8_t{0xef}; });
    const pack<double, W> fraction(-2.75);
    require_lanes(cast<std::int32_t>(fraction), [](int) { return -2; });
    require_lanes(cast<std::int64_t>(fraction), [](int) { return -2; });
    require_lanes(cast<std::int16_t>(fraction), [](int) { return -2; });
    require_lanes(cast<float>(fraction), [](int) { return -2.75f; });
    CHECK(all(cast<bool>(pack<float, W>(std::numeric_limits<float>::quiet_NaN()))));
    CHECK(!any(cast<bool>(pack<double, W>(-0.0))));
  });
}

TEST_CASE("bits_as keeps the bits", "[simd]") {
  each_width([]<int W>() {
    require_lanes(simd::bits_as<std::int32_t>(pack<float, W>(1.f)), [](int) { return 0x3f800000; });
    require_lanes(simd::bits_as<double>(pack<std::int64_t, W>(std::int64_t{1} << 62)), [](int) { return 2; });
  });
}

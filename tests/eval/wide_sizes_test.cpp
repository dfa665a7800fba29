// SPDX-License-Identifier: BSL-1.0
// Inner extents up to two registers and one more, where registers hold sixteen.
#include "sizes.hpp"

using namespace tenon::test;

TEST_CASE("extents 18 to 33") {
  constexpr tenon::index widest = 2 * tenon::native_lanes<float> + 1;
  STATIC_REQUIRE(widest <= 33);
  check_sizes<18>(std::make_integer_sequence<tenon::index, (widest > 17 ? widest - 17 : 0)>());
}

// SPDX-License-Identifier: BSL-1.0
// Inner extents up to two registers of sixteen and one more.
#include "sizes.hpp"

using namespace tenon::test;

TEST_CASE("extents 18 to 33") {
  check_sizes(std::integer_sequence<tenon::index, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33>());
}

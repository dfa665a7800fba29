// SPDX-License-Identifier: BSL-1.0
// Inner extents around the width of a register.
#include "sizes.hpp"

using namespace tenon::test;

TEST_CASE("extents 1 to 17") {
  check_sizes(std::integer_sequence<tenon::index, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17>());
}

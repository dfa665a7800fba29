// SPDX-License-Identifier: BSL-1.0
// Inner extents around the width of several registers.
#include "sizes.hpp"

using namespace tenon::test;

TEST_CASE("extents around four and eight registers") {
  check_sizes(std::integer_sequence<tenon::index, 46, 62, 63, 64, 127, 128, 129>());
}

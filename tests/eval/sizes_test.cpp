// SPDX-License-Identifier: BSL-1.0
// Inner extents around the width of a register.
#include "sizes.hpp"

using namespace tenon::test;

TEST_CASE("extents 1 to 17") { check_sizes<1>(std::make_integer_sequence<tenon::index, 17>()); }

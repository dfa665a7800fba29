// SPDX-License-Identifier: BSL-1.0
// How a node's dimensions follow the loops of a statement, and what its memory looks like from there.
#include <tenon/expr/walk.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

namespace {
constexpr frame loops(const ints& extents, int first, int last, int lane = -1) {
  frame f;
  f.loops = f.dims = f.outer = extents.n;
  for (int l = 0; l < extents.n; ++l) f.extent[l] = extents[l];
  f.row_first = first;
  f.row_last = last;
  f.lane = lane;
  return f;
}
} // namespace

TEST_CASE("a leaf's step along the row and between lanes") {
  const binding b = binding::natural(3);
  const layout dense{ints{2, 3, 4}, ints{12, 4, 1}};
  const frame along = loops(ints{2, 3, 4}, 2, 2);
  CHECK(access_of(dense, b, along).row == 1);
  CHECK(access_of(dense, b, along).lane == 1);
  const frame across = loops(ints{2, 3, 4}, 1, 1, 2);
  CHECK(access_of(dense, b, across).row == 4);
  CHECK(access_of(dense, b, across).lane == 1);
  const layout stretched{ints{2, 3, 4}, ints{4, 0, 1}};
  CHECK(access_of(stretched, b, across).row == 0);
}

TEST_CASE("a row of several loops needs one stride for all of them") {
  const binding b = binding::natural(3);
  const frame both = loops(ints{2, 3, 4}, 1, 2);
  CHECK(both.row_length() == 12);
  CHECK(row_is_linear(access_of({ints{2, 3, 4}, ints{12, 4, 1}}, b, both), both));
  CHECK_FALSE(row_is_linear(access_of({ints{2, 3, 4}, ints{15, 5, 1}}, b, both), both));
  CHECK_FALSE(row_is_linear(access_of({ints{2, 3, 4}, ints{4, 0, 1}}, b, both), both));
  const frame with_one = loops(ints{3, 1, 4}, 0, 2);
  CHECK(row_is_linear(access_of({ints{3, 1, 4}, ints{4, 77, 1}}, b, with_one), with_one)); // an extent of 1 has no step
}

TEST_CASE("a node that starts inside its operand begins at an offset") {
  binding b = binding::natural(2);
  b.offset[0] = 2;
  b.offset[1] = 5;
  const frame f = loops(ints{3, 4}, 1, 1);
  CHECK(access_of({ints{3, 4}, ints{100, 1}}, b, f).base == 205);
}

TEST_CASE("reduced dimensions take the loop they kept, else one of their own") {
  frame f = loops(ints{5, 7}, 1, 1);
  binding kept = binding::natural(2), inner;
  CHECK(bind_reduced(f, kept, ints{5, 7}, 2u, inner)); // its result is read along that loop
  CHECK(inner.loop[1] == 1);
  kept.loop[1] = -1; // the result has no such loop
  CHECK_FALSE(bind_reduced(f, kept, ints{5, 7}, 2u, inner));
  f.extent[f.loops++] = 7;
  CHECK(bind_reduced(f, kept, ints{5, 7}, 2u, inner));
  CHECK(inner.loop[1] == 2);
  CHECK_FALSE(bind_reduced(f, kept, ints{5, 6}, 2u, inner)); // another extent
}

TEST_CASE("a reduction runs in the row where it reduces just that, and no loop around would repeat it") {
  const binding b = binding::natural(2);
  const ints size{5, 7};
  CHECK(runs_in_row(loops(size, 1, 1), b, 2u, size));
  CHECK(runs_in_row(loops(size, 0, 0), b, 1u, size));
  CHECK_FALSE(runs_in_row(loops(size, 0, 1), b, 2u, size));
  CHECK(runs_in_row(loops(size, 0, 1), b, 3u, size));
  const binding wide = [] {
    binding w = binding::natural(2);
    w.loop[0] = 1;
    w.loop[1] = 2;
    return w;
  }();
  CHECK_FALSE(runs_in_row(loops(ints{3, 5, 7}, 2, 2), wide, 2u, size)); // loop 0 would run it three times
}

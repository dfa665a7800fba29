// SPDX-License-Identifier: BSL-1.0
// What cursors need to know of a frame when compiling. No extent is part of it, so that statements of other shapes
// share their cursors.
#pragma once

#include <tenon/expr/frame.hpp>

namespace tenon {

struct TENON_MACHINE mode {
  bool along;       // whether the lanes lie along the row
  int width;        // elements in a pack
  int lanes;        // across: how many of them are valid
  int group;        // rows that are finished together
  bool holds_group; // ... what they gather in registers
  bool pauses;      // whether rows are so long that sums are set aside
  bool adjoint, selected, accumulate;
};
constexpr mode mode_of(const frame& f) {
  const bool pauses = f.row_length() > (f.along() ? f.width : 1) * steps_per_pause;
  return {f.along(), f.width, f.lanes, f.group, f.holds_group(), pauses, f.adjoint, f.selected, f.accumulate};
}

} // namespace tenon

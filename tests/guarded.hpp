// SPDX-License-Identifier: BSL-1.0
// Buffers at odd addresses with guards on both sides, which must stay as they are.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace tenon::test {

struct guarded {
  static constexpr float guard = 12345.0f;
  static constexpr std::ptrdiff_t margin = 17;
  std::vector<float> memory;
  std::ptrdiff_t n;

  explicit guarded(std::ptrdiff_t count) : memory(static_cast<std::size_t>(count + 2 * margin), guard), n(count) {}
  float* data() { return memory.data() + margin; }
  // numbers between -1 and 1, none equal to its neighbours
  guarded& fill(double seed) {
    for (std::ptrdiff_t i = 0; i < n; ++i)
      data()[i] = static_cast<float>(std::sin(1.7 * static_cast<double>(i) + seed));
    return *this;
  }
  bool intact() const {
    for (std::size_t i = 0; i < memory.size(); ++i) {
      const auto at = static_cast<std::ptrdiff_t>(i);
      if ((at < margin || at >= margin + n) && memory[i] != guard) return false;
    }
    return true;
  }
};

} // namespace tenon::test

// SPDX-License-Identifier: BSL-1.0
// What tests of constant expressions share: comparison of an expression with literals.
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <initializer_list>

namespace tenon::test {

// Whether the elements of x, in row-major order, are these. The bound is relative to the larger of 1 and the element.
template <tensor_like X>
constexpr bool equal(const X& x, std::initializer_list<double> expected, double bound = 1e-15) {
  const auto t = eval(x);
  if (static_cast<std::size_t>(t.numel) != expected.size()) return false;
  const auto* at = t.begin();
  for (const double e : expected) {
    const double off = static_cast<double>(*at++) - e, size = e < 0 ? -e : e;
    if (!((off < 0 ? -off : off) <= bound * (size > 1 ? size : 1))) return false;
  }
  return true;
}

} // namespace tenon::test

// SPDX-License-Identifier: BSL-1.0
// What loops written by hand on packs share.
#pragma once

#include "row.hpp"

#include <initializer_list>

namespace bench {

using P = tenon::pack<float, 2 * tenon::native_lanes<float>>;
constexpr tenon::index W = P::width;

inline float total(P p) {
  return reduce(p, [](auto a, auto b) { return a + b; });
}
// visits [0, C) in packs, the rest in elements
template <tenon::index C, class Visit> void sweep(Visit visit) {
  for (tenon::index j = 0; j + W <= C; j += W) visit(j, std::integral_constant<int, static_cast<int>(W)>{});
  if constexpr (C % W != 0) visit(C / W * W, std::integral_constant<int, static_cast<int>(C % W)>{});
}
template <int N> P load(const float* p, float fill = 0) { return tenon::keep<N>(P::template load<N>(p), P(fill)); }
template <int N> void grow(float* p, P d) { (P::template load<N>(p) + d).template store<N>(p); }

struct gradient {
  const float* data;
  tenon::index n;
};
// Ends the program unless two contenders leave the same gradients. A row checks one of them beside double in each run.
template <class First, class Second>
void check_agreement(const char* what, First first, Second second, std::initializer_list<gradient> all) {
  first();
  std::vector<std::vector<double>> expected;
  for (const gradient& g : all) expected.emplace_back(g.data, g.data + g.n);
  second();
  std::size_t i = 0;
  for (const gradient& g : all) check(what, g.data, expected[i++].data(), g.n, 1e-3);
}

} // namespace bench

// SPDX-License-Identifier: BSL-1.0
// Which matrices of two tensors meet, against every pair of their elements.
#include <tenon/eval/apart.hpp>

#include <catch2/catch.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace tenon;

namespace {
// the elements of each matrix
std::vector<std::set<index>> matrices_of(const layout& l, index from) {
  const int batch = l.rank() - 2;
  index n = 1;
  for (int d = 0; d < batch; ++d) n *= l.size[d];
  std::vector<std::set<index>> all;
  for (index m = 0; m < n; ++m) {
    index first = from, rest = m;
    for (int d = batch - 1; d >= 0; rest /= l.size[d--]) first += rest % l.size[d] * l.stride[d];
    std::set<index>& own = all.emplace_back();
    for (index i = 0; i < l.size[batch]; ++i)
      for (index j = 0; j < l.size[batch + 1]; ++j) own.insert(first + i * l.stride[batch] + j * l.stride[batch + 1]);
  }
  return all;
}
bool some_meet(const layout& a, const layout& b, index distance) {
  const auto x = matrices_of(a, 0), y = matrices_of(b, distance);
  for (std::size_t m = 0; m < x.size(); ++m)
    for (std::size_t o = 0; o < y.size(); ++o) {
      std::vector<index> both;
      std::set_intersection(x[m].begin(), x[m].end(), y[o].begin(), y[o].end(), std::back_inserter(both));
      if (m != o && !both.empty()) return true;
    }
  return false;
}
constexpr layout strided(std::initializer_list<index> size, std::initializer_list<index> stride) {
  layout l;
  for (const index n : size) l.size.push_back(n);
  for (const index n : stride) l.stride.push_back(n);
  return l;
}
} // namespace

TEST_CASE("queries, keys and values side by side are apart") {
  constexpr index T = 10, H = 3, d = 4, C = H * d;
  constexpr layout q = strided({2, H, T, d}, {T * 3 * C, d, 3 * C, 1}),
                   k = strided({2, H, d, T}, {T * 3 * C, d, 1, 3 * C});
  static_assert(!matrices_meet(q, k, C));
  static_assert(!matrices_meet(q, q, 2 * C));
  static_assert(!matrices_meet(q, k, -C));
  static_assert(!matrices_meet(q, q, 0));
  static_assert(matrices_meet(q, k, d));         // the keys of the next head
  static_assert(matrices_meet(q, k, T * 3 * C)); // of the next sequence
  static_assert(!matrices_meet(q, k, 1000));
}
TEST_CASE("batches of other strides are taken to meet") {
  static_assert(matrices_meet(strided({2, 3, 2}, {6, 2, 1}), strided({2, 3, 2}, {12, 2, 1}), 100));
}
TEST_CASE("any two tensors") {
  CHECK(rc::check([] {
    const auto up_to = [](index n) { return *rc::gen::inRange<index>(0, n + 1); };
    layout a, b;
    const int batch = static_cast<int>(1 + up_to(1));
    for (int d = 0; d < batch; ++d) {
      const index n = 1 + up_to(2), step = up_to(20);
      a.size.push_back(n), b.size.push_back(n);
      a.stride.push_back(step), b.stride.push_back(step);
    }
    for (layout* l : {&a, &b})
      for (int d = 0; d < 2; ++d) {
        l->size.push_back(1 + up_to(3));
        l->stride.push_back(up_to(9));
      }
    const index distance = up_to(80) - 40;
    RC_ASSERT(bool(matrices_meet(a, b, distance)) == some_meet(a, b, distance));
  }));
}

// SPDX-License-Identifier: BSL-1.0
#include <tenon/storage/scratch.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <set>

using namespace tenon;

TEST_CASE("pieces of an arena are aligned and apart") {
  arena memory;
  std::uintptr_t last = 0;
  std::set<std::uintptr_t> seen;
  for (const std::ptrdiff_t n : {1, 7, 64, 1000, 0, 3}) {
    float* const p = memory.take<float>(n);
    const auto at = reinterpret_cast<std::uintptr_t>(p);
    CHECK(at % alignment == 0);
    for (std::ptrdiff_t i = 0; i < n; ++i) p[i] = 1;
    if (n > 0) CHECK(seen.insert(at).second);
    CHECK(at >= last); // all of them fit the first chunk
    last = at + static_cast<std::uintptr_t>(n) * sizeof(float);
  }
}

TEST_CASE("what is released is taken again") {
  arena memory;
  const auto start = memory.position();
  double* const first = memory.take<double>(100);
  const auto middle = memory.position();
  double* const second = memory.take<double>(100000); // a chunk of its own
  memory.release(middle);
  CHECK(memory.take<double>(100000) == second);
  memory.release(start);
  CHECK(memory.take<double>(100) == first);
}

TEST_CASE("a request that no chunk holds finds another, also after smaller ones") {
  arena memory;
  const auto start = memory.position();
  for (std::size_t bytes = 1; bytes < (std::size_t(1) << 22); bytes *= 3) {
    auto* const p = static_cast<unsigned char*>(memory.take(bytes));
    p[0] = p[bytes - 1] = 1;
  }
  memory.release(start);
  auto* const p = static_cast<unsigned char*>(memory.take(std::size_t(1) << 22));
  p[(std::size_t(1) << 22) - 1] = 1;
}

TEST_CASE("a scope gives back what was taken in it") {
  const scratch_scope outer;
  const float* before = nullptr;
  {
    const scratch_scope scope;
    before = scratch<float>(1000).get();
  }
  CHECK(scratch<float>(1000).get() == before);
}

TEST_CASE("scratch is memory in constant expressions, too") {
  constexpr int sum = [] {
    const scratch_scope scope;
    const scratch<int> p(4);
    for (int i = 0; i < 4; ++i) p.get()[i] = i;
    return p.get()[1] + p.get()[2] + p.get()[3];
  }();
  STATIC_REQUIRE(sum == 6);
}

// SPDX-License-Identifier: BSL-1.0
#include <tenon/storage/pool.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <cstdint>
#include <vector>

using namespace tenon;

TEST_CASE("what is given back is taken again, and gaps that touch are one") {
  arena memory;
  pool pieces(memory);
  void* const a = pieces.take(100);
  void* const b = pieces.take(200);
  void* const c = pieces.take(300);
  void* const last = pieces.take(64);
  SECTION("in the order of addresses") {
    pieces.give_back(a, 100);
    pieces.give_back(b, 200);
    pieces.give_back(c, 300);
  }
  SECTION("against it") {
    pieces.give_back(c, 300);
    pieces.give_back(b, 200);
    pieces.give_back(a, 100);
  }
  SECTION("the middle last") {
    pieces.give_back(c, 300);
    pieces.give_back(a, 100);
    pieces.give_back(b, 200);
  }
  CHECK(pieces.take(128 + 256 + 320) == a); // each was rounded up to whole lines
  CHECK(pieces.take(64) > last);
}

TEST_CASE("pieces are aligned, apart and within what the arena gave") {
  rc::prop("for any order of taking and giving back", [](const std::vector<std::uint16_t>& requests) {
    struct piece {
      std::byte* at;
      std::size_t bytes;
    };
    arena memory;
    pool pieces(memory);
    std::vector<piece> held;
    std::size_t most = 0, now = 0;
    for (const std::uint16_t r : requests) {
      if (r % 3 == 0 && !held.empty()) {
        const std::size_t i = r / 3u % held.size();
        for (std::size_t k = 0; k < held[i].bytes; ++k) RC_ASSERT(held[i].at[k] == std::byte(held[i].bytes));
        pieces.give_back(held[i].at, held[i].bytes);
        now -= rounded_up(std::max<std::size_t>(1, held[i].bytes));
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        const std::size_t bytes = r % 5000u;
        auto* const p = static_cast<std::byte*>(pieces.take(bytes));
        RC_ASSERT(reinterpret_cast<std::uintptr_t>(p) % alignment == 0u);
        for (std::size_t k = 0; k < bytes; ++k) p[k] = std::byte(bytes);
        held.push_back({p, bytes});
        now += rounded_up(std::max<std::size_t>(1, bytes));
        most = std::max(most, now);
      }
    }
    for (const piece& p : held)
      for (std::size_t k = 0; k < p.bytes; ++k) RC_ASSERT(p.at[k] == std::byte(p.bytes));
    // what fits a gap is not taken from the arena
    while (!held.empty()) {
      pieces.give_back(held.back().at, held.back().bytes);
      held.pop_back();
    }
    const auto before = memory.position();
    if (most > 0) {
      pieces.take(64);
      RC_ASSERT(memory.position().used == before.used);
    }
  });
}

// SPDX-License-Identifier: BSL-1.0
// Memory for pieces that are given back one by one, in any order, on an arena that keeps it.
#pragma once

#include <tenon/storage/arena.hpp>

#include <cstdint>

namespace tenon {

// Pieces lie in the first gap that holds them; gaps that touch are one. What the pool took from the arena is given back
// with the arena's mark.
class pool {
  struct gap {
    gap* next; // at a higher address
    std::size_t bytes;
    std::byte* end() { return reinterpret_cast<std::byte*>(this) + bytes; }
  };
  static std::uintptr_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }
  static std::size_t whole(std::size_t bytes) { return bytes == 0 ? alignment : rounded_up(bytes); }

  arena& memory_;
  gap* first_ = nullptr;

public:
  explicit pool(arena& memory) : memory_(memory) {}
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;

  // uninitialised memory on a boundary of `alignment`
  void* take(std::size_t bytes) {
    bytes = whole(bytes);
    gap** link = &first_;
    while (*link && (*link)->bytes < bytes) link = &(*link)->next;
    gap* const found = *link;
    if (!found) return memory_.take(bytes);
    const gap was = *found;
    if (was.bytes == bytes) *link = was.next;
    else
      *link = ::new (static_cast<void*>(reinterpret_cast<std::byte*>(found) + bytes)) gap{was.next, was.bytes - bytes};
    return found;
  }

  // a piece of so many bytes
  void give_back(void* piece, std::size_t bytes) {
    gap** link = &first_;
    gap* before = nullptr;
    while (*link && address(*link) < address(piece)) before = *link, link = &before->next;
    gap* const freed = *link = ::new (piece) gap{*link, whole(bytes)};
    if (gap* const after = freed->next; after && freed->end() == reinterpret_cast<std::byte*>(after))
      *freed = {after->next, freed->bytes + after->bytes};
    if (before && before->end() == reinterpret_cast<std::byte*>(freed))
      *before = {freed->next, before->bytes + freed->bytes};
  }
};

} // namespace tenon

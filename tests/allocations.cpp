// SPDX-License-Identifier: BSL-1.0
// Counts the allocations of the program it is linked into. In a file of its own: seen together, new and delete draw
// a warning.
#include "allocations.hpp"

#include <cstdlib>
#include <new>

long allocations = 0, allocated_bytes = 0;
namespace {
void count(std::size_t bytes) {
  ++allocations;
  allocated_bytes += static_cast<long>(bytes);
}
} // namespace
void* operator new(std::size_t n) {
  count(n);
  if (void* p = std::malloc(n)) return p;
  throw std::bad_alloc();
}
void* operator new(std::size_t n, const std::nothrow_t&) noexcept {
  count(n);
  return std::malloc(n);
}
void* operator new(std::size_t n, std::align_val_t a) {
  count(n);
  if (void* p = std::aligned_alloc(static_cast<std::size_t>(a), (n + 63) / 64 * 64)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

// SPDX-License-Identifier: BSL-1.0
// Memory that is taken piece by piece and given back all at once. Chunks are kept, so that work which repeats itself
// allocates only the first time.
#pragma once

#include <cstddef>
#include <new>

namespace tenon {

inline constexpr std::size_t alignment = 64; // one cache line, and the widest register
constexpr std::size_t rounded_up(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

class arena {
  struct chunk {
    chunk* next;
    std::size_t capacity; // bytes after the header
    std::byte* data() { return reinterpret_cast<std::byte*>(this) + alignment; }
  };

  chunk* first_ = nullptr;
  chunk* current_ = nullptr;
  std::size_t used_ = 0; // of the current chunk

  static chunk* allocate(std::size_t capacity) {
    void* p = ::operator new(capacity + alignment, std::align_val_t(alignment));
    return ::new (p) chunk{nullptr, capacity};
  }
  void advance(std::size_t bytes) {
    chunk** link = current_ ? &current_->next : &first_;
    while (*link && (*link)->capacity < bytes) link = &(*link)->next; // too small for this request
    if (!*link) {
      const std::size_t grown = current_ ? 2 * current_->capacity : std::size_t(1) << 16;
      *link = allocate(bytes > grown ? bytes : grown);
    }
    current_ = *link;
    used_ = 0;
  }

public:
  struct mark {
    void* chunk;
    std::size_t used;
  };

  constexpr arena() = default;
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;
  ~arena() {
    while (first_) {
      chunk* next = first_->next;
      ::operator delete(first_, std::align_val_t(alignment));
      first_ = next;
    }
    current_ = nullptr; // what is destroyed later, as statics are, takes new memory
    used_ = 0;
  }

  // uninitialised memory on a boundary of `alignment`
  void* take(std::size_t bytes) {
    bytes = rounded_up(bytes);
    if (!current_ || current_->capacity - used_ < bytes) advance(bytes);
    void* p = current_->data() + used_;
    used_ += bytes;
    return p;
  }
  template <class T> T* take(std::ptrdiff_t n) {
    return static_cast<T*>(take(sizeof(T) * static_cast<std::size_t>(n)));
  }

  // bytes it holds, taken or not
  std::size_t capacity() const {
    std::size_t bytes = 0;
    for (const chunk* c = first_; c; c = c->next) bytes += c->capacity;
    return bytes;
  }

  // bytes that have been taken, with what was left over in chunks
  std::size_t used() const {
    std::size_t bytes = used_;
    for (const chunk* c = first_; c && c != current_; c = c->next) bytes += c->capacity;
    return bytes;
  }

  // everything taken since a mark is given back
  mark position() const { return {current_, used_}; }
  void release(mark m) {
    current_ = static_cast<chunk*>(m.chunk);
    used_ = m.used;
  }
};

// The arena that a thread keeps for a purpose. A pointer to it has no destructor to register, so that each use is a
// load instead of a call.
template <class Purpose> class thread_arena {
  static inline constinit thread_local arena* known_ = nullptr;
  [[gnu::noinline]] static arena& first() {
    static thread_local arena memory;
    return *(known_ = &memory);
  }

public:
  static arena& get() {
    arena* const known = known_;
    return known ? *known : first();
  }
  // not inline: statements take several times, and each copy would cost compile time
  [[gnu::noinline]] static void* take(std::size_t bytes) { return get().take(bytes); }
  template <class T> static T* take(std::ptrdiff_t n) {
    return static_cast<T*>(take(sizeof(T) * static_cast<std::size_t>(n)));
  }
};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Loads and stores of whole packs and of their first lanes: the right values, and no touch of memory beyond.
#include "support.hpp"

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#include <unistd.h>
#endif

using namespace tenon;
using namespace tenon::test;

namespace {

// Elements with known bytes before and after them; count elements of T start at data().
template <class T> class guarded {
  static constexpr std::size_t margin = 256;
  static constexpr unsigned char mark = 0xa5;
  std::vector<unsigned char> bytes;
  std::size_t count;

public:
  // shift moves the start off any alignment but T's own
  guarded(int n, int shift)
      : bytes(2 * margin + (static_cast<std::size_t>(n) + static_cast<std::size_t>(shift)) * sizeof(T), mark),
        count(static_cast<std::size_t>(n)), offset(margin + static_cast<std::size_t>(shift) * sizeof(T)) {}
  T* data() { return reinterpret_cast<T*>(bytes.data() + offset); }
  bool untouched() const {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if ((i < offset || i >= offset + count * sizeof(T)) && bytes[i] != mark) return false;
    return true;
  }

private:
  std::size_t offset;
};

// What a pack of one width does with one count of elements. Through pointers, so that the tests, which are
// slow to compile, are compiled once a type.
template <class T> struct moves {
  int width, count;
  void (*load)(const T* from, T* lanes);
  void (*store)(const T* lanes, T* to);
  void (*gather)(const T* from, index stride, T* lanes);
  void (*scatter)(const T* lanes, T* to, index stride);
};

template <class T> std::vector<moves<T>> all_moves() {
  std::vector<moves<T>> list;
  each_width([&]<int W>() {
    using P = pack<T, W>;
    each_count<W>([&]<int N>() {
      list.push_back({W, N, [](const T* from, T* lanes) { P::template load<N>(from).store(lanes); },
                      [](const T* lanes, T* to) { P::load(lanes).template store<N>(to); },
                      [](const T* from, index stride, T* lanes) { P::template gather<N>(from, stride).store(lanes); },
                      [](const T* lanes, T* to, index stride) { P::load(lanes).template scatter<N>(to, stride); }});
    });
  });
  return list;
}

} // namespace

TEMPLATE_TEST_CASE("a pack loads its first elements and zeros", "[simd]", float, double, std::int8_t, std::int16_t,
                   bool) {
  using T = TestType;
  const auto values = sample<T>(64 + 3);
  for (const moves<T>& a : all_moves<T>())
    for (int shift : {0, 1, 3}) {
      T lanes[64];
      a.load(values.data() + shift, lanes);
      bool right = true;
      for (int i = 0; i < a.width; ++i) right = right && lanes[i] == (i < a.count ? values[i + shift] : T{});
      INFO(a.count << " of " << a.width);
      CHECK(right);
    }
}

TEMPLATE_TEST_CASE("a pack stores its first lanes and nothing else", "[simd]", float, double, std::int8_t, std::int16_t,
                   bool) {
  using T = TestType;
  const auto values = sample<T>(64);
  for (const moves<T>& a : all_moves<T>())
    for (int shift : {0, 1, 3}) {
      guarded<T> memory(a.count, shift);
      a.store(values.data(), memory.data());
      bool right = memory.untouched();
      for (int i = 0; i < a.count; ++i) right = right && memory.data()[i] == values[i];
      INFO(a.count << " of " << a.width);
      CHECK(right);
    }
}

TEMPLATE_TEST_CASE("strided elements are gathered and scattered", "[simd]", float, double, std::uint8_t, bool) {
  using T = TestType;
  constexpr int size = 5 * 64 + 1;
  const auto values = sample<T>(size);
  for (int stride : {1, 2, 5, -3, 0}) {
    const int start = stride < 0 ? 3 * 64 : 0;
    for (const moves<T>& a : all_moves<T>()) {
      INFO(a.count << " of " << a.width << ", stride " << stride);
      T lanes[64];
      a.gather(values.data() + start, stride, lanes);
      bool right = true;
      for (int i = 0; i < a.width; ++i) right = right && lanes[i] == (i < a.count ? values[start + i * stride] : T{});
      CHECK(right);
      if (stride == 0) continue;
      guarded<T> memory(size, 0);
      T* const to = memory.data() + start;
      for (int i = 0; i < size; ++i) memory.data()[i] = T{1};
      a.scatter(values.data(), to, stride);
      right = memory.untouched() && to[stride > 1 ? 1 : a.count * stride] == T{1};
      for (int i = 0; i < a.count; ++i) right = right && to[i * stride] == values[i];
      CHECK(right);
    }
  }
}

#if __has_include(<sys/mman.h>)
TEMPLATE_TEST_CASE("the first elements may end where memory ends", "[simd]", float, double, std::int8_t, std::int16_t,
                   std::int64_t) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const pages = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(pages != MAP_FAILED);
  REQUIRE(mprotect(static_cast<char*>(pages) + page, page, PROT_NONE) == 0);
  TestType* const end = reinterpret_cast<TestType*>(static_cast<char*>(pages) + page);
  const auto values = sample<TestType>(64);
  for (const moves<TestType>& a : all_moves<TestType>()) {
    TestType lanes[64];
    a.store(values.data(), end - a.count);
    a.load(end - a.count, lanes);
    bool right = true;
    for (int i = 0; i < a.count; ++i) right = right && lanes[i] == values[i];
    CHECK(right);
  }
  munmap(pages, 2 * page);
}
#endif

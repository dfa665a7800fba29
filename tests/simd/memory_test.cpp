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

} // namespace

TEMPLATE_TEST_CASE("a pack loads its first elements and zeros", "[simd]", float, double, std::int8_t,
                   std::int16_t, bool) {
  const auto values = sample<TestType>(64 + 3);
  each_width([&]<int W>() {
    each_count<W>([&]<int N>() {
      for (int shift : {0, 1, 3}) {
        const auto p = pack<TestType, W>::template load<N>(values.data() + shift);
        require_lanes(p, [&](int i) { return i < N ? values[i + shift] : TestType{}; });
      }
    });
  });
}

TEMPLATE_TEST_CASE("a pack stores its first lanes and nothing else", "[simd]", float, double, std::int8_t,
                   std::int16_t, bool) {
  each_width([&]<int W>() {
    const auto values = sample<TestType>(W);
    const auto p = pack<TestType, W>::load(values.data());
    each_count<W>([&]<int N>() {
      for (int shift : {0, 1, 3}) {
        guarded<TestType> memory(N, shift);
        p.template store<N>(memory.data());
        bool stored = memory.untouched();
        for (int i = 0; i < N; ++i) stored = stored && memory.data()[i] == values[i];
        CHECK(stored);
      }
    });
  });
}

TEMPLATE_TEST_CASE("strided elements are gathered and scattered", "[simd]", float, double, std::uint8_t,
                   bool) {
  for (int stride : {1, 2, 5, -3, 0}) {
    const auto values = sample<TestType>(5 * 64 + 1);
    const int start = stride < 0 ? 3 * 64 : 0;
    each_width([&]<int W>() {
      each_count<W>([&]<int N>() {
        const auto p = pack<TestType, W>::template gather<N>(values.data() + start, stride);
        require_lanes(p, [&](int i) { return i < N ? values[start + i * stride] : TestType{}; });
        if (stride == 0) return;
        guarded<TestType> memory(5 * 64 + 1, 0);
        TestType* const to = memory.data() + start;
        for (int i = 0; i < 5 * 64 + 1; ++i) memory.data()[i] = TestType{1};
        pack<TestType, W>::load(values.data()).template scatter<N>(to, stride);
        bool stored = memory.untouched() && to[stride > 1 ? 1 : N * stride] == TestType{1};
        for (int i = 0; i < N; ++i) stored = stored && to[i * stride] == values[i];
        CHECK(stored);
      });
    });
  }
}

#if __has_include(<sys/mman.h>)
TEMPLATE_TEST_CASE("the first elements may end where memory ends", "[simd]", float, double, std::int8_t,
                   std::int16_t, std::int64_t) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const pages = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(pages != MAP_FAILED);
  REQUIRE(mprotect(static_cast<char*>(pages) + page, page, PROT_NONE) == 0);
  TestType* const end = reinterpret_cast<TestType*>(static_cast<char*>(pages) + page);
  each_width([&]<int W>() {
    each_count<W>([&]<int N>() {
      iota<TestType, W>(TestType{1}).template store<N>(end - N);
      require_lanes(pack<TestType, W>::template load<N>(end - N), [&](int i) { return i < N ? i + 1 : 0; });
    });
  });
  munmap(pages, 2 * page);
}
#endif

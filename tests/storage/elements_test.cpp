// SPDX-License-Identifier: BSL-1.0
#include <tenon/storage/elements.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <type_traits>

using namespace tenon;

namespace {
template <class E> void number(E& e, tenon::index n) {
  for (tenon::index i = 0; i < n; ++i) e.data()[i] = static_cast<float>(i);
}

template <tenon::index N> void check_value() {
  using E = elements<float, N>;
  E a;
  for (tenon::index i = 0; i < N; ++i) CHECK(a.data()[i] == 0);
  number(a, N);
  E copy = a;
  CHECK(copy.data() != a.data());
  copy.data()[N - 1] = -1;
  CHECK(a.data()[N - 1] == static_cast<float>(N - 1));
  E moved = static_cast<E&&>(copy);
  CHECK(moved.data()[N - 1] == -1);
  copy = a; // after a move
  CHECK(copy.data()[N - 1] == static_cast<float>(N - 1));
  E& self = a;
  a = self;
  CHECK(a.data()[N - 1] == static_cast<float>(N - 1));
  a = static_cast<E&&>(moved);
  CHECK(a.data()[N - 1] == -1);
}
} // namespace

TEST_CASE("few elements lie in the object, many on the heap; both are values") {
  STATIC_REQUIRE(sizeof(elements<float, 256>) == 1024);
  STATIC_REQUIRE(sizeof(elements<float, 257>) == sizeof(float*));
  STATIC_REQUIRE(std::is_trivially_copyable_v<elements<float, 256>>);
  check_value<1>();
  check_value<256>();
  check_value<257>();
  check_value<100000>();
}

TEST_CASE("elements are aligned for the registers they fill, whatever the flags") {
  STATIC_REQUIRE(alignof(elements<float, 1>) == 4);
  STATIC_REQUIRE(alignof(elements<float, 3>) == 16);
  STATIC_REQUIRE(alignof(elements<double, 8>) == 64);
  STATIC_REQUIRE(alignof(elements<float, 200>) == 64);
  const elements<float, 1000> heap;
  CHECK(reinterpret_cast<std::uintptr_t>(heap.data()) % alignment == 0);
}

TEST_CASE("a moved-from tensor may be copied and moved on") {
  elements<double, 1000> a;
  elements<double, 1000> b = static_cast<elements<double, 1000>&&>(a);
  elements<double, 1000> c = a;
  c = b;
  b = a;
  CHECK(c.data() != nullptr);
  CHECK(b.data() == nullptr);
}

TEST_CASE("elements in constant expressions, inline and on the heap") {
  constexpr auto last = []<tenon::index N>() {
    elements<float, N> a(uninitialised);
    for (tenon::index i = 0; i < N; ++i) a.data()[i] = static_cast<float>(i);
    const elements<float, N> b = a;
    return b.data()[N - 1];
  };
  STATIC_REQUIRE(last.operator()<8>() == 7);
  STATIC_REQUIRE(last.operator()<300>() == 299);
}

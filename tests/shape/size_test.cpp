// SPDX-License-Identifier: BSL-1.0
#include <tenon/shape/layout.hpp>
#include <tenon/shape/text.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <type_traits>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("a size is an empty type of constants") {
  constexpr Size<2, 3, 4> s;
  STATIC_REQUIRE(std::is_empty_v<Size<2, 3, 4>>);
  STATIC_REQUIRE(decltype(s.numel())::value == 24);
  STATIC_REQUIRE(decltype(s[-1_c])::value == 4);
  STATIC_REQUIRE(decltype(Size<>::numel())::value == 1);
  STATIC_REQUIRE(decltype(Size<3, 0>::numel())::value == 0);
  STATIC_REQUIRE(s == Size<2, 3, 4>{});
  STATIC_REQUIRE(!(s == Size<2, 3>{}));
  const auto [a, b, d] = s;
  STATIC_REQUIRE(decltype(a)::value + decltype(b)::value + decltype(d)::value == 9);
  STATIC_REQUIRE(std::is_same_v<std::remove_const_t<decltype(c<5>)>, std::remove_const_t<decltype(5_c)>>);
}

namespace {
template <class A, class B> inline constexpr bool same = std::is_same_v<A, B>;
}

TEST_CASE("sizes are sliced, joined and repeated as in Python") {
  constexpr Size<2, 3, 4> s;
  constexpr Size<> none;
  STATIC_REQUIRE(same<decltype(s.slice(1_c)), Size<3, 4>>);
  STATIC_REQUIRE(same<decltype(s.slice(0_c, -1_c)), Size<2, 3>>);
  STATIC_REQUIRE(same<decltype(s.slice(-2_c, 3_c)), Size<3, 4>>);
  STATIC_REQUIRE(same<decltype(s.slice(2_c, 1_c)), Size<>>);
  STATIC_REQUIRE(same<decltype(s.slice(c<-7>, 2_c)), Size<2, 3>>);
  STATIC_REQUIRE(same<decltype(s.slice(5_c, 9_c)), Size<>>);
  STATIC_REQUIRE(same<decltype(s.slice(c<-(1LL << 62)>, c<1LL << 62>)), Size<2, 3, 4>>);
  STATIC_REQUIRE(same<decltype(none.slice(0_c)), Size<>>);
  STATIC_REQUIRE(same<decltype(s + Size<5>{}), Size<2, 3, 4, 5>>);
  STATIC_REQUIRE(same<decltype(none + s), Size<2, 3, 4>>);
  STATIC_REQUIRE(same<decltype(s.slice(0_c, -1_c) + Size<7>{}), Size<2, 3, 7>>);
  STATIC_REQUIRE(same<decltype(Size<2, 3>{} * 3_c), Size<2, 3, 2, 3, 2, 3>>);
  STATIC_REQUIRE(same<decltype(s * 0_c), Size<>>);
  STATIC_REQUIRE(same<decltype(s * -1_c), Size<>>);
  STATIC_REQUIRE(same<decltype(none * 9_c), Size<>>);
}

TEST_CASE("sizes are ordered by their first extent that differs") {
  STATIC_REQUIRE(Size<2, 3>{} < Size<2, 4>{});
  STATIC_REQUIRE(Size<2, 9>{} < Size<3>{});
  STATIC_REQUIRE(Size<2>{} < Size<2, 0>{});
  STATIC_REQUIRE(Size<>{} <= Size<>{});
  STATIC_REQUIRE(Size<5, 1>{} >= Size<5>{});
  STATIC_REQUIRE(!(Size<2, 3>{} > Size<2, 3>{}));
}

TEST_CASE("lists become types, and different lists different types") {
  STATIC_REQUIRE(std::is_same_v<size_of<ints{2, 3}>, Size<2, 3>>);
  STATIC_REQUIRE(std::is_same_v<row_major_layout<Size<2, 3, 4>>, Layout<Size<2, 3, 4>, Strides<12, 4, 1>>>);
  STATIC_REQUIRE(std::is_same_v<row_major_layout<Size<2, 0, 4>>, Layout<Size<2, 0, 4>, Strides<4, 4, 1>>>);
  STATIC_REQUIRE(!std::is_same_v<size_of<ints{0, 1}>, size_of<ints{1, 0}>>);
}

TEST_CASE("sentences") {
  constexpr text t = say("a ", -12, " of ", ints{2, 3}, " and ", ints{});
  CHECK(std::string(t.data(), static_cast<std::size_t>(t.size())) == "a -12 of (2, 3) and ()");
  STATIC_REQUIRE(text().empty());
}

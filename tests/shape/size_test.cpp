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

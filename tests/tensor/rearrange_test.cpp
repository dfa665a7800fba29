// SPDX-License-Identifier: BSL-1.0
// rearrange at every coordinate; views stay views.
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class X> X counted() {
  X x;
  float n = 0;
  for (auto& v : x) v = n++;
  return x;
}
} // namespace

TEST_CASE("rearrange splits heads off and joins them again") {
  const auto x = counted<Tensor<float, 2, 3, 8>>();
  const auto heads = rearrange<"b t (h d) -> b h t d">(x, "h"_k = 4_c);
  STATIC_REQUIRE(std::is_same_v<typename decltype(heads)::size_type, Size<2, 4, 3, 2>>);
  CHECK(heads.data() == x.data()); // a view
  for (index b = 0; b < 2; ++b)
    for (index t = 0; t < 3; ++t)
      for (index h = 0; h < 4; ++h)
        for (index d = 0; d < 2; ++d) CHECK(heads(b, h, t, d) == x(b, t, h * 2 + d));
  const Tensor<float, 2, 3, 8> back = rearrange<"b h t d -> b t (h d)">(heads);
  for (index i = 0; i < 48; ++i) CHECK(back.data()[i] == x.data()[i]);
  CHECK(rearrange<"b t (h d) -> b h t d">(x, "d"_k = 2_c).size() == heads.size());
}

TEST_CASE("rearrange permutes, joins and adds dimensions") {
  const auto x = counted<Tensor<float, 2, 3, 4>>();
  const Tensor<float, 4, 6> y = rearrange<"a b c -> c (b a)">(x);
  const Tensor<float, 24> flat = rearrange<"a b c -> (a b c)">(x);
  const Tensor<float, 3, 4, 2> moved = rearrange<"first ... -> ... first">(x);
  const Tensor<float, 2, 12> rest = rearrange<"first ... -> first (...)">(x);
  const Tensor<float, 2, 1, 3, 1, 4> ones = rearrange<"a b c -> a 1 b 1 c">(x);
  for (index a = 0; a < 2; ++a)
    for (index b = 0; b < 3; ++b)
      for (index c = 0; c < 4; ++c) {
        CHECK(y(c, b * 2 + a) == x(a, b, c));
        CHECK(flat(a * 12 + b * 4 + c) == x(a, b, c));
        CHECK(moved(b, c, a) == x(a, b, c));
        CHECK(rest(a, b * 4 + c) == x(a, b, c));
        CHECK(ones(a, 0, b, 0, c) == x(a, b, c));
      }
  CHECK(rearrange<"a 1 b 1 c -> (a b) c">(ones).size() == Size<6, 4>{});
  CHECK(rearrange<"->">(Tensor<float>(3.f)).size() == Size<>{});
}

TEST_CASE("rearrange of expressions") {
  const auto x = counted<Tensor<float, 4, 6>>();
  const Tensor<float, 2, 3, 2, 2> patches = rearrange<"(h p) (w q) -> h w p q">(x * 2, "p"_k = 2_c, "q"_k = 2_c);
  for (index h = 0; h < 2; ++h)
    for (index w = 0; w < 3; ++w)
      for (index p = 0; p < 2; ++p)
        for (index q = 0; q < 2; ++q) CHECK(patches(h, w, p, q) == 2 * x(h * 2 + p, w * 2 + q));
}

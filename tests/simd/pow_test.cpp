// SPDX-License-Identifier: BSL-1.0
// pow: its error over all bases and many exponents, and the special cases of the C standard.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

template <class T> void check_pow(double most) {
  for (const double y : {2., 0.5, -1., 7.3, -2.75, 1e-3, 150.}) {
    const auto exponent = static_cast<T>(y);
    require_accuracy<T>(
        "pow(x, y)", most, [=](auto p) { return pow(p, decltype(p)(exponent)); },
        [=](auto x) { return std::pow(x, static_cast<decltype(x)>(exponent)); });
  }
  for (const double x : {2., 1.0001, 0.3, -3., 1e10}) {
    const auto base = static_cast<T>(x);
    require_accuracy<T>(
        "pow(x, y)", most, [=](auto p) { return pow(decltype(p)(base), p); },
        [=](auto y) { return std::pow(static_cast<decltype(y)>(base), y); });
  }
}

} // namespace

TEST_CASE("pow of floats", "[simd][accuracy]") { check_pow<float>(0.51); }
TEST_CASE("pow of doubles", "[simd][accuracy]") { check_pow<double>(0.8); }

TEMPLATE_TEST_CASE("pow at its ends", "[simd]", float, double) {
  using T = TestType;
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const T values[] = {T(0),    -T(0),   T(1),     T(-1),     T(0.5),
                      T(-0.5), T(2),    T(-2),    T(3),      T(-3),
                      T(2.5),  T(-2.5), infinity, -infinity, std::numeric_limits<T>::quiet_NaN(),
                      T(1e30)};
  for (const T y : values) {
    const auto check = [&]<int W>() {
      for (int start = 0; start < 16; start += W) {
        const auto r = pow(pack<T, W>::load(values + start), pack<T, W>(y));
        for (int i = 0; i < W; ++i) {
          const T want = std::pow(values[start + i], y);
          INFO("pow(" << values[start + i] << ", " << y << ") = " << r[i] << ", not " << want);
          CHECK(((std::isnan(want) && std::isnan(r[i])) || (error_in_ulp(r[i], static_cast<long double>(want)) <= 1)));
        }
      }
    };
    check.template operator()<1>();
    check.template operator()<16>();
  }
}

// SPDX-License-Identifier: BSL-1.0
// The exact functions: fma, sqrt, extrema, signs and rounding.
#include "support.hpp"

#include <cfenv>
#include <cstring>

using namespace tenon;
using namespace tenon::test;

namespace {

// everything that is special about a floating point type, and some that is not
template <class T> std::vector<T> special_values() {
  using limits = std::numeric_limits<T>;
  std::vector<T> list;
  for (const T v : {T(0), limits::denorm_min(), limits::min(), T(0.25), T(0.5), T(0.75), T(1), T(1.5), T(2.5), T(3.5),
                    T(1e6) + T(0.5), T(1) / limits::epsilon() - T(0.5), T(1) / limits::epsilon() + T(1), limits::max(),
                    limits::infinity(), limits::quiet_NaN()}) {
    list.push_back(v);
    list.push_back(-v);
  }
  return list; // 32 of them
}

template <class T> bool same(T a, T b) { return (a != a && b != b) || (a == b && std::signbit(a) == std::signbit(b)); }

// f(pack) against g(value), the sign of zero included
template <class T, class F, class G> void check_unary(F f, G g) {
  const auto values = special_values<T>();
  each_width([&]<int W>() {
    for (int start = 0; start + W <= 32; start += W) {
      const auto p = lanes(f(pack<T, W>::load(values.data() + start)));
      for (int i = 0; i < W; ++i) {
        const T x = values[static_cast<std::size_t>(start + i)];
        INFO("argument " << x << " gives " << p[i] << ", not " << g(x));
        CHECK(same<T>(p[i], g(x)));
      }
    }
  });
}

} // namespace

TEMPLATE_TEST_CASE("rounding to whole numbers is that of the standard library", "[simd]", float, double) {
  using T = TestType;
  check_unary<T>([](auto p) { return floor(p); }, [](T x) { return std::floor(x); });
  check_unary<T>([](auto p) { return ceil(p); }, [](T x) { return std::ceil(x); });
  check_unary<T>([](auto p) { return trunc(p); }, [](T x) { return std::trunc(x); });
  check_unary<T>([](auto p) { return round(p); }, [](T x) { return std::nearbyint(x); });
}

TEMPLATE_TEST_CASE("sqrt is rounded correctly, rsqrt nearly", "[simd]", float, double) {
  using T = TestType;
  check_unary<T>([](auto p) { return sqrt(p); }, [](T x) { return std::sqrt(x); });
  check_unary<T>([](auto p) { return rsqrt(p); }, [](T x) { return T(1) / std::sqrt(x); });
}

TEMPLATE_TEST_CASE("signs and classes", "[simd]", float, double) {
  using T = TestType;
  check_unary<T>([](auto p) { return abs(p); }, [](T x) { return std::abs(x); });
  check_unary<T>([](auto p) { return -p; }, [](T x) { return -x; });
  check_unary<T>([](auto p) { return copysign(decltype(p)(T(3)), p); }, [](T x) { return std::copysign(T(3), x); });
  check_unary<T>([](auto p) { return cast<T>(isnan(p)); }, [](T x) { return T(std::isnan(x)); });
  check_unary<T>([](auto p) { return cast<T>(isinf(p)); }, [](T x) { return T(std::isinf(x)); });
  check_unary<T>([](auto p) { return sign(p); }, [](T x) { return T(x > 0) - T(x < 0); });
}

TEMPLATE_TEST_CASE("signs of whole numbers", "[simd]", std::int8_t, std::uint8_t, std::int32_t, std::int64_t) {
  each_width([]<int W>() {
    const auto a = sample_pack<TestType, W>(1);
    const auto x = lanes(a);
    require_lanes(abs(a), [&](int i) { return x[i] < 0 ? -x[i] : x[i]; });
    require_lanes(sign(a), [&](int i) { return (x[i] > 0) - (x[i] < 0); });
    require_lanes(floor(a), [&](int i) { return x[i]; });
    CHECK(!any(isnan(a) | isinf(a)));
  });
}

TEMPLATE_TEST_CASE("extrema hand on nan from either operand", "[simd]", float, double) {
  using T = TestType;
  const auto values = special_values<T>();
  each_width([&]<int W>() {
    for (const T y : values) {
      const pack<T, W> b(y);
      for (int start = 0; start + W <= 32; start += W) {
        const T* const x = values.data() + start;
        const auto a = pack<T, W>::load(x);
        require_lanes(max(a, b), [&](int i) { return x[i] != x[i] ? x[i] : y != y ? y : x[i] < y ? y : x[i]; });
        require_lanes(min(b, a), [&](int i) { return x[i] != x[i] ? x[i] : y != y ? y : x[i] < y ? x[i] : y; });
        // the fast forms: the second operand where either is nan
        require_lanes(simd::fast_max(a, b), [&](int i) { return x[i] > y ? x[i] : y; });
        require_lanes(simd::fast_min(b, a), [&](int i) { return y < x[i] ? y : x[i]; });
      }
    }
  });
}

TEMPLATE_TEST_CASE("extrema of whole numbers", "[simd]", std::int8_t, std::uint8_t, std::int64_t) {
  each_width([]<int W>() {
    const auto a = sample_pack<TestType, W>(1), b = sample_pack<TestType, W>(2);
    const auto x = lanes(a), z = lanes(b);
    require_lanes(max(a, b), [&](int i) { return x[i] < z[i] ? z[i] : x[i]; });
    require_lanes(min(a, b), [&](int i) { return z[i] < x[i] ? z[i] : x[i]; });
  });
}

TEMPLATE_TEST_CASE("fma multiplies and adds", "[simd]", float, double, std::int32_t) {
  using T = TestType;
  each_width([]<int W>() {
    const auto a = sample_pack<T, W>(1), b = sample_pack<T, W>(2), c = sample_pack<T, W>(3);
    const auto x = lanes(a), y = lanes(b), z = lanes(c);
    require_lanes(fma(a, b, c), [&](int i) { return x[i] * y[i] + z[i]; });
    if constexpr (std::is_floating_point_v<T> && simd::native_fma) { // rounded once
      constexpr T e = std::numeric_limits<T>::epsilon();
      const pack<T, W> more(T(1) + e), less(T(1) - e), minus_one(T(-1));
      require_lanes(fma(more, less, minus_one), [&](int) { return -e * e; });
    }
  });
}

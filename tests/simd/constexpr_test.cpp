// SPDX-License-Identifier: BSL-1.0
// Packs of one lane in constant expressions: everything works there, unless the language forbids it, as it
// does arithmetic that gives nan or overflows.
#include "support.hpp"

using namespace tenon;

namespace {

template <class T> using one = pack<T, 1>;

template <class T> constexpr bool close(one<T> got, T want) {
  const T error = got.v > want ? got.v - want : want - got.v;
  return error <= 2 * std::numeric_limits<T>::epsilon() * (want < 0 ? -want : want);
}

template <class T> constexpr bool memory() {
  const T from[] = {T(1), T(2), T(3)};
  T to[3]{};
  one<T>::load(from + 1).store(to);
  one<T>::gather(from + 2, 5).scatter(to + 1, 7);
  one<T> p(T(0));
  p.set(0, T(9));
  return to[0] == T(2) && to[1] == T(3) && to[2] == T(0) && p[0] == T(9) && p.template low<1>()[0] == T(9);
}
static_assert(memory<float>() && memory<int>());

template <class T> constexpr bool exact() {
  const one<T> a(T(2.5)), b(T(-2)), infinite(std::numeric_limits<T>::infinity()),
      nan(std::numeric_limits<T>::quiet_NaN());
  return (a + b)[0] == T(0.5) && (a * b)[0] == T(-5) && (a / b)[0] == T(-1.25) && (-a)[0] == T(-2.5) &&
         fma(a, b, a)[0] == T(-2.5) && floor(b / a)[0] == T(-1) && round(a)[0] == T(2) && trunc(-a)[0] == T(-2) &&
         ceil(a)[0] == T(3) && abs(b)[0] == T(2) && copysign(a, b)[0] == T(-2.5) && sign(b)[0] == T(-1) &&
         max(a, b)[0] == T(2.5) && all(isnan(max(nan, a)) & isnan(min(a, nan))) && select(a < b, a, b)[0] == T(-2) &&
         cast<int>(a)[0] == 2 && cast<bool>(b)[0] && any(isinf(infinite)) && iota<T, 1>(T(3))[0] == T(3) &&
         keep<0>(a, b)[0] == T(-2) && reduce(a, [](auto x, auto y) { return x + y; }) == T(2.5);
}
static_assert(exact<float>() && exact<double>());

static_assert(sqrt(one<double>(2.)).v == 1.4142135623730951 && sqrt(one<float>(2.f)).v == 1.41421356f);
static_assert(sqrt(one<float>(0x1p-149f)).v == 0x1.6a09e6p-75f &&
              sqrt(one<double>(0x1.fffffffffffffp1023)).v == 0x1.fffffffffffffp511);
static_assert(isnan(sqrt(one<float>(-1.f))).v && sqrt(one<float>(-0.f)).v == 0.f);
static_assert(sqrt(one<float>(std::numeric_limits<float>::infinity())).v == std::numeric_limits<float>::infinity());

template <class T> constexpr bool functions() {
  return close(exp(one<T>(T(1))), T(2.718281828459045235L)) && exp(one<T>(T(0))).v == T(1) &&
         exp(one<T>(-std::numeric_limits<T>::infinity())).v == T(0) && exp2(one<T>(T(-3))).v == T(0.125) &&
         close(expm1(one<T>(T(1e-3))), T(0.0010005001667083416681L)) &&
         close(log(one<T>(T(10))), T(2.302585092994045684L)) &&
         close(log1p(one<T>(T(1e-3))), T(0.00099950033308353316681L)) &&
         close(tanh(one<T>(T(0.5))), T(0.4621171572600097585L)) &&
         close(sigmoid(one<T>(T(-2))), T(0.1192029220221175559L)) &&
         close(erf(one<T>(T(0.5))), T(0.5204998778130465377L)) && close(erf(one<T>(T(2))), T(0.9953222650189527342L)) &&
         close(sin(one<T>(T(1))), T(0.8414709848078965067L)) &&
         close(cos(one<T>(T(4194304))), T(0.2216363307777412625L)) &&
         close(pow(one<T>(T(3)), one<T>(T(-2))), T(1) / T(9)) && close(rsqrt(one<T>(T(4))), T(0.5));
}
static_assert(functions<float>() && functions<double>());

} // namespace

TEST_CASE("packs of one lane are constant expressions", "[simd]") { SUCCEED("see the static_asserts"); }

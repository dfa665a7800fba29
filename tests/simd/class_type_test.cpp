// SPDX-License-Identifier: BSL-1.0
// An element type of one's own, in packs of one lane: here a number that counts what is done to it.
#include "support.hpp"

using namespace tenon;

namespace counting {

struct number {
  double value = 0;
  static inline int operations = 0;

  number() = default;
  explicit number(double v) : value(v) {}
  static number counted(double v) {
    ++operations;
    return number(v);
  }
  friend number operator+(number a, number b) { return counted(a.value + b.value); }
  friend number operator-(number a, number b) { return counted(a.value - b.value); }
  friend number operator*(number a, number b) { return counted(a.value * b.value); }
  friend number operator/(number a, number b) { return counted(a.value / b.value); }
  friend number operator-(number a) { return counted(-a.value); }
  friend bool operator==(number a, number b) { return a.value == b.value; }
  friend bool operator<(number a, number b) { return a.value < b.value; }
  friend bool operator>(number a, number b) { return a.value > b.value; }
  friend number exp(number a) { return counted(std::exp(a.value)); }
  friend number log(number a) { return counted(std::log(a.value)); }
  friend number tanh(number a) { return counted(std::tanh(a.value)); }
  friend number sqrt(number a) { return counted(std::sqrt(a.value)); }
  friend number abs(number a) { return counted(std::abs(a.value)); }
  friend number pow(number a, number b) { return counted(std::pow(a.value, b.value)); }
};

} // namespace counting

TEST_CASE("a class type answers with its own functions", "[simd]") {
  using counting::number;
  using P = pack<number, 1>;
  static_assert(native_lanes<number> == 1);
  const number memory[] = {number(2), number(-3)};
  const P a = P::load(memory), b = P::gather(memory + 1, 1);
  const auto check = [](P p, double value, int operations) {
    CHECK(p[0].value == value);
    CHECK(number::operations == operations);
    number::operations = 0;
  };
  number::operations = 0;
  check(a + b, -1, 1);
  check(a * b, -6, 1);
  check(a / b, 2. / -3, 1);
  check(fma(a, b, a), -4, 2);
  check(abs(b), 3, 1);
  check(exp(a), std::exp(2.), 1);
  check(log(a), std::log(2.), 1);
  check(tanh(a), std::tanh(2.), 1);
  check(sqrt(a), std::sqrt(2.), 1);
  check(pow(a, b), 0.125, 1);
  check(sigmoid(a), 1 / (1 + std::exp(-2.)), 4);
  check(sign(b), -1, 1);
  check(max(a, b), 2, 0);
  check(select(a > b, b, a), -3, 0);
  CHECK(reduce(a, [](auto x, auto y) { return x + y; }).value == 2);
  number out[2];
  b.store(out);
  a.scatter(out + 1, 1);
  CHECK(out[0].value == -3);
  CHECK(out[1].value == 2);
}

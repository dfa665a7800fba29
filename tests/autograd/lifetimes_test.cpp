// SPDX-License-Identifier: BSL-1.0
// Parameters that are assigned, moved or swapped between a statement and the way back, and gradients that outlive what
// has begun meanwhile. Sizes on both sides of what a tensor holds itself.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <utility>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <index N> bool all_equal(const Parameter<double, N>& p, double value) {
  return element_of(all(p.grad() == value));
}

// what happens to p between a statement that reads it and the way back
struct assigned {
  template <class P> static void to(P& p, P& other) { p = other; }
};
struct assigned_what_ends {
  template <class P> static void to(P& p, P&) { p = P(p.value() * 3); }
};
struct assigned_a_tensor {
  template <class P> static void to(P& p, P& other) { p = eval(other.value()); }
};
struct given_memory {
  template <class P> static void to(P& p, P& other) { p.value() = eval(other.value()); }
};
} // namespace

TEMPLATE_PRODUCT_TEST_CASE("linear statements do not mind what their parameters are assigned", "", std::pair,
                           ((assigned, Size<4>), (assigned, Size<400>), (assigned_what_ends, Size<4>),
                            (assigned_what_ends, Size<400>), (assigned_a_tensor, Size<4>),
                            (assigned_a_tensor, Size<400>), (given_memory, Size<4>), (given_memory, Size<400>))) {
  constexpr index N = TestType::second_type::list[0];
  Parameter<double, N> p = ones<double, N>(), other = full<double, N>(3.0);
  Tape tape;
  const Variable doubled = p * 2.0;
  const Variable loss = sum(doubled) + sum(cat(p, p)) - sum(select(reshape(p, 2_c, c<N / 2>), 0_c, 1_c));
  TestType::first_type::to(p, other);
  other.zero_grad();
  tape.backward(loss);
  CHECK(p.grad()(0) == 4);
  CHECK(p.grad()(N - 1) == 3);
  CHECK(all_equal(other, 0));
}

TEMPLATE_TEST_CASE("others refuse to go back", "", Size<4>, Size<400>) {
  constexpr index N = TestType::list[0];
  const auto thrown = [](auto change) {
    Parameter<double, N> p = ones<double, N>(), other = full<double, N>(3.0);
    Tape tape;
    const Variable loss = sum(p * p);
    change(p, other);
    CHECK_THROWS_AS(tape.backward(loss), std::logic_error);
    CHECK(all_equal(other, 0));
  };
  thrown([](auto& p, auto& q) { p = q; });
  thrown([](auto& p, auto& q) { p = std::move(q); });
  thrown([](auto& p, auto& q) { p.value() = eval(q.value()); });
  thrown([](auto& p, auto& q) { std::swap(p, q); });
}

TEST_CASE("a parameter whose elements have gone to another receives nothing") {
  Parameter<double, 400> p = ones<double, 400>(), q = p;
  {
    Tape tape;
    const Variable loss = sum(p * 2.0);
    std::swap(p, q);
    CHECK_THROWS_AS(tape.backward(loss), std::logic_error);
  }
  {
    Tape tape;
    const Variable loss = sum(p * 2.0);
    const Parameter<double, 400> taken = std::move(p);
    CHECK_THROWS_AS(tape.backward(loss), std::logic_error);
    CHECK(all_equal(taken, 0));
  }
  CHECK(all_equal(q, 0));
}

TEST_CASE("an expression reads what its parameter has been assigned") {
  Parameter<double, 400> p = ones<double, 400>(), other = full<double, 400>(3.0);
  const auto loss = sum(square(p));
  p = other;
  CHECK(element_of(loss) == 9 * 400);
  p = Parameter(full<double, 400>(2.0));
  backward(loss);
  CHECK(all_equal(p, 4));
}

TEST_CASE("parameters are assigned to and from those that were moved") {
  Parameter<double, 400> p = full<double, 400>(2.0);
  p.grad()(7) = 5;
  Parameter<double, 400> taken = std::move(p);
  CHECK(taken.grad()(7) == 5);
  p = taken;
  CHECK(p.value()(399) == 2);
  CHECK(p.grad()(7) == 5);
  CHECK(taken.grad()(7) == 5); // has one of its own
  Parameter<double, 400> third = std::move(p);
  p = full<double, 400>(4.0);
  CHECK(p.value()(399) == 4);
  CHECK(all_equal(p, 0));
}

TEMPLATE_TEST_CASE("gradients that are kept outlive what began before the sweep", "", Tape, inference_mode) {
  const Parameter<double, 3> a = tensor({1.0, 2.0, 3.0});
  Tape tape;
  const Variable h = a * 2.0;
  h.retain_grad();
  const Variable loss = sum(h * h);
  {
    const TestType meanwhile;
    tape.backward(loss);
  }
  const Variable first = exp(a), second = exp(first), third = exp(first * a), last = exp(a * a); // where that was
  for (int i = 0; i < 3; ++i) CHECK(h.grad()(i) == 4 * a.value()(i));
  CHECK(second.value()(0) == Approx(std::exp(std::exp(1.0))));
  CHECK(third.value()(1) == Approx(std::exp(std::exp(2.0) * 2)));
  CHECK(last.value()(2) == Approx(std::exp(9.0)));
}

TEST_CASE("an upstream gradient that throws leaves the tape to be swept") {
  const Parameter<double, 3> a = tensor({1.0, 2.0, 3.0});
  const Tensor<std::int64_t, 3> wrong = tensor<std::int64_t>({0, 1, 3});
  Tape tape;
  const Variable y = a * a;
  CHECK_THROWS_AS(tape.backward(y, index_select(ones<double, 3>(), 0_c, wrong)), std::out_of_range);
  tape.backward(y, ones<double, 3>());
  for (int i = 0; i < 3; ++i) CHECK(a.grad()(i) == 2 * a.value()(i));
}

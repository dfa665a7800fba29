// SPDX-License-Identifier: BSL-1.0
// Recording and sweeping.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <pthread.h>

#include <cmath>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("gradients add up over repeated and broadcast operands") {
  Parameter<double, 2, 3> x;
  Parameter<double, 3> b;
  for (int i = 0; i < 6; ++i) x.data()[i] = i + 1;
  for (int j = 0; j < 3; ++j) b.data()[j] = 0.5 * j;
  Tape tape;
  Variable y = x * x + b + x;
  Variable s = sum(y * b);
  tape.backward(s);
  for (int j = 0; j < 3; ++j) {
    double expected = 0;
    for (int i = 0; i < 2; ++i) {
      CHECK(x.grad()(i, j) == Approx((2 * x.value()(i, j) + 1) * b.value()(j)));
      expected += x.value()(i, j) * x.value()(i, j) + x.value()(i, j) + 2 * b.value()(j);
    }
    CHECK(b.grad()(j) == Approx(expected));
  }
  zero_grad(x, b);
  CHECK(x.grad()(1, 1) == 0);
}

TEST_CASE("gradients of two tapes add up until they are forgotten") {
  Parameter<float, 3> x = full<float, 3>(2.0f);
  for (int i = 1; i <= 2; ++i) {
    Tape tape;
    Variable y = sum(square(x));
    tape.backward(y);
    CHECK(x.grad()(1) == 4.0f * static_cast<float>(i));
  }
}

TEST_CASE("an upstream gradient") {
  Parameter<double, 2, 2> x = tensor({{1.0, 2.0}, {3.0, 4.0}});
  const auto g = tensor({{1.0, -1.0}, {0.5, 2.0}});
  Tape tape;
  Variable y = exp(x);
  tape.backward(y, g * 2);
  for (int i = 0; i < 4; ++i) CHECK(x.grad().data()[i] == Approx(2 * g.data()[i] * std::exp(x.data()[i])));
  for (int i = 0; i < 4; ++i) CHECK(y.grad().data()[i] == 2 * g.data()[i]);
}

TEST_CASE("a tape is swept once, and only for its own variables") {
  Parameter<float, 2> x;
  Tape tape;
  Variable y = sum(x * 2);
  tape.backward(y);
  CHECK_THROWS_MATCHES(tape.backward(y), std::logic_error,
                       Catch::Message("backward: this tape has been swept already; record the statements again"));
  Tape inner;
  CHECK_THROWS_MATCHES(inner.backward(y), std::logic_error,
                       Catch::Message("backward: the variable was not recorded on this tape"));
}

TEST_CASE("without a tape nothing is recorded; no_grad hides one") {
  Parameter<float, 2> x = full<float, 2>(3.0f);
  Variable before = x * 2;
  CHECK(before.tape() == nullptr);
  CHECK(before.value()(1) == 6);
  Tape tape;
  {
    no_grad guard;
    Variable hidden = x * 3;
    CHECK(hidden.tape() == nullptr);
  }
  Variable y = sum(x * before);
  tape.backward(y);
  CHECK(x.grad()(0) == 6); // through x, not through what was computed before
  Variable copy = before;  // shares its value
  CHECK(copy.data() == before.data());
}

TEST_CASE("detach stops the gradient and shares storage") {
  Parameter<double, 3> a = tensor({1.0, -2.0, 3.0});
  {
    Tape tape;
    Variable y = sum(a * detach(a));
    tape.backward(y);
    for (int i = 0; i < 3; ++i) CHECK(a.grad()(i) == a.value()(i));
  }
  CHECK(detach(a).data() == a.data());
  a.zero_grad();
  Tape tape;
  Variable h = a * 2;
  Variable straight = sum(h + detach(relu(h) - h)); // the value of relu, the gradient of the identity
  tape.backward(straight);
  CHECK(double(straight) == 8);
  for (int i = 0; i < 3; ++i) CHECK(a.grad()(i) == 2);
}

namespace {
constexpr int statements = 100'000;
// as deep as the tape gets, on a stack on which recursion would not
void* long_tape(void* result) {
  Parameter<float, 1> x;
  x.value()(0) = 1;
  Tape tape;
  Variable y = x * 1.0f;
  for (int i = 1; i < statements; ++i) y = y * 1.00001f;
  Variable s = sum(y);
  tape.backward(s);
  *static_cast<float*>(result) = x.grad()(0);
  return nullptr;
}
} // namespace

TEST_CASE("a hundred thousand statements on a stack of 64 KiB") {
  float gradient = 0;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  REQUIRE(pthread_attr_setstacksize(&attributes, 64 * 1024) == 0);
  pthread_t thread;
  REQUIRE(pthread_create(&thread, &attributes, long_tape, &gradient) == 0);
  pthread_join(thread, nullptr);
  CHECK(gradient == Approx(std::exp(1.0)).epsilon(5e-3));
}

TEST_CASE("products inside statements share the memory of their gradients") {
  Generator g(5);
  Parameter<double, 64, 64> w, apart;
  w.value() = randn(g) * 0.2;
  apart.value() = w.value();
  const Tensor<double, 64, 64> x = randn(g);
  std::size_t after_one = 0;
  {
    Tape tape;
    Variable h = gelu(matmul(x, w));
    after_one = detail::part_arena().capacity();
    for (int i = 1; i < 50; ++i) h = gelu(matmul(h, w));
    const Variable loss = sum(square(h));
    CHECK(detail::part_arena().capacity() == after_one);
    tape.backward(loss);
  }
  {
    Tape tape;
    Variable product = matmul(x, apart);
    Variable h = gelu(product);
    for (int i = 1; i < 50; ++i) {
      product = matmul(h, apart);
      h = gelu(product);
    }
    const Variable loss = sum(square(h));
    tape.backward(loss);
  }
  const double scale = static_cast<double>(amax(abs(apart.grad())));
  CHECK(scale > 0);
  CHECK(static_cast<double>(amax(abs(w.grad() - apart.grad()))) <= 1e-12 * scale);
}

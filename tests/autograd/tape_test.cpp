// SPDX-License-Identifier: BSL-1.0
// Recording and sweeping.
#include <tenon/autograd.hpp>
#include <tenon/autograd/when_final.hpp>

#include <catch2/catch.hpp>

#include <pthread.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>

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
  y.retain_grad();
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

TEST_CASE("a statement that throws leaves nothing on the tape") {
  Parameter<float, 64, 32> w = ones<float, 64, 32>();
  Parameter<float, 10, 32> table;
  Parameter<float, 4> q = full<float, 4>(2.0f);
  const Tensor<float, 16, 64> x = ones<float, 16, 64>();
  Tensor<int, 16> ids;
  ids(3) = 77;
  Tape tape;
  CHECK_THROWS_AS(Variable(matmul(x, w) + embedding(ids, table)), std::out_of_range);
  CHECK_THROWS_AS(Variable(relu(matmul(exp(x * 0), w)) * embedding(ids, table)), std::out_of_range);
  Variable l = sum(q * q);
  tape.backward(l);
  CHECK(float(amax(tenon::abs(w.grad()))) == 0);
  CHECK(float(amax(tenon::abs(table.grad()))) == 0);
  for (const float g : q.grad()) CHECK(g == 4);
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
    after_one = detail::part_memory::get().capacity();
    for (int i = 1; i < 50; ++i) h = gelu(matmul(h, w));
    const Variable loss = sum(square(h));
    CHECK(detail::part_memory::get().capacity() == after_one);
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

TEST_CASE("a variable's gradient is kept where that was asked for") {
  Parameter<double, 3> x = tensor({1.0, 2.0, 3.0});
  const auto message =
      Catch::Message("grad: the gradient of this variable was not kept; call retain_grad() before backward");
  Tape tape;
  Variable y = x * x;
  Variable z = exp(y);
  y.retain_grad();
  CHECK_THROWS_MATCHES(y.grad(), std::logic_error, message); // nothing has been swept
  Variable loss = sum(z) + 3 * sum(y);
  tape.backward(loss);
  for (int i = 0; i < 3; ++i) CHECK(y.grad()(i) == Approx(std::exp(y.value()(i)) + 3));
  CHECK_THROWS_MATCHES(z.grad(), std::logic_error, message);
  no_grad guard;
  const Variable apart = x * 2;
  CHECK_THROWS_MATCHES(apart.retain_grad(), std::logic_error,
                       Catch::Message("retain_grad: the variable was not recorded on a tape, so it gets no gradient"));
}

TEST_CASE("gradients of a long chain take the memory of a few") {
  Parameter<double, 4096> x = full<double, 4096>(1.0);
  const auto bytes_of = [&](int statements) {
    std::size_t bytes = 0;
    std::thread([&] { // has arenas of its own
      Tape tape;
      Variable y = x * 1.0;
      for (int i = 1; i < statements; ++i) y = y * 1.0 + x * 0.0;
      const std::size_t before = detail::tape_memory::get().used();
      Variable loss = sum(y);
      tape.backward(loss);
      bytes = detail::tape_memory::get().used() - before;
    })
        .join();
    return bytes;
  };
  CHECK(bytes_of(100) == bytes_of(5));
  CHECK(bytes_of(100) < 4 * 4096 * sizeof(double));
  CHECK(x.grad()(7) == 3);
}

TEST_CASE("what no swept statement reads is not swept") {
  Parameter<float, 2> x = full<float, 2>(2.0f), y = full<float, 2>(std::numeric_limits<float>::infinity());
  Tape tape;
  Variable used = x * 3;
  Variable unused = used * y; // would send inf * 0 back
  Variable loss = sum(used);
  tape.backward(loss);
  CHECK(x.grad()(0) == 3);
  CHECK(y.grad()(0) == 0);
}

TEST_CASE("a statement of one tape on another receives nothing, and that tape is swept as if alone") {
  Parameter<double, 2> x = tensor({1.0, -2.0}), w = tensor({3.0, 4.0});
  Tape outer;
  Variable h = x * x;
  {
    Tape inner;
    Variable loss = sum(h * w);
    inner.backward(loss);
  }
  CHECK(w.grad()(1) == 4);
  CHECK(x.grad()(1) == 0);
  Variable loss = sum(h * w);
  outer.backward(loss);
  CHECK(w.grad()(1) == 8);
  CHECK(x.grad()(1) == 2 * -2.0 * 4);
}

TEST_CASE("a gradient that was kept stays when the statement is read on another tape") {
  Parameter<double, 3> x = tensor({1.0, 2.0, 3.0}), w = tensor({4.0, 5.0, 6.0});
  Tape outer;
  Variable h = x * 2;
  h.retain_grad();
  Variable loss = sum(h);
  outer.backward(loss);
  {
    Tape inner;
    Variable other = sum(h * w);
    inner.backward(other);
  }
  for (int i = 0; i < 3; ++i) CHECK(h.grad()(i) == 1);
  CHECK(w.grad()(2) == 6);
}

TEST_CASE("a sweep that is broken off leaves nothing behind") {
  Parameter<double, 3> x = tensor({1.0, 2.0, 3.0}), w = tensor({4.0, 5.0, 6.0});
  const auto fails = [](const void*) { throw std::runtime_error("broken off"); };
  Tape outer;
  Variable h = x * 2;
  {
    Tape inner;
    Variable product = h * w;
    product.retain_grad();
    Variable other = sum(product), loss = other * 2;
    CHECK_THROWS_AS(inner.backward(loss, Tensor<double>(1), when_final(fails)), std::runtime_error);
    CHECK_THROWS_AS(product.grad(), std::logic_error);
  }
  Variable loss = sum(h);
  outer.backward(loss);
  for (int i = 0; i < 3; ++i) CHECK(x.grad()(i) == 2);
}

TEST_CASE("the lazy operand of a product is computed again instead of kept") {
  Parameter<double, 64, 64> w;
  Generator g(9);
  w.value() = randn(g) * 0.1;
  const Tensor<double, 512, 64> x = randn(g);
  const auto used_by = [&](auto product) {
    std::size_t bytes = 0;
    std::thread([&] {
      Tape tape;
      Variable h = x * sum(w);
      const std::size_t before = detail::tape_memory::get().used();
      Variable y = product(h);
      bytes = detail::tape_memory::get().used() - before;
      tape.backward(y, x);
    }).join();
    return bytes;
  };
  const std::size_t result = 512 * 64 * sizeof(double);
  CHECK(used_by([&](const auto& h) { return matmul(exp(h) * 2, w); }) < result + 2000);
  const Tensor<double, 64, 64> lazy = w.grad();
  w.zero_grad();
  CHECK(used_by([&](const auto& h) {
          const Variable e = exp(h) * 2;
          return matmul(e, w);
        }) >= 2 * result);
  CHECK(static_cast<double>(amax(abs(lazy - w.grad()))) <= 1e-12 * static_cast<double>(amax(abs(lazy))));
}

// attention of 8 tokens, in one statement and in three
template <tenon::index Width> void check_attention() {
  Parameter<double, 2, 3, 8, Width> q, k, v;
  Generator g(10);
  q.value() = randn(g);
  k.value() = randn(g);
  v.value() = randn(g);
  const Tensor<double, 2, 3, 8, Width> received = randn(g);
  {
    Tape tape;
    const Variable s = matmul(q, transpose(k, c<-2>, c<-1>)) * 0.5;
    const Variable p = softmax(s, c<-1>);
    const Variable y = matmul(p, v);
    tape.backward(y, received);
  }
  const Tensor<double, 2, 3, 8, Width> dq = q.grad(), dk = k.grad(), dv = v.grad();
  zero_grad(q, k, v);
  Tape tape;
  const Variable y = matmul(softmax(matmul(q, transpose(k, c<-2>, c<-1>)) * 0.5, c<-1>), v);
  tape.backward(y, received);
  for (tenon::index i = 0; i < q.numel; ++i) {
    CHECK(q.grad().data()[i] == Approx(dq.data()[i]).margin(1e-12));
    CHECK(k.grad().data()[i] == Approx(dk.data()[i]).margin(1e-12));
    CHECK(v.grad().data()[i] == Approx(dv.data()[i]).margin(1e-12));
  }
}
// what a tape keeps of attention of 32 tokens
template <tenon::index Width> std::size_t kept_of_attention() {
  std::size_t bytes = 0;
  std::thread([&] {
    const Parameter<float, 2, 3, 32, Width> q, k, v;
    {
      Tape().allocate<char>(1 << 20);
    } // the arena is one chunk then
    Tape tape;
    tape.allocate<char>(1);
    const std::size_t before = detail::tape_memory::get().used();
    const Variable y = matmul(softmax(matmul(q, transpose(k, c<-2>, c<-1>)), c<-1>), v);
    bytes = detail::tape_memory::get().used() - before;
  }).join();
  return bytes;
}
TEST_CASE("the order of a product's elements") {
  Parameter<float, 2, 2> w = tensor({{1.f, 2.f}, {3.f, -4.f}});
  const Tensor<float, 2, 2> x = tensor({{1.f, 0.f}, {1.f, 1.f}});
  Tape tape;
  const Variable y = sum(w * argsort(matmul(x, w), 0_c) + sort(w, 1_c).values * 0);
  tape.backward(y);
  CHECK(w.grad()(0, 0) == 0);
  CHECK(w.grad()(0, 1) == 1); // the column is 2, -2
  CHECK(w.grad()(1, 0) == 1);
  CHECK(w.grad()(1, 1) == 0);
}

TEST_CASE("products of batches are multiplied again, before what reads them, or kept") {
  check_attention<2>(); // more scores than elements of q and k
  check_attention<4>();
  const std::size_t scores = 2 * 3 * 32 * 32 * sizeof(float);
  CHECK(kept_of_attention<8>() < scores);
  CHECK(kept_of_attention<16>() > scores);
}

TEST_CASE("a variable that is not recorded lives as long as the tape whose statements read it") {
  Parameter<double, 64, 32> w = full<double, 64, 32>(0.5);
  const Tensor<double, 16, 64> x = full<double, 16, 64>(2.0);
  Tape tape;
  const auto layer = [&] {
    const Variable h = x + 1.0; // depends on no parameter
    return Variable(sum(matmul(h, w)));
  };
  const Variable y = layer();
  const Variable other = x * 100.0; // where h was, were it gone
  tape.backward(y);
  for (const double g : w.grad()) CHECK(g == 16 * 3.0);
  CHECK(double(sum(other)) == 16 * 64 * 200.0);
}

// SPDX-License-Identifier: BSL-1.0
// detach: the same storage, no gradient, read only; and writes that come between a statement and the way back.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("what is detached shows its source, in memory as in time") {
  Parameter<float, 2, 3> w;
  const auto alias = detach(w);
  STATIC_REQUIRE(!decltype(alias)::differentiable);
  CHECK(alias.data() == std::as_const(w).data());
  w.value()(1, 2) = 5;
  CHECK(alias(1, 2) == 5);
  CHECK(detach(transpose(w, 0_c, 1_c))(2, 1) == 5);
  Tape tape;
  Variable y = w * 2;
  const auto of_variable = y.detach();
  CHECK(of_variable.data() == y.data());
  STATIC_REQUIRE(std::is_const_v<std::remove_reference_t<decltype(of_variable(0, 0))>>);
  STATIC_REQUIRE(!can_assign<Tensor<float, 2, 3>, decltype(of_variable)>);
  STATIC_REQUIRE(!can_assign<Tensor<float, 3, 3>, decltype(detach(w))>);
}

TEST_CASE("gradients stop where something is detached") {
  Parameter<double, 3> a = tensor({1.0, -2.0, 3.0});
  Tape tape;
  Variable h = exp(a);
  Variable y = sum(h * detach(h) + detach(a * a));
  tape.backward(y);
  for (int i = 0; i < 3; ++i) CHECK(a.grad()(i) == Approx(std::exp(2 * std::as_const(a).value()(i))));
}

namespace {
// the sentence of the error that a sweep throws, without the line's number; empty where it throws none
template <class V> std::string fault_of(Tape& tape, const V& y) {
  try {
    tape.backward(y);
  } catch (const std::logic_error& e) {
    return e.what();
  }
  return {};
}
std::string read_at(unsigned line) {
  return "backward: a parameter was opened for writing after the statement at " __FILE__ ":" + std::to_string(line) +
         " had read it";
}
// records a product of two parameters, lets `write` change one of them, and sweeps
template <class Write> void check_found(Write write) {
  Parameter<float, 2> x = ones<float, 2>(), other = ones<float, 2>();
  Tape tape;
  Variable first = other * 2;
  const unsigned line = __LINE__ + 1;
  Variable h = exp(sum(x * first));
  Variable y = h * 2;
  write(x);
  CHECK(fault_of(tape, y) == read_at(line));
  for (const auto* p : {&x, &other}) // nothing has been added
    for (int i = 0; i < 2; ++i) CHECK(p->grad()(i) == 0);
}
} // namespace

TEST_CASE("a parameter that is written before the way back is found") {
  check_found([](auto& x) { x = full<float, 2>(3.0f); });
  check_found([](auto& x) { x = Parameter<float, 2>(full<float, 2>(3.0f)); });
  check_found([](auto& x) { x.value() *= 2; });
  check_found([](auto& x) { x.value()(1) = 4; });
  check_found([](auto& x) { view(x.value(), 2_c, 1_c) = 1.0f; });
  check_found([](auto& x) { *x.data() = 4; });
}

TEST_CASE("a parameter that is only read is not taken for written") {
  Parameter<float, 2> x = full<float, 2>(2.0f), unused = ones<float, 2>();
  const auto lazy = sum(x * x);
  x = full<float, 2>(3.0f); // before the statement is recorded
  Tape tape;
  Variable y = lazy * 1.0f;
  Variable later = sum(unused * y);
  unused = full<float, 2>(7.0f); // what y does not depend on
  const auto& constant = x;
  CHECK(constant.value()(0) + *constant.data() + detach(x)(0) == 9);
  Parameter<float, 2> copy = x;
  copy.value() *= 2;
  CHECK(fault_of(tape, y) == "");
  for (int i = 0; i < 2; ++i) CHECK(x.grad()(i) == 6);
}

TEST_CASE("a parameter may be written whose gradient does not need its value") {
  const auto check = [](auto f, bool fine, float gradient = 0) {
    Parameter<float, 2, 3> x = ones<float, 2, 3>(), other = ones<float, 2, 3>();
    Tape tape;
    Variable y = f(x, other);
    Variable s = sum(y * y);
    x.value() *= 2;
    CHECK((fault_of(tape, s) == "") == fine);
    if (fine) CHECK(x.grad()(1, 1) == gradient);
  };
  check([](auto& x, auto&) { return x * 2; }, true, 8);
  check([](auto& x, auto&) { return 1 - x / 2; }, true, -0.5f);
  check([](auto& x, auto& other) { return 2 * (x - other) + detach(other); }, true, 4);
  check([](auto& x, auto&) { return mean(transpose(x, 0_c, 1_c), 1_c) * 4; }, true, 16);
  check([](auto& x, auto& other) { return cat(reshape(x, 3_c, 2_c), reshape(other, 3_c, 2_c), 0_c); }, true, 2);
  check([](auto& x, auto& other) { return x * other; }, false);
  check([](auto& x, auto&) { return x * detach(x); }, false);
  check([](auto& x, auto&) { return exp(x); }, false);
  check([](auto& x, auto&) { return amax(x, 1_c) + sum(x); }, false);
  check([](auto& x, auto& other) { return matmul(x * 2, transpose(other, 0_c, 1_c)); }, false);
}

TEST_CASE("a parameter that a statement reads detached is watched as well") {
  const auto check = [](auto f, bool fine) {
    Parameter<float, 4, 4> p = ones<float, 4, 4>(), q = ones<float, 4, 4>();
    const auto alias = detach(p);
    Tape tape;
    Variable y = f(q, p, alias);
    Variable s = sum(y);
    p.value() *= 7;
    CHECK((fault_of(tape, s) == "") == fine);
    CHECK(!p.has_grad());
  };
  check([](auto& q, auto& p, auto&) { return q * detach(p); }, false);
  check([](auto& q, auto&, auto& alias) { return q * alias; }, false);
  check([](auto& q, auto&, auto& alias) { return q * exp(alias); }, false);
  check([](auto& q, auto& p, auto&) { return q * detach(exp(p)); }, false);
  check([](auto& q, auto& p, auto&) { return q * detach(transpose(p, 0_c, 1_c)); }, false);
  check([](auto& q, auto&, auto& alias) { return select(q, 0_c, 1_c) * alias[2]; }, false);
  check([](auto& q, auto&, auto& alias) { return matmul(q, narrow(alias, 1_c, 0_c, 2_c)); }, false);
  check([](auto& q, auto&, auto& alias) { return where(alias > 0, q * q, q); }, false);
  check([](auto& q, auto&, auto& alias) { return 2 * q + alias; }, true);
  check([](auto& q, auto& p, auto&) { return q * p.value(); }, true); // a tensor by itself, which has no count
  check(
      [](auto& q, auto& p, auto&) {
        const Variable h = p * 2; // a value of its own
        return q * detach(h);
      },
      true);
}

TEST_CASE("views, products and lets lead to the parameters in them") {
  const auto check = [](auto f) {
    Parameter<float, 4, 4> w = ones<float, 4, 4>();
    Parameter<float, 4, 4> v = ones<float, 4, 4>();
    Tape tape;
    Variable y = f(w, v);
    Variable s = sum(y);
    w.value() *= 2;
    CHECK(fault_of(tape, s) != "");
  };
  check([](auto& w, auto& v) { return narrow(w, 0_c, 1_c, 2_c) * narrow(v, 0_c, 1_c, 2_c); });
  check([](auto& w, auto& v) { return matmul(v * 2, transpose(w, 0_c, 1_c)); });
  check([](auto& w, auto& v) { return softmax(matmul(v, w), 1_c); });
  check([](auto& w, auto& v) { return layer_norm(v, select(w, 0_c, 0_c), select(w, 0_c, 1_c)); });
  check([](auto& w, auto& v) { return where(v.value() > 0, v, w); });
  check([](auto& w, auto& v) { return exp(cat(v, w, 1_c)); });
}

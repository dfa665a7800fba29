// SPDX-License-Identifier: BSL-1.0
// A function's gradient is the same whether the function is one expression, which needs no tape, or several statements.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
using vector = Tensor<double, 7>;
vector start() {
  Generator g(3);
  return vector(randn(g));
}
// how often a function is called, and where it leads
template <class F> auto solved(F f) {
  int calls = 0;
  const auto counted = [&](const auto& x) {
    ++calls;
    return f(x);
  };
  auto r = minimize(objective{counted, taped{}}, start(), {.method = Method::bfgs});
  CHECK(calls == r.nfev);
  CHECK(r.nfev == r.njev);
  CHECK(r.success);
  return r;
}
template <class A, class B> void check_same_end(const A& a, const B& b) {
  for (tenon::index i = 0; i < 7; ++i) CHECK(a.x(i) == Approx(b.x(i)).margin(1e-5));
}
} // namespace

TEST_CASE("one expression and several statements have one minimum") {
  const auto one = solved([](const auto& x) { return sum(square(x - 1.0) + 0.1 * square(square(x))); });
  const auto several = solved([](const auto& x) {
    const Variable s = square(x);
    const Variable q = square(x - 1.0) + 0.1 * square(s);
    return sum(q);
  });
  const auto variable =
      solved([](const auto& x) -> Variable<double, Size<>> { return sum(square(x - 1.0) + 0.1 * square(square(x))); });
  check_same_end(one, several);
  check_same_end(one, variable);
}

TEST_CASE("a product in the function is kept on a tape") {
  Generator g(4);
  const Tensor<double, 9, 7> a = randn(g);
  const Tensor<double, 9> b = randn(g);
  const auto product = solved([&](const auto& x) { return sum(square(matmul(a, x) - b)); });
  const auto rows = solved([&](const auto& x) { return sum(square(sum(a * x, c<1>) - b)); });
  check_same_end(product, rows);
}

TEST_CASE("a variable of a tape around the search is a constant to it") {
  Parameter<double, 7> w = full<double, 7>(2.0);
  Tape tape;
  const Variable h = w * 0.5;
  const auto r = solved([&](const auto& x) { return sum(square(x - h)); });
  for (const double e : r.x) CHECK(e == Approx(1.0).margin(1e-6));
  const Variable loss = sum(h * h);
  tape.backward(loss);
  for (const double e : w.grad()) CHECK(e == 1.0); // 2 h * 0.5
}

TEST_CASE("a value and the gradient there are one call of the function") {
  struct value_and_gradient {
    double first;
    Tensor<double, 1> second;
  };
  int calls = 0;
  const auto both = [&](const Tensor<double, 1>& x) {
    ++calls;
    return value_and_gradient{std::cosh(x(0) - 1), tensor({std::sinh(x(0) - 1)})};
  };
  const auto statement = [&](const auto& x) {
    ++calls;
    return sum(exp(x - 1.0) + exp(1.0 - x)) * 0.5;
  };
  for (const Method m : {Method::bfgs, Method::cg, Method::lbfgs, Method::newton_cg}) {
    calls = 0;
    const auto r = minimize(objective{both, paired{}}, tensor({3.0}), {.method = m});
    CHECK(r.success);
    CHECK(calls == std::max(r.nfev, r.njev));
    calls = 0;
    const auto taped = minimize(statement, tensor({3.0}), {.method = m});
    CHECK(taped.success);
    CHECK(calls == std::max(taped.nfev, taped.njev));
  }
}

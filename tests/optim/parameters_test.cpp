// SPDX-License-Identifier: BSL-1.0
// Searches over parameters of several shapes, and over those of a model.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <stdexcept>

using namespace tenon;
using namespace tenon::literals;

namespace {
// |w x + b - y|^2 over points of a line in three coordinates: the answer is exact
struct line_fit {
  Parameter<double, 3, 2> w;
  Parameter<double, 3> b;
  Tensor<double, 5, 2> x;
  Tensor<double, 5, 3> y;

  line_fit() {
    for (index i = 0; i < 5; ++i) {
      x(i, 0) = static_cast<double>(i);
      x(i, 1) = static_cast<double>(i * i);
      for (index j = 0; j < 3; ++j) y(i, j) = static_cast<double>(j + 1) * x(i, 0) - 0.5 * x(i, 1) + 7;
    }
    for (double& g : w.grad()) g = 3; // of another computation
  }
  auto loss() const { return sum(square(linear(x, w, b) - y)); }
};
} // namespace

TEST_CASE("a linear fit over a matrix and a vector") {
  for (const Method m : {Method::bfgs, Method::lbfgs, Method::cg, Method::newton_cg}) {
    line_fit fit;
    int calls = 0;
    const auto r = minimize(
        [&] {
          ++calls;
          return fit.loss();
        },
        parameters(fit.w, fit.b), {.method = m, .tol = 1e-9, .maxiter = 20000});
    INFO(r.message);
    CHECK(r.fun == Approx(0).margin(1e-8));
    for (index j = 0; j < 3; ++j) {
      CHECK(fit.w.value()(j, 0) == Approx(static_cast<double>(j + 1)).margin(1e-3));
      CHECK(fit.w.value()(j, 1) == Approx(-0.5).margin(1e-3));
      CHECK(fit.b.value()(j) == Approx(7).margin(1e-3));
    }
    // x is what the parameters hold
    CHECK(r.x(2) == fit.w.value()(1, 0));
    CHECK(r.x(6) == fit.b.value()(0));
    // gradients of other computations are left as they were
    CHECK(fit.w.grad()(2, 1) == 3);
    CHECK(fit.b.grad()(0) == 0);
    // a gradient is one call of f, with its value
    CHECK(calls >= r.njev);
    CHECK(calls <= r.nfev + r.njev);
  }
}

TEST_CASE("Nelder and Mead, and differences, need no gradient") {
  Parameter<double> a;
  Parameter<double, 1> b;
  const auto f = [&] {
    const double u = *a.data() - 2, v = b.data()[0] + 1;
    return u * u + v * v + u * v;
  };
  for (const Method m : {Method::nelder_mead, Method::bfgs}) {
    a = full<double>(0.0);
    b = zeros<double, 1>();
    const auto r = minimize(f, parameters(a, b), {.method = m});
    CHECK(r.success);
    CHECK(*a.data() == Approx(2).margin(1e-3));
    CHECK(b.data()[0] == Approx(-1).margin(1e-3));
  }
}

TEST_CASE("frozen parameters stay") {
  line_fit fit;
  fit.b = full<double, 3>(7.0);
  fit.b.requires_grad(false);
  const auto r = minimize([&] { return fit.loss(); }, parameters(fit.w, fit.b));
  CHECK(r.fun == Approx(0).margin(1e-8));
  for (const double v : fit.b.value()) CHECK(v == 7);
}

TEST_CASE("an exception leaves everything as it was") {
  line_fit fit;
  fit.b = full<double, 3>(2.0);
  int calls = 0;
  const auto f = [&] {
    if (++calls == 4) throw std::runtime_error("enough");
    return fit.loss();
  };
  CHECK_THROWS_WITH(minimize(f, parameters(fit.w, fit.b)), "enough");
  for (const double v : fit.w.value()) CHECK(v == 0);
  for (const double v : fit.b.value()) CHECK(v == 2);
  for (const double v : fit.w.grad()) CHECK(v == 3);
  // no tape is left behind
  const Variable after = sum(fit.w);
  CHECK(after.tape() == nullptr);
}

TEST_CASE("a callback sees the parameters of its iteration and may stop") {
  line_fit fit;
  int seen = 0;
  const auto r = minimize([&] { return fit.loss(); }, parameters(fit.w, fit.b),
                          {.method = Method::lbfgs, .callback = [&](const Tensor<double, 9>& x) {
                             CHECK(x(6) == fit.b.value()(0));
                             return ++seen == 3;
                           }});
  CHECK(r.nit == 3);
  CHECK(r.status == 99);
  CHECK_FALSE(r.success);
  CHECK(r.message == "The callback asked to stop.");
  CHECK(r.x(6) == fit.b.value()(0));
}

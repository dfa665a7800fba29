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

namespace {
// Himmelblau's function of two parameters of different shapes, and a third that nothing else depends on
const auto himmelblau = [](const auto& a, const auto& b) {
  const auto& x = a;
  const auto y = select(b, 0_c, 0_c);
  return square(x * x + y - 11.0) + square(x + y * y - 7.0) + sum(square(narrow(b, 0_c, 1_c, 2_c)));
};
// the same of one tensor
const auto himmelblau_flat = [](const auto& v) {
  const auto x = select(v, 0_c, 0_c), y = select(v, 0_c, 1_c);
  return square(x * x + y - 11.0) + square(x + y * y - 7.0) + sum(square(narrow(v, 0_c, 2_c, 2_c)));
};
} // namespace

TEST_CASE("Hessians from the tape over several parameters count as those over one") {
  const auto both = [](auto second, Method m) {
    const auto x0 = tensor({1.0, 1.0, 0.5, -0.5});
    Parameter<double> a = full<double>(1.0);
    Parameter<double, 3> b = tensor({1.0, 0.5, -0.5});
    const auto one = minimize(objective{himmelblau_flat, taped{}, second}, x0, {.method = m});
    const auto many = minimize(objective{himmelblau, taped{}, second}, parameters(a, b), {.method = m});
    CHECK(many.success);
    CHECK(many.nit == one.nit);
    CHECK(many.nfev == one.nfev);
    CHECK(many.njev == one.njev);
    CHECK(many.nhev == one.nhev);
    CHECK(many.fun == Approx(one.fun).margin(1e-20));
    for (index i = 0; i < 4; ++i) CHECK(many.x(i) == Approx(one.x(i)).margin(1e-12));
    CHECK(*a.data() == many.x(0));
    CHECK(b.value()(2) == many.x(3));
    return many.nhev;
  };
  CHECK(both(taped{}, Method::newton_cg) > 0);
  CHECK(both(hessp{taped{}}, Method::newton_cg) > 0);
  CHECK(both(static_cast<void*>(nullptr), Method::bfgs) == 0);
}

TEST_CASE("the products over several parameters are those of differences of gradients") {
  Generator generator(3);
  Parameter<double, 3, 4> w = randn(generator);
  Parameter<double, 3> b = randn(generator);
  const Tensor<double, 5, 4> x = randn(generator);
  auto f = [&](const auto& weight, const auto& bias) {
    return sum(softplus(linear(x, weight, bias))) + sum(square(weight)) * 0.3;
  };
  using lists = parameter_list<Parameter<double, 3, 4>, Parameter<double, 3>>;
  detail::hessian_of<decltype(f), Parameter<double, 3, 4>, Parameter<double, 3>> h(f);
  STATIC_REQUIRE(h.numel == 15);
  Tensor<double, 15> at(uninitialised), direction = randn(generator), product(uninitialised);
  detail::each_in_vector(lists(w, b), at.data(),
                         [](auto& p, double* to) { std::copy(p.value().begin(), p.value().end(), to); });
  const auto gradient = [&](const Tensor<double, 15>& point) {
    detail::each_in_vector(lists(w, b), point.data(), [](auto& p, const double* from) {
      std::copy(from, from + p.numel, p.data());
      p.zero_grad();
    });
    Tape tape;
    const Variable y = f(std::as_const(w), std::as_const(b));
    tape.backward(y);
    Tensor<double, 15> g(uninitialised);
    detail::each_in_vector(lists(w, b), g.data(),
                           [](auto& p, double* to) { std::copy(p.grad().begin(), p.grad().end(), to); });
    return g;
  };
  const double step = 1e-5;
  const Tensor<double, 15> above = gradient(at + direction * step), below = gradient(at - direction * step);
  h.product(at.data(), direction, product.data());
  for (index i = 0; i < 15; ++i)
    CHECK(product(i) == Approx((above(i) - below(i)) / (2 * step)).epsilon(1e-7).margin(1e-8));
}

TEST_CASE("a frozen parameter is a constant to the Hessian") {
  for (const bool matrix : {false, true}) {
    Parameter<double> a = full<double>(1.0);
    Parameter<double, 3> b = tensor({2.0, 0.0, 0.0});
    b.requires_grad(false);
    const auto r =
        matrix
            ? minimize(objective{himmelblau, taped{}, taped{}}, parameters(a, b), {.method = Method::newton_cg})
            : minimize(objective{himmelblau, taped{}, hessp{taped{}}}, parameters(a, b), {.method = Method::newton_cg});
    CHECK(r.success);
    CHECK(b.value()(0) == 2);
    CHECK(r.x(1) == 2);
    // d/dx of (x^2 - 9)^2 + (x - 3)^2 vanishes at 3
    CHECK(*a.data() == Approx(3).margin(1e-6));
    CHECK(r.jac(1) == 0);
  }
}

TEST_CASE("functions that take parameters need no Hessian") {
  Parameter<double> a = full<double>(1.0);
  Parameter<double, 3> b = tensor({1.0, 0.5, -0.5});
  const auto plain = minimize(himmelblau, parameters(a, b), {.method = Method::newton_cg});
  CHECK(plain.success);
  CHECK(plain.nhev == 0); // from differences of gradients
  CHECK(plain.njev > plain.nfev);
  a = full<double>(1.0);
  b = tensor({1.0, 0.5, -0.5});
  const auto differences = minimize(objective{himmelblau, three_point{}}, parameters(a, b));
  CHECK(differences.success);
  CHECK(differences.fun == Approx(0).margin(1e-9));
}

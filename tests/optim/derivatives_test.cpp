// SPDX-License-Identifier: BSL-1.0
// The ways to give a function and its derivatives, and that the counters are those of the calls.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <utility>

using namespace tenon;
using namespace tenon::literals;

namespace {
// a bowl over 2 x 3 elements with its lowest point at 1, 2, ..., 6
using grid = Tensor<double, 2, 3>;
grid centre() {
  grid c;
  for (index i = 0; i < 6; ++i) c.data()[i] = static_cast<double>(i + 1);
  return c;
}
const grid middle = centre();
template <class X> auto bowl(const X& x) { return sum(square(x - middle) + square(square(x - middle)) * 0.25); }
grid slope(const grid& x) { return 2.0 * (x - middle) + square(x - middle) * (x - middle); }
Tensor<double, 6, 6> bend(const grid& x) {
  Tensor<double, 6, 6> h;
  for (index i = 0; i < 6; ++i) {
    const double d = x.data()[i] - middle.data()[i];
    h(i, i) = 2 + 3 * d * d;
  }
  return h;
}
template <class R> void check_found(const R& r, double margin = 1e-4) {
  INFO(r.message);
  CHECK(r.success);
  for (index i = 0; i < 6; ++i) CHECK(r.x.data()[i] == Approx(static_cast<double>(i + 1)).margin(margin));
}
constexpr Method gradients[] = {Method::bfgs, Method::lbfgs, Method::cg, Method::newton_cg};
} // namespace

TEST_CASE("from the tape") {
  for (const Method m : gradients) {
    int calls = 0;
    const auto taped = minimize(
        [&](const auto& x) {
          ++calls;
          return bowl(x);
        },
        grid(), {.method = m});
    check_found(taped);
    // value and gradient come of one call, unless only one of them is asked for
    CHECK(calls >= std::max(taped.nfev, taped.njev));
    CHECK(calls <= taped.nfev + taped.njev);
    // and the search is that of the derivative by hand
    const auto by_hand = minimize(objective{[](const grid& x) { return bowl(x); }, slope}, grid(), {.method = m});
    CHECK(taped.nit == by_hand.nit);
    CHECK(taped.nfev == by_hand.nfev);
    CHECK(taped.njev == by_hand.njev);
  }
  // a variable is as good as an expression
  check_found(minimize(
      [](const auto& x) {
        const Variable d = x - middle;
        return Variable(sum(square(d) + square(square(d)) * 0.25));
      },
      grid()));
}

TEST_CASE("as a pair of value and gradient") {
  for (const Method m : gradients) {
    int calls = 0;
    const auto both = [&](const grid& x) {
      ++calls;
      return std::pair(element_of(bowl(x)), slope(x));
    };
    const auto r = minimize(objective{both, paired{}}, grid(), {.method = m});
    check_found(r);
    CHECK(r.nfev <= calls);
    const auto separate = minimize(objective{[](const grid& x) { return bowl(x); }, slope}, grid(), {.method = m});
    CHECK(r.nfev == separate.nfev);
    CHECK(r.njev == separate.njev);
  }
}

TEST_CASE("by differences") {
  int calls = 0;
  const auto f = [&](const grid& x) {
    ++calls;
    return bowl(x);
  };
  for (const Method m : {Method::bfgs, Method::lbfgs, Method::cg}) {
    const auto count = [&](const auto& r, index each) {
      check_found(r, 1e-3);
      CHECK(calls == r.nfev);
      CHECK(r.nfev >= each * r.njev);
      calls = 0;
    };
    count(minimize(objective{f, two_point{}}, grid(), {.method = m, .gtol = 1e-4}), 6);
    count(minimize(objective{f, three_point{}}, grid(), {.method = m}), 12);
    count(minimize(objective{f, forward{}}, grid(), {.method = m, .gtol = 1e-4}), 6);
    count(minimize(objective{f, forward{}}, grid(), {.method = m, .gtol = 1e-3, .eps = 1e-6}), 6);
  }
}

TEST_CASE("how exact differences are") {
  // at x = (2, -3): the slopes of e^x + y^3 are e^2 and 27
  using two = Tensor<double, 2>;
  two x0;
  x0(0) = 2;
  x0(1) = -3;
  const auto f = [](const two& x) { return std::exp(x(0)) + x(1) * x(1) * x(1); };
  const auto at = [&](auto kind) { return minimize(objective{f, kind}, x0, {.maxiter = 0}).jac; };
  const double exact[] = {std::exp(2.0), 27};
  for (index i = 0; i < 2; ++i) {
    CHECK(std::abs(at(two_point{})(i) - exact[i]) < 2e-6);
    CHECK(std::abs(at(two_point{})(i) - exact[i]) > 1e-10);
    CHECK(std::abs(at(forward{})(i) - exact[i]) < 2e-6);
    CHECK(std::abs(at(three_point{})(i) - exact[i]) < 2e-8);
  }
  // a box that leaves room on one side only
  const auto edge = [&](auto kind) {
    return minimize(objective{f, kind}, x0, {.method = Method::lbfgsb, .maxfun = 0, .upper = x0}).jac;
  };
  const auto g = edge(three_point{});
  CHECK(std::isfinite(g(0)));
}

TEST_CASE("with a Hessian") {
  int hessians = 0;
  const auto f = [](const grid& x) { return bowl(x); };
  const auto h = [&](const grid& x) {
    ++hessians;
    return bend(x);
  };
  const auto hp = [&](const grid& x, const grid& p) {
    ++hessians;
    return eval(2.0 * p + 3.0 * square(x - middle) * p);
  };
  const auto whole = minimize(objective{f, slope, h}, grid(), {.method = Method::newton_cg});
  check_found(whole);
  CHECK(whole.nhev == hessians);
  CHECK(whole.nhev == whole.nit);

  hessians = 0;
  const auto product = minimize(objective{f, slope, hessp{hp}}, grid(), {.method = Method::newton_cg});
  check_found(product);
  CHECK(product.nhev == hessians);
  CHECK(product.nit == whole.nit);
  CHECK(product.nfev == whole.nfev);

  const auto differences = minimize(objective{f, slope}, grid(), {.method = Method::newton_cg});
  check_found(differences);
  CHECK(differences.nhev == 0);
  CHECK(differences.njev > whole.njev);

  // a gradient from the tape beside a Hessian by hand
  const auto taped = minimize(objective{[](const auto& x) { return bowl(x); }, tenon::taped{}, h}, grid(),
                              {.method = Method::newton_cg});
  check_found(taped);
  CHECK(taped.nhev == taped.nit);
}

// with Hessians from the tape the search is SciPy's with Hessians by hand, evaluation by evaluation
template <index N> void check_taped_hessians(const Tensor<double, N>& x0, index nit, index nfev, index products) {
  const auto rosenbrock = [](const auto& x) {
    const auto a = narrow(x, 0_c, 0_c, c<N - 1>), b = narrow(x, 0_c, 1_c, c<N - 1>);
    return sum(square(b - square(a)) * 100.0 + square(1.0 - a));
  };
  const auto whole = minimize(objective{rosenbrock, taped{}, taped{}}, x0, {.method = Method::newton_cg});
  const auto product = minimize(objective{rosenbrock, taped{}, hessp{taped{}}}, x0, {.method = Method::newton_cg});
  for (const auto* r : {&whole, &product}) {
    CHECK(r->success);
    CHECK(r->nit == nit);
    CHECK(r->nfev == nfev);
    CHECK(r->njev == nfev);
  }
  CHECK(whole.nhev == nit);
  CHECK(product.nhev == products);
}
TEST_CASE("Hessians from the tape") {
  check_taped_hessians(tensor({-1.2, 1.0}), 83, 105, 142);
  check_taped_hessians(tensor({-1.2, 1.0, -1.2, 1.0, -1.2}), 107, 116, 250);
  check_taped_hessians(tensor({1.3, 0.7, 0.8, 1.9, 1.2}), 21, 30, 51);
  check_taped_hessians(tensor({-1.2, 1.0, -1.2, 1.0, -1.2, 1.0, -1.2, 1.0, -1.2, 1.0}), 127, 133, 401);

  // over a tensor of any shape, beside a gradient by hand or none
  const auto f = [](const auto& x) { return bowl(x); };
  check_found(minimize(objective{f, taped{}, hessp{taped{}}}, grid(), {.method = Method::newton_cg}));
  check_found(minimize(objective{f, slope, taped{}}, grid(), {.method = Method::newton_cg}));
  check_found(minimize(objective{f, three_point{}, taped{}}, grid(), {.method = Method::newton_cg}));
  // in float, where differences of gradients are too coarse
  const Tensor<float, 2, 3> x0;
  const auto fine = minimize(objective{[](const auto& x) { return sum(square(x - 1.0f)); }, taped{}, taped{}}, x0,
                             {.method = Method::newton_cg});
  CHECK(fine.success);
  for (const float x : fine.x) CHECK(std::abs(x - 1) < 1e-6f);
}
TEST_CASE("functions that name what they return") { // the sanitizer sees whether that lives
  const auto f = [](const auto& x) {
    const Variable d = x - middle;
    return sum(square(d) + square(square(d)) * 0.25);
  };
  const auto g = [](const grid& x) {
    const Variable d = x - middle;
    return 2.0 * d + square(d) * d;
  };
  const auto hp = [](const grid& x, const grid& p) {
    const Variable curvature = 2.0 + 3.0 * square(x - middle);
    return curvature * p;
  };
  check_found(minimize(f, grid()));
  const auto by_values = minimize(f, grid(), {.method = Method::nelder_mead});
  CHECK(by_values.fun == Approx(element_of(bowl(by_values.x))));
  check_found(minimize(objective{f, two_point{}}, grid(), {.gtol = 1e-4}), 1e-3);
  check_found(minimize(objective{f, g, hessp{hp}}, grid(), {.method = Method::newton_cg}));
  const auto both = [&](const grid& x) { return std::pair(f(x), g(x)); };
  check_found(minimize(objective{both, paired{}}, grid()));
}

TEST_CASE("what a function throws on the way to its Hessian passes through") {
  struct stop {};
  int calls = 0;
  const auto f = [&](const auto& x) {
    if (++calls > 4) throw stop();
    return bowl(x);
  };
  CHECK_THROWS_AS(minimize(objective{f, taped{}, taped{}}, grid(), {.method = Method::newton_cg}), stop);
  CHECK(detail::current_tape() == nullptr);
}

TEST_CASE("line_search as SciPy's example of it") {
  using two = Tensor<double, 2>;
  two x, p;
  x(0) = 1.8;
  x(1) = 1.7;
  p(0) = p(1) = -1;
  const auto r = line_search([](const auto& v) { return sum(square(v)); }, x, p);
  CHECK(r.found);
  CHECK(r.alpha == 1);
  CHECK(r.fc == 2);
  CHECK(r.gc == 1);
  CHECK(r.new_fval == Approx(1.13));
  CHECK(r.old_fval == Approx(6.13));
  CHECK(r.new_slope(0) == Approx(1.6));
  CHECK(r.new_slope(1) == Approx(1.4));
  // uphill there is none
  const auto up = line_search([](const auto& v) { return sum(square(v)); }, x, two(-p));
  CHECK_FALSE(up.found);
}

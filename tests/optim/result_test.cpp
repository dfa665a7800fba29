// SPDX-License-Identifier: BSL-1.0
// The fields of a result, how it is printed, and the estimate of the inverse Hessian.
#include <tenon/optim.hpp>
#include <tenon/optim/minimize/print.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <sstream>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class R> std::string printed(const R& r) {
  std::ostringstream out;
  out << r;
  return out.str();
}
template <class T, index... N> OptimizeResult<T, N...> example_of(Method method) {
  OptimizeResult<T, N...> r;
  r.method = method;
  r.fun = T(0.25);
  r.nfev = 39;
  r.njev = 38;
  r.nhev = 7;
  r.nit = 32;
  r.success = true;
  r.message = "Optimization terminated successfully.";
  return r;
}
} // namespace

TEST_CASE("fields by name are the fields") {
  auto r = example_of<double, 2>(Method::cg);
  CHECK(&r["nfev"_k] == &r.nfev);
  CHECK(&r["njev"_k] == &r.njev);
  CHECK(&r["nhev"_k] == &r.nhev);
  CHECK(&r["nit"_k] == &r.nit);
  CHECK(&r["x"_k] == &r.x);
  CHECK(&r["fun"_k] == &r.fun);
  CHECK(&r["jac"_k] == &r.jac);
  CHECK(&r["hess_inv"_k] == &r.hess_inv);
  CHECK(&r["status"_k] == &r.status);
  CHECK(&r["success"_k] == &r.success);
  CHECK(&r["message"_k] == &r.message);
  CHECK(&r["final_simplex"_k] == &r.final_simplex);
  r["nit"_k] = 3;
  CHECK(r.nit == 3);
}

TEST_CASE("results print as SciPy prints them") {
  SECTION("BFGS") {
    auto r = example_of<double, 2>(Method::bfgs);
    r.fun = 2.5353092622134706e-15;
    r.x = Tensor<double, 2>::from(std::array{0.999999971001387, 0.9999999461190715});
    r.jac = Tensor<double, 2>::from(std::array{-1.7045157885071055e-06, 8.232593051715753e-07});
    r.hess_inv = inverse_hessian<double, 2>(Tensor<double, 2, 2>::from(
        std::array{0.5018600860875584, 1.0031532532568088, 1.0031532532568113, 2.0102746478864413}));
    CHECK(printed(r) == "  message: Optimization terminated successfully.\n"
                        "  success: True\n"
                        "   status: 0\n"
                        "      fun: 2.5353092622134706e-15\n"
                        "        x: [ 1.000e+00  1.000e+00]\n"
                        "      nit: 32\n"
                        "      jac: [-1.705e-06  8.233e-07]\n"
                        " hess_inv: [[ 5.019e-01  1.003e+00]\n"
                        "            [ 1.003e+00  2.010e+00]]\n"
                        "     nfev: 39\n"
                        "     njev: 38");
  }
  SECTION("conjugate gradients, long lines") {
    auto r = example_of<double, 7>(Method::cg);
    r.x = full<double, 7>(-1.0);
    r.jac(3) = HUGE_VAL;
    r.success = false;
    r.status = 2;
    CHECK(printed(r) == " message: Optimization terminated successfully.\n"
                        " success: False\n"
                        "  status: 2\n"
                        "     fun: 0.25\n"
                        "       x: [-1.000e+00 -1.000e+00 -1.000e+00 -1.000e+00 -1.000e+00\n"
                        "           -1.000e+00 -1.000e+00]\n"
                        "     nit: 32\n"
                        "     jac: [ 0.000e+00  0.000e+00  0.000e+00        inf  0.000e+00\n"
                        "            0.000e+00  0.000e+00]\n"
                        "    nfev: 39\n"
                        "    njev: 38");
  }
  SECTION("L-BFGS, many elements") {
    auto r = example_of<float, 20>(Method::lbfgsb);
    CHECK(printed(r) == "  message: Optimization terminated successfully.\n"
                        "  success: True\n"
                        "   status: 0\n"
                        "      fun: 0.25\n"
                        "        x: [ 0.000e+00  0.000e+00 ...  0.000e+00  0.000e+00]\n"
                        "      nit: 32\n"
                        "      jac: [ 0.000e+00  0.000e+00 ...  0.000e+00  0.000e+00]\n"
                        "     nfev: 39\n"
                        "     njev: 38\n"
                        " hess_inv: <20x20 LbfgsInvHessProduct with dtype=float32>");
  }
  SECTION("Newton-CG has nhev; Nelder-Mead has no gradient") {
    auto r = example_of<double, 1>(Method::newton_cg);
    r.fun = 3;
    CHECK(printed(r) == " message: Optimization terminated successfully.\n"
                        " success: True\n"
                        "  status: 0\n"
                        "     fun: 3.0\n"
                        "       x: [ 0.000e+00]\n"
                        "     nit: 32\n"
                        "     jac: [ 0.000e+00]\n"
                        "    nfev: 39\n"
                        "    njev: 38\n"
                        "    nhev: 7");
    r.method = Method::nelder_mead;
    r.fun = 1e-5;
    CHECK(printed(r) == " message: Optimization terminated successfully.\n"
                        " success: True\n"
                        "  status: 0\n"
                        "     fun: 1e-05\n"
                        "       x: [ 0.000e+00]\n"
                        "     nit: 32\n"
                        "    nfev: 39");
  }
  SECTION("Nelder-Mead has its simplex") {
    auto r = example_of<double, 2>(Method::nelder_mead);
    r.final_simplex = {{tensor({1.0, 2.0}), tensor({3.0, -4.0}), tensor({5.0, 6e-7})}, {0.25, 1, 2e9}};
    CHECK(printed(r) ==
          "       message: Optimization terminated successfully.\n"
          "       success: True\n"
          "        status: 0\n"
          "           fun: 0.25\n"
          "             x: [ 0.000e+00  0.000e+00]\n"
          "           nit: 32\n"
          "          nfev: 39\n"
          " final_simplex: (array([[ 1.000e+00,  2.000e+00],\n"
          "                       [ 3.000e+00, -4.000e+00],\n"
          "                       [ 5.000e+00,  6.000e-07]]), array([ 2.500e-01,  1.000e+00,  2.000e+09]))");
  }
  SECTION("... also of many vertices") {
    auto r = example_of<double, 6>(Method::nelder_mead);
    for (int i = 0; i < 7; ++i) {
      r.final_simplex.vertices.push_back(ones<double, 6>());
      r.final_simplex.values.push_back(i * 0.5);
    }
    const std::string text = printed(r);
    CHECK(text.substr(text.find("final_simplex")) ==
          "final_simplex: (array([[ 1.000e+00,  1.000e+00, ...,  1.000e+00,\n"
          "                         1.000e+00],\n"
          "                       [ 1.000e+00,  1.000e+00, ...,  1.000e+00,\n"
          "                         1.000e+00],\n"
          "                       ...,\n"
          "                       [ 1.000e+00,  1.000e+00, ...,  1.000e+00,\n"
          "                         1.000e+00],\n"
          "                       [ 1.000e+00,  1.000e+00, ...,  1.000e+00,\n"
          "                         1.000e+00]]), array([ 0.000e+00,  5.000e-01,  1.000e+00,  1.500e+00,\n"
          "                        2.000e+00,  2.500e+00,  3.000e+00]))");
  }
}

TEST_CASE("Nelder and Mead's method leaves its simplex, the lowest vertex first") {
  const auto r = minimize([](const Tensor<double, 2>& x) { return x(0) * x(0) + x(1) * x(1); }, tensor({1.0, 2.0}),
                          {.method = Method::nelder_mead});
  REQUIRE(r.final_simplex.vertices.size() == 3);
  REQUIRE(r.final_simplex.values.size() == 3);
  CHECK(r.final_simplex.values[0] == r.fun);
  CHECK(r.final_simplex.vertices[0](1) == r.x(1));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& v = r.final_simplex.vertices[i];
    CHECK(r.final_simplex.values[i] == v(0) * v(0) + v(1) * v(1));
    if (i > 0) CHECK(r.final_simplex.values[i] >= r.final_simplex.values[i - 1]);
  }
}

// On a quadratic of two coordinates BFGS has the inverse Hessian after two exact steps; here nearly so.
TEST_CASE("the inverse Hessian of a quadratic") {
  const auto f = [](const auto& x) {
    const auto a = select(x, 0_c, 0_c), b = select(x, 0_c, 1_c);
    return 2.0 * a * a + a * b + b * b - a;
  };
  const Tensor<double, 2> x0 = full<double, 2>(3.0);
  for (const Method m : {Method::bfgs, Method::lbfgs}) {
    const auto r = minimize(f, x0, {.method = m, .gtol = 1e-9});
    REQUIRE(r.success);
    CHECK(r.hess_inv.dense() == (m == Method::bfgs));
    const auto h = r.hess_inv.todense();
    // the Hessian is (4, 1; 1, 2)
    CHECK(h(0, 0) == Approx(2. / 7).margin(2e-2));
    CHECK(h(0, 1) == Approx(-1. / 7).margin(2e-2));
    CHECK(h(1, 0) == Approx(h(0, 1)).margin(1e-9));
    CHECK(h(1, 1) == Approx(4. / 7).margin(2e-2));
    const Tensor<double, 2> v = full<double, 2>(1.0);
    CHECK(r.hess_inv(v)(0) == Approx(h(0, 0) + h(0, 1)));
  }
}

// SPDX-License-Identifier: BSL-1.0
// Iterations allocate nothing: a search of many steps allocates as often as one of few. What it takes is known.
#include "allocations.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
// the extended Rosenbrock function, pair by pair
template <index N> struct chain {
  template <class X> auto operator()(const X& x) const {
    const auto pairs = view(x, c<N / 2>, 2_c);
    const auto a = select(pairs, 1_c, 0_c), b = select(pairs, 1_c, 1_c);
    return sum(square(b - square(a)) * 100.0 + square(1.0 - a));
  }
};
template <index N> long allocations_of(Method m, index iterations, index& done) {
  const Tensor<double, N> x0 = full<double, N>(-1.0);
  const long before = allocations;
  const auto r = minimize(chain<N>{}, x0, {.method = m, .gtol = 1e-12, .ftol = 0, .maxiter = iterations});
  done = r.nit;
  return allocations - before;
}
template <index N> void check(Method m) {
  INFO("method " << static_cast<int>(m) << ", " << N << " elements");
  index few = 0, many = 0;
  allocations_of<N>(m, 3, few); // the thread's arenas grow once
  const long short_run = allocations_of<N>(m, 3, few);
  const long long_run = allocations_of<N>(m, 12, many);
  CHECK(many > few);
  CHECK(long_run == short_run);
}
} // namespace

TEST_CASE("iterations over many elements allocate nothing") {
  check<100000>(Method::lbfgs);
  check<100000>(Method::cg);
}

TEST_CASE("nor do those of the other methods") {
  for (const Method m : {Method::bfgs, Method::lbfgs, Method::cg, Method::newton_cg, Method::nelder_mead})
    check<400>(m);
}

TEST_CASE("nor do those in a box") {
  constexpr index n = 400;
  const auto run = [](index iterations) {
    const Tensor<double, n> x0 = full<double, n>(-1.0);
    const long before = allocations;
    const auto r = minimize(
        chain<n>{}, x0,
        {.method = Method::lbfgsb, .gtol = 1e-12, .ftol = 0, .maxiter = iterations, .upper = full<double, n>(0.5)});
    CHECK(r.nit == iterations);
    return allocations - before;
  };
  run(3);
  const long few = run(3);
  CHECK(run(12) == few);
}

TEST_CASE("nor do products with the Hessian from the tape") {
  constexpr index n = 400;
  const auto run = [](auto second, index iterations) {
    const Tensor<double, n> x0 = full<double, n>(-1.0);
    const long before = allocations;
    const auto r = minimize(objective{chain<n>{}, taped{}, second}, x0,
                            {.method = Method::newton_cg, .xtol = 1e-12, .maxiter = iterations});
    CHECK(r.nit == iterations);
    return allocations - before;
  };
  run(hessp{taped{}}, 3);
  const long few = run(hessp{taped{}}, 3);
  CHECK(run(hessp{taped{}}, 12) == few);
  run(taped{}, 2);
  const long few_matrices = run(taped{}, 2);
  CHECK(run(taped{}, 4) == few_matrices);
}

TEST_CASE("what searches over many elements take") {
  constexpr index n = 100000;
  constexpr long vector = n * static_cast<long>(sizeof(double));
  const auto vectors_of = [](Method m, index maxcor) {
    const Tensor<double, n> x0 = full<double, n>(-1.0);
    const long before = allocated_bytes;
    minimize(chain<n>{}, x0, {.method = m, .maxiter = 30, .maxcor = maxcor});
    return static_cast<double>(allocated_bytes - before) / static_cast<double>(vector);
  };
  // 2 maxcor vectors of pairs and some others
  for (const index maxcor : {3, 10, 20}) {
    const double vectors = vectors_of(Method::lbfgs, maxcor);
    INFO(vectors << " vectors with maxcor " << maxcor);
    CHECK(vectors > static_cast<double>(2 * maxcor));
    CHECK(vectors < static_cast<double>(2 * maxcor + 16));
  }
  CHECK(vectors_of(Method::cg, 10) < 20);
}

// SPDX-License-Identifier: BSL-1.0
// Iterations allocate nothing: a search of many steps allocates as often as one of few.
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

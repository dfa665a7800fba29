// SPDX-License-Identifier: BSL-1.0
// usage: optimizers [CHART.svg]
// Runs all methods of minimize on the standard problems, with gradients and Hessians from the tape; prints their counts
// beside SciPy's and the time of a solve, and draws how they converge; then times runs over more elements, as
// scipy_times.py does with SciPy.
#include "chart.hpp"
#include "problems.hpp"
#include "scipy.hpp"

#include <tenon/optim/minimize/minimize.hpp>

#include <chrono>
#include <cstdio>

namespace {
using namespace bench;

struct method {
  const char* name;
  Method which;
  bool hessian;
};
constexpr method methods[] = {{"BFGS", Method::bfgs, false},
                              {"L-BFGS-B", Method::lbfgs, false},
                              {"CG", Method::cg, false},
                              {"Newton-CG", Method::newton_cg, false},
                              {"Newton-CG, H", Method::newton_cg, true},
                              {"Nelder-Mead", Method::nelder_mead, false}};

// a problem that writes down the values it had
template <class P> struct recorded {
  std::vector<double>* values;
  template <class X> auto operator()(const X& x) const {
    if constexpr (std::is_same_v<value_of<X>, double>) values->push_back(element_of(P()(x)));
    return P()(x);
  }
};
template <class P> struct gradient_of {
  template <index N> Tensor<double, N> operator()(const Tensor<double, N>& x) const {
    const Parameter<double, N> p = x;
    backward(P()(p));
    return p.grad();
  }
};
template <class F, class G, index N> auto solve(F f, G gradient, const method& m, const Tensor<double, N>& x0) {
  if (m.hessian) return minimize(objective{f, gradient, taped{}}, x0, {.method = m.which});
  return minimize(objective{f, gradient}, x0, {.method = m.which});
}

// microseconds of one solve: the best of some
template <class P> double time_of(const method& m) {
  using clock = std::chrono::steady_clock;
  const auto x0 = P::start();
  double best = HUGE_VAL, all = 0;
  while (all < 2e4) {
    const auto begin = clock::now();
    solve(P(), taped{}, m, x0);
    const double taken = std::chrono::duration<double, std::micro>(clock::now() - begin).count();
    best = std::min(best, taken);
    all += taken;
  }
  return best;
}

template <class P> panel run() {
  panel p{P::name, {}};
  for (const method& m : methods) {
    curve c{m.name, {}};
    const auto r = solve(recorded<P>{&c.values}, gradient_of<P>(), m, P::start());
    std::printf("%-18s %-13s %6ld %6ld %6ld %6ld %10.2e %9.1f", P::name, m.name, static_cast<long>(r.nit),
                static_cast<long>(r.nfev), static_cast<long>(r.njev), static_cast<long>(r.nhev), r.fun, time_of<P>(m));
    if (const scipy_run* s = scipy(P::name, m.name)) {
      std::printf(" | %6ld %6ld %6ld %6ld %10.2e", s->nit, s->nfev, s->njev, s->nhev, s->fun);
      if (s->nit_least != s->nit_most) std::printf("  nit %ld to %ld", s->nit_least, s->nit_most);
    }
    std::printf("\n");
    p.curves.push_back(std::move(c));
  }
  return p;
}
// the methods that use gradients, without a picture
template <index N> void run_long() {
  const auto x0 = rosenbrock<N>::start();
  for (const method& m : methods) {
    if (m.which == Method::nelder_mead || m.hessian) continue;
    const auto r = solve(rosenbrock<N>(), taped{}, m, x0);
    std::printf("rosenbrock%-8ld %-13s %6ld %6ld %6ld %6ld %10.2e %9.1f\n", static_cast<long>(N), m.name,
                static_cast<long>(r.nit), static_cast<long>(r.nfev), static_cast<long>(r.njev),
                static_cast<long>(r.nhev), r.fun, time_of<rosenbrock<N>>(m));
  }
}
template <class... P> std::vector<panel> run_all() { return {run<P>()...}; }
} // namespace

int main(int argc, char** argv) {
  const std::string path = argc > 1 ? argv[1] : "optimizers.svg";
  std::printf("%-32s %6s %6s %6s %6s %10s %9s | %s\n", "", "nit", "nfev", "njev", "nhev", "f", "us a run",
              "SciPy 1.10.1: the same counts; where rounding decides, the range of nit");
  const chart drawn(path, run_all<rosenbrock<2>, rosenbrock<5>, rosenbrock_docs, rosenbrock<10>, beale, booth,
                                  himmelblau, powell_singular, wood, trigonometric>());
  if (!drawn.written()) {
    std::fprintf(stderr, "%s cannot be written\n", path.c_str());
    return 1;
  }
  std::printf("%s is written.\n", path.c_str());
  run_long<100>();
}

// SPDX-License-Identifier: BSL-1.0
#include "solve.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace reference {

namespace {
using namespace tenon;

Method method_of(const std::string& name) {
  if (name == "BFGS") return Method::bfgs;
  if (name == "CG") return Method::cg;
  if (name == "L-BFGS-B") return Method::lbfgsb;
  if (name == "Newton-CG") return Method::newton_cg;
  if (name == "Nelder-Mead") return Method::nelder_mead;
  throw std::invalid_argument("no method is called " + name);
}

template <index N> answer solve_for(const example& e) {
  const std::string problem = e.arguments.at("problem"), second = e.arguments.at("second_derivative");
  using vector = Tensor<double, N>;
  answer a;
  const auto at = [](const vector& x) { return list(x.begin(), x.end()); };
  const auto value = [&](const vector& x) { return problems::evaluate(problem, at(x), {}); };
  const auto f = [&](const vector& x) {
    ++a.f_calls;
    return value(x);
  };
  const auto g = [&](const vector& x) {
    ++a.g_calls;
    list d;
    problems::evaluate(problem, at(x), {.gradient = &d});
    return vector::from(d);
  };
  const auto h = [&](const vector& x) {
    ++a.h_calls;
    list d;
    problems::evaluate(problem, at(x), {.hessian = &d});
    return Tensor<double, N, N>::from(d);
  };
  const auto hp = [&](const vector& x, const vector& p) {
    ++a.h_calls;
    list d;
    problems::evaluate(problem, at(x), {.hessian = &d});
    const auto m = Tensor<double, N, N>::from(d);
    return eval(matmul(m, p));
  };

  minimize_options<double, N> o{.method = method_of(e.arguments.at("method"))};
  const auto set = [&](const char* name, auto& option) {
    if (e.has(name))
      option = static_cast<typename std::remove_cvref_t<decltype(option)>::value_type>(e.numbers.at(name));
  };
  set("gtol", o.gtol);
  set("ftol", o.ftol);
  set("maxiter", o.maxiter);
  set("maxfun", o.maxfun);
  set("maxfev", o.maxfun);
  if (e.has("maxcor")) o.maxcor = static_cast<index>(e.numbers.at("maxcor"));
  o.adaptive = e.has("adaptive");
  if (e.has("infinite bounds")) {
    o.lower = full<double, N>(-HUGE_VAL);
    o.upper = full<double, N>(HUGE_VAL);
  }
  o.callback = [&](const vector& x) {
    a.iterates.insert(a.iterates.end(), x.begin(), x.end());
    a.values.push_back(value(x));
  };

  const auto x0 = vector::from(e.inputs.at("x0"));
  const std::string gradient = e.arguments.at("gradient");
  const auto r = second == "hess"         ? minimize(objective{f, g, h}, x0, o)
                 : second == "hessp"      ? minimize(objective{f, g, hessp{hp}}, x0, o)
                 : gradient == "analytic" ? minimize(objective{f, g}, x0, o)
                                          : minimize(f, x0, o);
  a.x = at(r.x);
  a.jac = at(r.jac);
  if (r.hess_inv.dense()) {
    const auto m = r.hess_inv.todense();
    a.hess_inv.assign(m.begin(), m.end());
  }
  a.fun = r.fun;
  a.nfev = static_cast<long>(r.nfev);
  a.njev = static_cast<long>(r.njev);
  a.nhev = static_cast<long>(r.nhev);
  a.nit = static_cast<long>(r.nit);
  a.status = r.status;
  a.success = r.success;
  a.message = r.message;
  return a;
}

// as far apart as a search that magnifies rounding may drift
bool near(double a, double b, double relative, double absolute) {
  return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= absolute + relative * std::abs(b);
}
void check_list(const char* what, const list& ours, const list& theirs, double relative, double absolute) {
  INFO(what);
  REQUIRE(ours.size() >= theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    INFO("element " << i << ": " << ours[i] << " for " << theirs[i]);
    CHECK(near(ours[i], theirs[i], relative, absolute));
  }
}

// The recorded ranges are those of 24 runs of the reference. These few searches leave them where the compiler rounds
// otherwise, as it does with and without fused multiplications: none of them is marked stable.
bool hangs_on_rounding(const std::string& name) {
  const char* const few[] = {"wood_Newton-CG_hess", "wood_Newton-CG_hessp", "rosenbrock5_standard_CG_grad",
                             "rosenbrock5_standard_BFGS_2-point", "rosenbrock10_standard_BFGS_2-point"};
  return std::find(std::begin(few), std::end(few), name) != std::end(few);
}

void check(const example& e) {
  INFO(e.name);
  REQUIRE(!(e.stable && hangs_on_rounding(e.name)));
  const answer a = solve(e);
  // the counters, exactly or within what noise does to the reference
  const std::pair<const char*, double> counters[] = {{"nit", static_cast<double>(a.nit)},
                                                     {"nfev", static_cast<double>(a.nfev)},
                                                     {"njev", static_cast<double>(a.njev)},
                                                     {"nhev", static_cast<double>(a.nhev)},
                                                     {"status", a.status}};
  for (const auto& [name, ours] : counters) {
    if (!e.outputs.count(name)) continue;
    INFO(name << " is " << ours << ", the reference's " << e.output(name));
    const auto [low, high] = e.ranges.at(name);
    const bool counts = name != std::string("status");
    if (counts && hangs_on_rounding(e.name)) CHECK((ours >= e.output(name) / 2 && ours <= 2 * e.output(name)));
    else CHECK((ours >= low && ours <= high));
  }
  // they are those of the calls
  const bool differences = e.arguments.at("gradient") == "2-point";
  CHECK(a.nfev == a.f_calls);
  CHECK((differences ? 0 : a.njev) == a.g_calls);
  CHECK(a.nhev == a.h_calls);

  CHECK(a.success == (a.status == 0));
  if (a.status == static_cast<int>(e.output("status")) && e.stable) CHECK(a.message == e.texts.at("message"));
  if (e.outputs.count("x_after_first_iterations") && !differences) {
    const auto& x = e.outputs.at("x_after_first_iterations");
    const auto& f = e.outputs.at("fun_after_first_iterations");
    check_list("first iterates", a.iterates, x, e.stable ? 1e-6 : 1e-3, 1e-8);
    check_list("their values", a.values, f, e.stable ? 1e-6 : 1e-3, e.stable ? 1e-10 : 1e-7);
  }
  if (!e.stable) {
    // what is found is as good
    CHECK((a.fun <= 1.1 * e.output("fun") + 1e-6 || a.status != static_cast<int>(e.output("status"))));
    return;
  }
  check_list("fun", {a.fun}, {e.output("fun")}, 1e-6, 1e-8);
  check_list("x", a.x, e.outputs.at("x"), 1e-3, 1e-4);
  if (e.outputs.count("jac")) check_list("jac", a.jac, e.outputs.at("jac"), 0.05, 1e-3);
  if (e.outputs.count("hess_inv")) check_list("hess_inv", a.hess_inv, e.outputs.at("hess_inv"), 0.05, 0.05);
}
} // namespace

answer solve(const example& e) {
  switch (e.n()) {
  case 2:
    return solve_for<2>(e);
  case 4:
    return solve_for<4>(e);
  case 5:
    return solve_for<5>(e);
  case 10:
    return solve_for<10>(e);
  }
  throw std::invalid_argument("no test is compiled for this size");
}

void check_method(const std::string& method, std::size_t count) {
  std::size_t found = 0;
  for (const example& e : cases("minimize"))
    if (e.arguments.at("method") == method) {
      check(e);
      ++found;
    }
  CHECK(found == count);
}

} // namespace reference

// SPDX-License-Identifier: BSL-1.0
// LBFGS beside PyTorch's: numbers that torch 1.13 gives, and its algorithm in plain loops.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
const auto rosenbrock = [](const auto& x) {
  constexpr index n = std::remove_cvref_t<decltype(x)>::numel;
  const auto a = narrow(x, 0_c, 0_c, c<n - 1>), b = narrow(x, 0_c, 1_c, c<n - 1>);
  return sum(square(b - square(a)) * 100.0 + square(1.0 - a));
};
struct logistic {
  Tensor<double, 12, 4> features;
  Tensor<double, 12> label;

  logistic() {
    for (index i = 0; i < 12; ++i) {
      label(i) = i % 3 == 0 ? -1 : 1;
      for (index j = 0; j < 4; ++j) features(i, j) = std::sin(static_cast<double>(3 * i + 2 * j + 1));
    }
  }
  template <class W> auto operator()(const W& w) const {
    return sum(log1p(exp(-(matmul(features, w) * label)))) + 0.5 * sum(square(w));
  }
};
constexpr auto wolfe = line_search_fn::strong_wolfe;

// a step of PyTorch's: evaluations, the loss where it began, the parameters after it
struct torch_step {
  int evaluations;
  double loss;
  std::vector<double> x;
};
template <index N, class F>
void check_steps(F f, const Tensor<double, N>& x0, const lbfgs_options& o, double tolerance,
                 const std::vector<torch_step>& steps) {
  Parameter<double, N> x = x0;
  LBFGS optimizer{parameters(x), o};
  for (const torch_step& s : steps) {
    int evaluations = 0;
    const double loss = optimizer.step([&] {
      ++evaluations;
      return f(x);
    });
    CHECK(evaluations == s.evaluations);
    CHECK(loss == Approx(s.loss).epsilon(tolerance).margin(tolerance));
    REQUIRE(s.x.size() == N);
    for (index i = 0; i < N; ++i)
      CHECK(x.data()[i] == Approx(s.x[static_cast<std::size_t>(i)]).epsilon(tolerance).margin(tolerance));
  }
}
} // namespace

TEST_CASE("Rosenbrock's function with line search, as torch 1.13") {
  check_steps(rosenbrock, tensor({-1.2, 1.0}), {.line_search_fn = wolfe}, 1e-9,
              {{25, 24.199999999999996, {0.38062264334648027, 0.12491013187293093}},
               {19, 0.42348230243803708, {0.99998142107913635, 0.99996196518109848}},
               {1, 4.2214575113458143e-10, {0.99998142107913635, 0.99996196518109848}}});
  const auto x0 = tensor({-1.2, 1.0, -1.2, 1.0, -1.2, 1.0});
  check_steps(rosenbrock, x0, {.max_iter = 4, .history_size = 3, .line_search_fn = wolfe}, 1e-8,
              {{5,
                1040.6000000000001,
                {-0.5311832058472914, 0.292948193631551, -0.048759022423459808, -0.0075077967638196574,
                 -0.51255480331142633, 0.54134209047846316}},
               {5,
                43.120238552904723,
                {-0.40483770211057091, 0.16628122095049735, 0.041042732364051523, 0.016311672365019823,
                 0.0067865770646957473, 0.0025892285877861174}},
               {6,
                5.5871726207711561,
                {-0.26401214946742879, 0.062192947596030702, -0.004259297257622854, -0.00045467306662663937,
                 0.0092939270982307642, 0.0098514219514165662}},
               {5,
                5.4985933284113822,
                {0.036021876009867629, -0.018477101443289151, 0.011280243892414605, 0.010472869927383969,
                 0.0099747253494541603, -0.0010294342969330282}},
               {5,
                4.9750623357797412,
                {0.21888134878211438, 0.027902434096300711, -0.0032844230136180475, 0.027310133552291102,
                 0.012065370045339488, -0.014139267143184279}},
               {5,
                4.6332615511145869,
                {0.54912673762537378, 0.25319426131248002, 0.049170729422249912, 0.010292725273772778,
                 0.010264393097744838, 0.00082280370649477977}}});
  check_steps(rosenbrock, x0, {.lr = 0.5, .max_iter = 6, .max_eval = 5, .history_size = 3, .line_search_fn = wolfe},
              1e-8,
              {{5,
                1040.6000000000001,
                {-0.81517215708923785, 0.49205239135049927, -0.54860163736652301, 0.36157504738719815,
                 -0.7951614327134594, 0.86980794976029463}},
               {5,
                166.81654474465861,
                {-0.5517507333916577, 0.32839423283370706, 0.12716692873377061, 0.014974618320781365,
                 -0.082856763797955785, 0.045848923709028572}},
               {5,
                6.7008134193796778,
                {-0.55700762497812673, 0.32491138650481238, 0.11691728539910776, 0.023174116862540863,
                 0.0083244695965811345, 0.00080215961918406273}},
               {5,
                5.64696885086168,
                {-0.55738061116088278, 0.32469990088490436, 0.116633739240211, 0.023785523645156445,
                 0.010342869728615691, 0.0001468321457352289}},
               {5,
                5.6463706563698759,
                {-0.55756066160214879, 0.32485793896307058, 0.11672977976611261, 0.023874261360390437,
                 0.010514914692925991, 9.398704700192318e-05}},
               {6,
                5.6463665630547721,
                {-0.58308452609725636, 0.3524970753924993, 0.13464881789256697, 0.029853017562702904,
                 0.0151644650547935, -0.0011975760733350612}}});
}

TEST_CASE("without line search, as torch 1.13") {
  const Tensor<double, 4> zero;
  check_steps(
      logistic(), zero, {}, 1e-12,
      {{5, 8.317766166719343, {-0.1396050770276796, 0.11571221752902551, 0.043298530478561942, -0.15174931050061274}},
       {1, 8.243464626357774, {-0.1396050770276796, 0.11571221752902551, 0.043298530478561942, -0.15174931050061274}}});
  check_steps(
      logistic(), zero, {.lr = 0.5, .max_iter = 3, .history_size = 2}, 1e-12,
      {{3, 8.317766166719343, {-0.14797247432208241, 0.12508559179724105, 0.043864527673984258, -0.16159376065356734}},
       {3, 8.2438059685597942, {-0.1415938119472982, 0.11802914565113959, 0.043358900781130812, -0.15411648444359766}},
       {3, 8.2434847390026462, {-0.14010447868755424, 0.11629477360489054, 0.043313074402271556, -0.15234397139216316}},
       {3, 8.2434658813678929, {-0.13973249901805332, 0.11586157412399602, 0.043301643919906846, -0.15190125839311605}},
       {3,
        8.2434647046443157,
        {-0.1396395557371812, 0.11575332579275706, 0.043298795040247903, -0.15179063895736156}}});
  check_steps(rosenbrock, tensor({-1.2, 1.0}), {.lr = 0.1, .max_iter = 10}, 1e-12,
              {{10, 24.199999999999996, {-1.0731883206935724, 1.0551729273427284}},
               {10, 5.2304978915741485, {-1.0447195878051361, 1.0623773907218077}},
               {10, 4.2653360057827614, {-1.0281233715710629, 1.0549628573128724}},
               {10, 4.1137148939073684, {-1.0055980652967229, 1.026898881147378}}});
}

// ---- the algorithm in plain loops -------------------------------------------------------------------------------

namespace {
using list = std::vector<double>;
double dot(const list& a, const list& b) {
  double s = 0;
  for (std::size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
  return s;
}
double most(const list& a) {
  double m = 0;
  for (const double x : a) m = std::max(m, std::abs(x));
  return m;
}
list along(const list& x, const list& d, double t) {
  list r = x;
  for (std::size_t i = 0; i < x.size(); ++i) r[i] += t * d[i];
  return r;
}
using function = double (*)(const list&, list&);

// torch.optim.lbfgs._strong_wolfe
struct line {
  function f;
  const list &x, &d;
  int evaluations = 0;

  struct point {
    double t, f, slope;
    list g;
  };
  point at(double t) {
    ++evaluations;
    list g;
    const double value = f(along(x, d, t), g);
    return {t, value, dot(g, d), g};
  }
  static double cubic(const point& p, const point& q, double low, double high) {
    const double d1 = p.slope + q.slope - 3 * (p.f - q.f) / (p.t - q.t), d2 = d1 * d1 - p.slope * q.slope;
    if (d2 < 0) return (low + high) / 2;
    const double root = std::sqrt(d2);
    const double t = p.t <= q.t ? q.t - (q.t - p.t) * ((q.slope + root - d1) / (q.slope - p.slope + 2 * root))
                                : p.t - (p.t - q.t) * ((p.slope + root - d1) / (p.slope - q.slope + 2 * root));
    return std::min(std::max(t, low), high);
  }
  point search(const point& start, double t, double tolerance) {
    std::vector<point> bracket;
    point before = start, now = at(t);
    int count = 0;
    bool done = false;
    while (count < 25) {
      if (now.f > start.f + 1e-4 * now.t * start.slope || (count > 1 && now.f >= before.f)) {
        bracket = {before, now};
        break;
      }
      if (std::abs(now.slope) <= -0.9 * start.slope) return now;
      if (now.slope >= 0) {
        bracket = {before, now};
        break;
      }
      const double next = cubic(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
      before = now;
      now = at(next);
      ++count;
    }
    if (count == 25) bracket = {start, now};
    bool insufficient = false;
    std::size_t low = bracket[0].f <= bracket[1].f ? 0 : 1;
    while (!done && count < 25) {
      const double a = std::min(bracket[0].t, bracket[1].t), b = std::max(bracket[0].t, bracket[1].t);
      if ((b - a) * most(d) < tolerance) break;
      t = cubic(bracket[0], bracket[1], a, b);
      const double eps = 0.1 * (b - a);
      if (std::min(b - t, t - a) < eps) {
        if (insufficient || t >= b || t <= a) {
          t = std::abs(t - b) < std::abs(t - a) ? b - eps : a + eps;
          insufficient = false;
        } else insufficient = true;
      } else insufficient = false;
      now = at(t);
      ++count;
      if (now.f > start.f + 1e-4 * t * start.slope || now.f >= bracket[low].f) {
        bracket[1 - low] = now;
        low = bracket[0].f <= bracket[1].f ? 0 : 1;
      } else {
        if (std::abs(now.slope) <= -0.9 * start.slope) done = true;
        else if (now.slope * (bracket[1 - low].t - bracket[low].t) >= 0) bracket[1 - low] = bracket[low];
        bracket[low] = now;
      }
    }
    return bracket[low];
  }
};

// torch.optim.LBFGS
struct plain_lbfgs {
  function f;
  double lr;
  int max_iter, max_eval;
  std::size_t history;
  bool wolfe;
  list d{}, before{};
  std::vector<list> steps{}, changes{};
  double scale = 1, t = 0;
  int iterations = 0;

  int step(list& x) {
    list g;
    double loss = f(x, g);
    int evaluations = 1;
    if (most(g) <= 1e-7) return evaluations;
    for (int i = 1; i <= max_iter; ++i) {
      if (++iterations == 1) scale = 1;
      else {
        const list y = along(g, before, -1), s = along(list(x.size()), d, t);
        if (dot(y, s) > 1e-10) {
          if (steps.size() == history) {
            steps.erase(steps.begin());
            changes.erase(changes.begin());
          }
          steps.push_back(s);
          changes.push_back(y);
          scale = dot(y, s) / dot(y, y);
        }
      }
      list q = along(list(x.size()), g, -1), weight(steps.size());
      for (std::size_t k = steps.size(); k-- > 0;) {
        weight[k] = dot(steps[k], q) / dot(changes[k], steps[k]);
        q = along(q, changes[k], -weight[k]);
      }
      d = along(list(x.size()), q, scale);
      for (std::size_t k = 0; k < steps.size(); ++k)
        d = along(d, steps[k], weight[k] - dot(changes[k], d) / dot(changes[k], steps[k]));
      before = g;
      const double loss_before = loss;
      t = lr;
      if (iterations == 1) {
        double sum = 0;
        for (const double e : g) sum += std::abs(e);
        t = std::min(1.0, 1 / sum) * lr;
      }
      const double slope = dot(g, d);
      if (slope > -1e-9) break;
      if (wolfe) {
        line search{f, x, d};
        const line::point found = search.search({0, loss, slope, g}, t, 1e-9);
        t = found.t;
        loss = found.f;
        g = found.g;
        x = along(x, d, t);
        evaluations += search.evaluations;
      } else {
        x = along(x, d, t);
        if (i != max_iter) {
          loss = f(x, g);
          ++evaluations;
        }
      }
      if (i == max_iter || evaluations >= max_eval || most(g) <= 1e-7) break;
      if (most(along(list(x.size()), d, t)) <= 1e-9 || std::abs(loss - loss_before) < 1e-9) break;
    }
    return evaluations;
  }
};

// in loops and as expressions
double quartic_loop(const list& x, list& g) {
  g.assign(x.size(), 0);
  double f = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double scale = static_cast<double>(i + 1), r = x[i] - 1;
    f += scale * (r * r * r * r - r * r + 0.1 * r);
    g[i] += scale * (4 * r * r * r - 2 * r + 0.1);
    if (i == 0) continue;
    f += x[i] * x[i - 1];
    g[i] += x[i - 1];
    g[i - 1] += x[i];
  }
  return f;
}
const auto quartic = [](const auto& x) {
  static const Tensor<double, 5> scale = arange<double, 5>() + 1.0;
  const auto r = x - 1.0;
  return sum(scale * (square(square(r)) - square(r) + 0.1 * r)) +
         sum(narrow(x, 0_c, 1_c, 4_c) * narrow(x, 0_c, 0_c, 4_c));
};
double bowl_loop(const list& x, list& g) {
  g.assign(x.size(), 0);
  double f = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double r = x[i] - static_cast<double>(i);
    f += std::log(1 + r * r) + 0.05 * r * r;
    g[i] = 2 * r / (1 + r * r) + 0.1 * r;
  }
  return f;
}
const auto bowl = [](const auto& x) {
  const auto r = x - arange<double, 5>();
  return sum(log(1.0 + square(r)) + 0.05 * square(r));
};

template <class F> void check_plain(F f, function loops, double lr, int max_iter, long history, bool with_search) {
  const auto x0 = tensor({0.3, -0.8, 2.0, 0.1, -1.5});
  Parameter<double, 5> x = x0;
  LBFGS optimizer{parameters(x),
                  {.lr = lr,
                   .max_iter = max_iter,
                   .history_size = history,
                   .line_search_fn = with_search ? wolfe : line_search_fn::none}};
  plain_lbfgs plain{loops, lr, max_iter, max_iter * 5 / 4, static_cast<std::size_t>(history), with_search};
  list expected(x0.begin(), x0.end());
  for (int step = 0; step < 3; ++step) { // rounding grows with each
    INFO("lr " << lr << ", max_iter " << max_iter << ", history " << history << ", step " << step);
    int evaluations = 0;
    optimizer.step([&] {
      ++evaluations;
      return f(x);
    });
    CHECK(evaluations == plain.step(expected));
    for (std::size_t i = 0; i < 5; ++i) CHECK(x.data()[i] == Approx(expected[i]).epsilon(1e-7).margin(1e-7));
  }
}
} // namespace

TEST_CASE("PyTorch's algorithm in plain loops takes the same steps") {
  for (const double lr : {1.0, 0.3})
    for (const int max_iter : {1, 3, 8})
      for (const long history : {1, 2, 100}) {
        check_plain(quartic, quartic_loop, lr, max_iter, history, true);
        check_plain(bowl, bowl_loop, lr, max_iter, history, true);
        check_plain(bowl, bowl_loop, lr, max_iter, history, false);
      }
  // a first step that is far too short, and one that is far too long
  check_plain(quartic, quartic_loop, 1e-4, 5, 5, true);
  check_plain(bowl, bowl_loop, 1e4, 5, 5, true);
}

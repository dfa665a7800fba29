// SPDX-License-Identifier: BSL-1.0
#include "problems.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace problems {

namespace {
// a residual: its value, gradient and Hessian
struct residual {
  double value = 0;
  list gradient, hessian;
  std::size_t n;

  explicit residual(std::size_t size) : gradient(size), hessian(size * size), n(size) {}
  residual& slope(std::size_t i, double d) {
    gradient[i] += d;
    return *this;
  }
  residual& bend(std::size_t i, std::size_t j, double d) {
    hessian[i * n + j] += d;
    if (i != j) hessian[j * n + i] += d;
    return *this;
  }
};

std::vector<residual> residuals_of(const std::string& name, const list& x) {
  const std::size_t n = x.size();
  std::vector<residual> r;
  const auto add = [&](double value) -> residual& {
    r.emplace_back(n);
    r.back().value = value;
    return r.back();
  };
  if (name == "rosenbrock") {
    for (std::size_t i = 0; i + 1 < n; ++i) {
      add(10 * (x[i + 1] - x[i] * x[i])).slope(i, -20 * x[i]).slope(i + 1, 10).bend(i, i, -20);
      add(1 - x[i]).slope(i, -1);
    }
  } else if (name == "beale") {
    const double y[] = {1.5, 2.25, 2.625};
    for (int i = 1; i <= 3; ++i) {
      const double a = x[0], b = x[1], p = std::pow(b, i), d = i * std::pow(b, i - 1);
      const double dd = i > 1 ? i * (i - 1) * std::pow(b, i - 2) : 0;
      add(y[i - 1] - a * (1 - p)).slope(0, -(1 - p)).slope(1, a * d).bend(0, 1, d).bend(1, 1, a * dd);
    }
  } else if (name == "booth") {
    add(x[0] + 2 * x[1] - 7).slope(0, 1).slope(1, 2);
    add(2 * x[0] + x[1] - 5).slope(0, 2).slope(1, 1);
  } else if (name == "himmelblau") {
    add(x[0] * x[0] + x[1] - 11).slope(0, 2 * x[0]).slope(1, 1).bend(0, 0, 2);
    add(x[0] + x[1] * x[1] - 7).slope(0, 1).slope(1, 2 * x[1]).bend(1, 1, 2);
  } else if (name == "powell_singular") {
    const double five = std::sqrt(5.0), ten = std::sqrt(10.0), a = x[1] - 2 * x[2], b = x[0] - x[3];
    add(x[0] + 10 * x[1]).slope(0, 1).slope(1, 10);
    add(five * (x[2] - x[3])).slope(2, five).slope(3, -five);
    add(a * a).slope(1, 2 * a).slope(2, -4 * a).bend(1, 1, 2).bend(1, 2, -4).bend(2, 2, 8);
    residual& last = add(ten * b * b).slope(0, 2 * ten * b).slope(3, -2 * ten * b);
    last.bend(0, 0, 2 * ten).bend(0, 3, -2 * ten).bend(3, 3, 2 * ten);
  } else if (name == "wood") {
    const double ninety = std::sqrt(90.0), ten = std::sqrt(10.0);
    add(10 * (x[1] - x[0] * x[0])).slope(0, -20 * x[0]).slope(1, 10).bend(0, 0, -20);
    add(1 - x[0]).slope(0, -1);
    add(ninety * (x[3] - x[2] * x[2])).slope(2, -2 * ninety * x[2]).slope(3, ninety).bend(2, 2, -2 * ninety);
    add(1 - x[2]).slope(2, -1);
    add(ten * (x[1] + x[3] - 2)).slope(1, ten).slope(3, ten);
    add((x[1] - x[3]) / ten).slope(1, 1 / ten).slope(3, -1 / ten);
  } else if (name == "trigonometric") {
    double cosines = 0;
    for (const double v : x) cosines += std::cos(v);
    for (std::size_t i = 0; i < n; ++i) {
      const double k = static_cast<double>(i + 1), s = std::sin(x[i]), c = std::cos(x[i]);
      residual& e = add(static_cast<double>(n) - cosines + k * (1 - c) - s);
      for (std::size_t j = 0; j < n; ++j) e.slope(j, std::sin(x[j])).bend(j, j, std::cos(x[j]));
      e.slope(i, k * s - c).bend(i, i, k * c + s);
    }
  } else throw std::invalid_argument("no problem is called " + name);
  return r;
}

// the Rosenbrock function in the order of operations of scipy.optimize.rosen, rosen_der and rosen_hess
double rosenbrock(const list& x, const wanted& w) {
  const std::size_t n = x.size();
  // numpy adds eight and more terms in eight sums; among symmetric points the last bit tells which is lower
  double sums[8]{}, f = 0;
  const std::size_t terms = n - 1, whole = terms / 8 * 8;
  for (std::size_t i = 0; i < terms; ++i) {
    const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i], term = 100 * (a * a) + b * b;
    if (i < whole) sums[i % 8] += term;
    if (i + 1 == whole) f = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    if (i >= whole) f += term;
  }
  for (std::size_t i = 0; w.gradient && i < n; ++i) {
    double g = 0;
    if (i > 0) g += 200 * (x[i] - x[i - 1] * x[i - 1]);
    if (i + 1 < n) g = g - 400 * (x[i + 1] - x[i] * x[i]) * x[i] - 2 * (1 - x[i]);
    (*w.gradient)[i] = g;
  }
  for (std::size_t i = 0; w.hessian && i < n; ++i) {
    double d = i > 0 ? 200 : 0;
    if (i + 1 < n) {
      d += 1200 * (x[i] * x[i]) - 400 * x[i + 1] + 2;
      (*w.hessian)[i * n + i + 1] = (*w.hessian)[(i + 1) * n + i] = -400 * x[i];
    }
    (*w.hessian)[i * n + i] = d;
  }
  return f;
}
} // namespace

double evaluate(const std::string& full_name, const list& x, const wanted& w) {
  const std::size_t n = x.size();
  const auto starts = [&](const char* s) { return full_name.rfind(s, 0) == 0; };
  if (w.gradient) w.gradient->assign(n, 0);
  if (w.hessian) w.hessian->assign(n * n, 0);
  if (starts("nan_everywhere")) {
    if (w.gradient) w.gradient->assign(n, std::numeric_limits<double>::quiet_NaN());
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (starts("sum_abs")) {
    double f = 0;
    for (std::size_t i = 0; i < n; ++i) {
      f += std::abs(x[i]);
      if (w.gradient) (*w.gradient)[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0;
    }
    return f;
  }
  std::string name = full_name;
  if (starts("rosenbrock")) name = "rosenbrock";
  else if (starts("trigonometric")) name = "trigonometric";

  if (name == "rosenbrock" && !w.residuals) {
    const double f = rosenbrock(x, w);
    if (w.gradient && full_name.find("negated_gradient") != std::string::npos)
      for (double& g : *w.gradient) g = -g;
    return f;
  }
  const auto r = residuals_of(name, x);
  double f = 0;
  for (const residual& e : r) {
    f += e.value * e.value;
    if (w.residuals) w.residuals->push_back(e.value);
    if (w.jacobian) w.jacobian->insert(w.jacobian->end(), e.gradient.begin(), e.gradient.end());
    for (std::size_t i = 0; i < n; ++i) {
      if (w.gradient) (*w.gradient)[i] += e.gradient[i] * e.value;
      for (std::size_t j = 0; w.hessian && j < n; ++j)
        (*w.hessian)[i * n + j] += e.gradient[i] * e.gradient[j] + e.value * e.hessian[i * n + j];
    }
  }
  const auto twice = [](list* values) {
    if (values)
      for (double& v : *values) v *= 2;
  };
  twice(w.gradient);
  twice(w.hessian);
  return f;
}

} // namespace problems

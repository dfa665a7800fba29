// SPDX-License-Identifier: BSL-1.0
// Gradients within bounds, and averages of weights.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace tenon;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();

template <class T> struct pair_of_parameters {
  Parameter<T, 2, 20> a;
  Parameter<T, 3> b;

  pair_of_parameters() {
    for (tenon::index i = 0; i < 40; ++i) a.grad().data()[i] = static_cast<T>(std::sin(static_cast<double>(i)));
    for (tenon::index i = 0; i < 3; ++i) b.grad().data()[i] = static_cast<T>(-i);
  }
  auto list() { return parameters(a, b); }
  template <class F> double sum(F f) const {
    double s = 0;
    for (const T g : a.grad()) s += f(static_cast<double>(g));
    for (const T g : b.grad()) s += f(static_cast<double>(g));
    return s;
  }
};
} // namespace

TEST_CASE("a vector of norm 5 clipped to 1 has norm 0.9999998") {
  Parameter<double, 2> p;
  p.grad()(0) = 3;
  p.grad()(1) = -4;
  const auto r = clip_grad_norm(parameters(p), 1);
  CHECK(r.total_norm == 5);
  CHECK(r.finite);
  CHECK(p.grad()(0) == Approx(3 / 5.000001).epsilon(1e-15));
  CHECK(p.grad()(1) == Approx(-4 / 5.000001).epsilon(1e-15));
}

TEMPLATE_TEST_CASE("norms of every type are those of all gradients as one vector", "", float, double) {
  const double close = sizeof(TestType) == 4 ? 1e-6 : 1e-13;
  for (const double p : {0.5, 1.0, 2.0, 3.0}) {
    pair_of_parameters<TestType> x;
    const double norm = std::pow(x.sum([p](double g) { return std::pow(std::abs(g), p); }), 1 / p);
    INFO("p " << p);
    CHECK(clip_grad_norm(x.list(), 0.5, p).total_norm == Approx(norm).epsilon(1e-13));
    CHECK(x.a.grad().data()[1] == Approx(std::sin(1) * 0.5 / (norm + 1e-6)).epsilon(close));
    CHECK(x.b.grad().data()[2] == Approx(-2 * 0.5 / (norm + 1e-6)).epsilon(close));
  }
  pair_of_parameters<TestType> x;
  CHECK(clip_grad_norm(x.list(), 10, inf).total_norm == 2);
  CHECK(x.b.grad().data()[2] == -2); // within the bound nothing changes
}

TEST_CASE("a norm that is not finite leaves the gradients untouched") {
  for (const double norm_type : {1.0, 2.0, 3.0, inf})
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      INFO("norm " << norm_type << " with " << bad);
      pair_of_parameters<float> x;
      x.a.grad()(1, 3) = bad;
      const auto r = clip_grad_norm(x.list(), 0.1, norm_type);
      CHECK(!r.finite);
      CHECK((std::isnan(bad) ? std::isnan(r.total_norm) : r.total_norm == inf));
      CHECK(x.b.grad().data()[2] == -2);
      CHECK(x.a.grad().data()[1] == std::sin(1.f));
    }
}

TEST_CASE("large floats have a finite norm, and frozen parameters take no part") {
  Parameter<float, 4> p, frozen;
  for (float& g : p.grad()) g = 1e30f;
  for (float& g : frozen.grad()) g = 7;
  frozen.requires_grad(false);
  const auto r = clip_grad_norm(parameters(p, frozen), 1);
  CHECK(r.total_norm == Approx(2e30).epsilon(1e-6));
  CHECK(r.finite);
  for (const float g : p.grad()) CHECK(g == Approx(0.5).epsilon(1e-6));
  for (const float g : frozen.grad()) CHECK(g == 7);
}

TEST_CASE("clip_grad_value bounds every element and keeps nan") {
  Parameter<float, 5> p;
  const float before[] = {-3, -0.5f, 0, 2, std::numeric_limits<float>::quiet_NaN()};
  std::copy_n(before, 5, p.grad().data());
  clip_grad_value(parameters(p), 1);
  CHECK(p.grad()(0) == -1);
  CHECK(p.grad()(1) == -0.5f);
  CHECK(p.grad()(2) == 0);
  CHECK(p.grad()(3) == 1);
  CHECK(std::isnan(p.grad()(4)));
}

TEST_CASE("bounds that make no sense are told") {
  Parameter<float, 2> p;
  CHECK_THROWS_WITH(clip_grad_norm(parameters(p), -1), "clip_grad_norm: max_norm is -1; expected a number from 0 on");
  CHECK_THROWS_WITH(clip_grad_norm(parameters(p), 1, 0),
                    "clip_grad_norm: norm_type is 0; expected a positive number or infinity");
  CHECK_THROWS_AS(clip_grad_value(parameters(p), -1), std::invalid_argument);
}

TEST_CASE("an average of weights follows its recursion and changes places with them") {
  Parameter<double, 9> p;
  for (tenon::index i = 0; i < 9; ++i) p.value()(i) = static_cast<double>(i);
  ExponentialMovingAverage average{parameters(p), 0.75};
  for (int step = 0; step < 2; ++step) {
    for (double& x : p.value()) x += 4;
    average.update();
  }
  // i, then i + 1, then (3 (i + 1) + i + 8) / 4
  average.swap();
  for (tenon::index i = 0; i < 9; ++i) CHECK(p.value()(i) == static_cast<double>(i) + 2.75);
  CHECK_THROWS_WITH(average.update(), "ExponentialMovingAverage: update while the averages are in the model");
  average.swap();
  for (tenon::index i = 0; i < 9; ++i) CHECK(p.value()(i) == static_cast<double>(i) + 8);
  std::vector<std::string> names;
  average.each_state([&](const std::string& name, const auto* data, const ints& shape) {
    names.push_back(name);
    CHECK(product(shape) == (name == "swapped" ? 1 : 9));
    CHECK(static_cast<double>(data[name == "swapped" ? 0 : 1]) == (name == "swapped" ? 0 : 3.75));
  });
  CHECK(names == std::vector<std::string>{"swapped", "0.average"});
}

// SPDX-License-Identifier: BSL-1.0
// Hessians and products with them against formulas.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
void check_near(double ours, double expected, double tolerance = 1e-13) {
  INFO(ours << " for " << expected);
  CHECK(std::abs(ours - expected) <= tolerance * std::max(1.0, std::abs(expected)));
}
} // namespace

TEST_CASE("the Hessian of a quadratic form is exact") {
  Tensor<double, 3, 3> a;
  for (index i = 0; i < 9; ++i) a.data()[i] = static_cast<double>((i * i) % 7 - 3);
  const auto f = [&](const auto& x) { return sum(x * matmul(a, x)); };
  const auto x = tensor({1.0, -2.0, 5.0}), v = tensor({3.0, 1.0, -4.0});
  const auto h = hessian(f, x);
  static_assert(std::is_same_v<decltype(h), const Tensor<double, 3, 3>>);
  const auto hv = hvp(f, x, v);
  for (index i = 0; i < 3; ++i) {
    double product = 0;
    for (index j = 0; j < 3; ++j) {
      CHECK(h(i, j) == a(i, j) + a(j, i));
      product += (a(i, j) + a(j, i)) * v(j);
    }
    CHECK(hv(i) == product);
  }
}

TEST_CASE("the Hessian of Rosenbrock's function") {
  const auto f = [](const auto& x) {
    const auto a = narrow(x, 0_c, 0_c, 3_c), b = narrow(x, 0_c, 1_c, 3_c);
    return sum(square(b - square(a)) * 100.0 + square(1.0 - a));
  };
  const auto x = tensor({-1.2, 1.0, 0.3, 1.7});
  const auto h = hessian(f, x);
  for (index i = 0; i < 4; ++i)
    for (index j = 0; j < 4; ++j) {
      double expected = 0;
      if (i == j && i < 3) expected += 1200 * x(i) * x(i) - 400 * x(i + 1) + 2;
      if (i == j && i > 0) expected += 200;
      if (i - j == 1 || j - i == 1) expected = -400 * x(std::min(i, j));
      check_near(h(i, j), expected);
    }
}

TEST_CASE("the Hessian of logistic regression") {
  constexpr index rows = 7, columns = 3;
  Generator generator(5);
  const Tensor<double, rows, columns> x = randn(generator);
  Tensor<double, rows> y;
  for (index i = 0; i < rows; ++i) y(i) = i % 3 == 0 ? -1 : 1;
  const auto loss = [&](const auto& w) { return -sum(logsigmoid(matmul(x, w) * y)) + 0.5 * sum(square(w)); };
  const auto w = tensor({0.5, -1.0, 2.0});
  const auto h = hessian(loss, w);
  for (index j = 0; j < columns; ++j)
    for (index k = 0; k < columns; ++k) {
      double expected = j == k ? 1 : 0;
      for (index i = 0; i < rows; ++i) {
        double margin = 0;
        for (index l = 0; l < columns; ++l) margin += x(i, l) * w(l);
        const double s = 1 / (1 + std::exp(-margin));
        expected += s * (1 - s) * x(i, j) * x(i, k);
      }
      check_near(h(j, k), expected);
    }
}

TEST_CASE("the Hessian of products, exponentials and logarithms") {
  // e^(xy) log z
  const auto f = [](const auto& v) {
    const auto x = select(v, 0_c, 0_c), y = select(v, 0_c, 1_c), z = select(v, 0_c, 2_c);
    return exp(x * y) * log(z);
  };
  const double x = 0.7, y = -1.3, z = 2.5, e = std::exp(x * y), l = std::log(z);
  const auto h = hessian(f, tensor({x, y, z}));
  const double expected[3][3] = {{y * y * e * l, (1 + x * y) * e * l, y * e / z},
                                 {(1 + x * y) * e * l, x * x * e * l, x * e / z},
                                 {y * e / z, x * e / z, -e / (z * z)}};
  for (index i = 0; i < 3; ++i)
    for (index j = 0; j < 3; ++j) check_near(h(i, j), expected[i][j]);
}

TEST_CASE("the Hessian of a softmax behind a product") {
  // logsumexp(A x) has A' (diag(p) - p p') A
  Generator generator(9);
  const Tensor<double, 5, 3> a = randn(generator);
  const auto x = tensor({0.4, -0.2, 1.1});
  const auto h = hessian([&](const auto& v) { return logsumexp(matmul(a, v)); }, x);
  std::vector<double> p(5);
  double total = 0;
  for (index i = 0; i < 5; ++i) {
    double s = 0;
    for (index j = 0; j < 3; ++j) s += a(i, j) * x(j);
    total += p[static_cast<std::size_t>(i)] = std::exp(s);
  }
  for (index j = 0; j < 3; ++j)
    for (index k = 0; k < 3; ++k) {
      double both = 0, left = 0, right = 0;
      for (index i = 0; i < 5; ++i) {
        const double share = p[static_cast<std::size_t>(i)] / total;
        both += share * a(i, j) * a(i, k);
        left += share * a(i, j);
        right += share * a(i, k);
      }
      check_near(h(j, k), both - left * right);
    }
}

TEST_CASE("tensors of any shape, in float, and statements on the tape") {
  const Tensor<float, 2, 2> x = view(tensor({1.f, 2.f, 3.f, 4.f}), 2_c, 2_c);
  const auto f = [](const auto& m) {
    const Variable squares = square(m);
    const Variable cubes = squares * m;
    return sum(cubes);
  };
  const Tensor<float, 2, 2, 2, 2> h = hessian(f, x);
  for (index i = 0; i < 4; ++i)
    for (index j = 0; j < 4; ++j) CHECK(h.data()[4 * i + j] == (i == j ? 6 * x.data()[i] : 0));
  const Tensor<float, 2, 2> v = ones<float, 2, 2>(), hv = hvp(f, x, v);
  for (index i = 0; i < 4; ++i) CHECK(hv.data()[i] == 6 * x.data()[i]);
}

TEST_CASE("what is detached is a constant") {
  // in x c^2 with c = x the second derivative by x is that of a line
  const auto x = tensor({3.0});
  CHECK(hessian([](const auto& v) { return sum(v * square(detach(v))); }, x)(0, 0) == 0);
  CHECK(hessian([](const auto& v) { return sum(v * detach(square(v))); }, x)(0, 0) == 0);
  CHECK(hessian([](const auto& v) { return sum(square(v) * v.detach()); }, x)(0, 0) == 6);
  // so are parameters that the function holds
  const Parameter<double, 1> factor = tensor({5.0});
  CHECK(hessian([&](const auto& v) { return sum(square(v) * detach(factor)); }, x)(0, 0) == 10);
  CHECK(factor.grad()(0) == 0);
}

TEST_CASE("where functions are flat, straight or have a corner") {
  const auto second = [](auto f, double x) { return hessian(f, tensor({x}))(0, 0); };
  const auto sigmoids = [](const auto& v) { return sum(sigmoid(v)); };
  const auto gelus = [](const auto& v) { return sum(gelu_tanh(v)); };
  const auto silus = [](const auto& v) { return sum(silu(v)); };
  const auto soft = [](const auto& v) { return sum(softplus(v)) + sum(logsigmoid(v)); };
  for (const double x : {-800.0, -100.0, 100.0, 800.0}) {
    INFO(x);
    CHECK(std::abs(second(sigmoids, x)) < 1e-40);
    CHECK(std::abs(second(gelus, x)) < 1e-40);
    CHECK(std::abs(second(silus, x)) < 1e-40);
    CHECK(std::abs(second(soft, x)) < 1e-40);
  }
  for (const double x : {-1.0, 0.0, 2.0}) {
    CHECK(second([](const auto& v) { return sum(relu(v)); }, x) == 0);
    CHECK(second([](const auto& v) { return sum(abs(v)); }, x) == 0);
    CHECK(second([](const auto& v) { return sum(floor(v) * v); }, x) == 0);
    CHECK(second([](const auto& v) { return sum(pow(v, 2.0)); }, x) == 2);
    CHECK(second([](const auto& v) { return sum(pow(v, 3.0)); }, x) == Approx(6 * x).margin(1e-14));
    CHECK(second([](const auto& v) { return sum(where(v > 0.0, v * v, -v * v)); }, x) == (x > 0 ? 2 : -2));
  }
}

TEST_CASE("the Hessian of a product of elements, of which some are zero") {
  // entry (i, j) is the product of all others
  const auto check = [](const Tensor<double, 5>& x) {
    const auto h = hessian([](const auto& v) { return prod(v); }, x);
    for (index i = 0; i < 5; ++i)
      for (index j = 0; j < 5; ++j) {
        double expected = i == j ? 0 : 1;
        for (index k = 0; k < 5; ++k)
          if (k != i && k != j) expected *= x(k);
        check_near(h(i, j), expected);
      }
  };
  check(tensor({1.5, -2.0, 3.0, 0.5, 7.0}));
  check(tensor({1.5, -2.0, 0.0, 0.5, 7.0}));
  check(tensor({0.0, -2.0, 3.0, 0.0, 7.0}));
  check(tensor({0.0, 0.0, 3.0, 0.5, 0.0}));
  check(tensor({0.0, 0.0, 0.0, 0.0, 0.0}));
}

TEST_CASE("elements that are dropped have no curvature") {
  const auto x = tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0});
  const auto drop = [](const auto& v) {
    Generator generator(3);
    return dropout(v * v * v, 0.5, generator);
  };
  const auto h = hessian([&](const auto& v) { return sum(drop(v)); }, x);
  const Tensor<double, 6> y = drop(x);
  for (index i = 0; i < 6; ++i) CHECK(h(i, i) == (y(i) == 0 ? 0 : 12 * x(i)));
}

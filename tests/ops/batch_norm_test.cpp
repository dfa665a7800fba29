// SPDX-License-Identifier: BSL-1.0
// batch_norm by its own and by given statistics, running statistics, and digits far from zero.
#include "support.hpp"

#include <tenon/ops/batch_norm.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {

// mean and biased variance of each channel of (n, c, rest)
struct moments {
  std::vector<double> mean, var;

  moments(const auto& x, index n, index c, index rest) {
    for (index k = 0; k < c; ++k) {
      const auto each = [&](auto f) {
        double sum = 0;
        for (index b = 0; b < n; ++b)
          for (index i = 0; i < rest; ++i) sum += f(static_cast<double>(x.data()[(b * c + k) * rest + i]));
        return sum / static_cast<double>(n * rest);
      };
      mean.push_back(each([](double v) { return v; }));
      var.push_back(each([m = mean.back()](double v) { return (v - m) * (v - m); }));
    }
  }
  std::vector<double> normalised(const auto& x, index n, index c, index rest, double eps = 1e-5) const {
    std::vector<double> y;
    for (index i = 0; i < n * c * rest; ++i) {
      const auto k = static_cast<std::size_t>(i / rest % c);
      y.push_back((static_cast<double>(x.data()[i]) - mean[k]) / std::sqrt(var[k] + eps));
    }
    return y;
  }
};

} // namespace

TEMPLATE_TEST_CASE("batch_norm_training agrees with loops", "[ops]", float, double) {
  using T = TestType;
  const auto x = sample<Tensor<T, 5, 3>>();
  check_values(batch_norm_training(x), moments(x, 5, 3, 1).normalised(x, 5, 3, 1));
  const auto lines = sample<Tensor<T, 4, 2, 7>>();
  check_values(batch_norm_training(lines, 0.1), moments(lines, 4, 2, 7).normalised(lines, 4, 2, 7, 0.1));
  const auto images = sample<Tensor<T, 3, 4, 5, 6>>();
  const auto w = sample<Tensor<T, 4>>(-2, 2, 2), b = sample<Tensor<T, 4>>(-2, 2, 3);
  auto expected = moments(images, 3, 4, 30).normalised(images, 3, 4, 30);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto k = static_cast<index>(i) / 30 % 4;
    expected[i] = expected[i] * static_cast<double>(w(k)) + static_cast<double>(b(k));
  }
  check_values(batch_norm_training(images, w, b), expected, std::is_same_v<T, float> ? 1e-5 : 1e-12);
}

TEST_CASE("batch_norm by given statistics", "[ops]") {
  const auto x = filled<Tensor<double, 2, 2>>({1, 2, 3, 4});
  const auto mean = filled<Tensor<double, 2>>({1, 0}), var = filled<Tensor<double, 2>>({4, 0.25});
  const auto w = filled<Tensor<double, 2>>({3, 1}), b = filled<Tensor<double, 2>>({0, -1});
  check_values(batch_norm(x, mean, var, 0.0), {0, 4, 1, 8});
  check_values(batch_norm(x, mean, var, w, b, 0.0), {0, 3, 3, 7});
  check_gradient(x, [&](const auto& v) { return batch_norm(v, mean, var, w, b); });
  check_gradient(w, [&](const auto& v) { return batch_norm(x, mean, var, v, b); });
}

TEST_CASE("running statistics move towards the batch's", "[ops]") {
  const auto x = filled<Tensor<double, 3, 2>>({1, 10, 2, 10, 6, 10});
  auto mean = filled<Tensor<double, 2>>({0, 0}), var = filled<Tensor<double, 2>>({1, 1});
  update_running_statistics(x, mean, var, 0.25);
  check_values(mean, {0.75, 2.5});
  check_values(var, {0.75 + 7 / 4.0, 0.75}); // 7 is the unbiased variance
  update_running_statistics(x, mean, var, 0);
  check_values(mean, {0.75, 2.5});
  update_running_statistics(x, mean, var, 1);
  check_values(mean, {3, 10});
  check_values(var, {7, 0});
}

TEST_CASE("batch_norm keeps its digits far from zero", "[ops]") {
  const auto x = filled<Tensor<float, 3, 1>>({10000, 10001, 10002});
  check_values(batch_norm_training(x), moments(x, 3, 1, 1).normalised(x, 3, 1, 1), 1e-6);
  Tensor<float, 1> mean, var;
  update_running_statistics(x, mean, var, 1);
  check_values(mean, {10001});
  check_values(var, {1});
}

TEST_CASE("gradients of batch_norm_training", "[ops]") {
  const auto x = sample<Tensor<double, 3, 2, 2, 2>>();
  const auto w = sample<Tensor<double, 2>>(-2, 2, 2), b = sample<Tensor<double, 2>>(-2, 2, 3);
  check_gradient(x, [&](const auto& v) { return batch_norm_training(v, w, b); });
  check_gradient(x, [&](const auto& v) { return square(batch_norm_training(v * v, 0.5)); });
  check_gradient(w, [&](const auto& v) { return batch_norm_training(x, v, b); });
  check_gradient(b, [&](const auto& v) { return batch_norm_training(x, w, v); });
  check_gradient(sample<Tensor<double, 4, 3>>(), [](const auto& v) { return batch_norm_training(v); });
}

TEST_CASE("one value per channel has no variance", "[ops]") {
  CHECK_THROWS_AS(batch_norm_training(Tensor<float, 1, 3>()), std::invalid_argument);
  CHECK_THROWS_WITH(batch_norm_training(Tensor<float, 1, 3>()), Catch::Contains("(1, 3)"));
  check_values(batch_norm_training(filled<Tensor<double, 1, 1, 2>>({1, 3}), 0.0), {-1, 1});
}

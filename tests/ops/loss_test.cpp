// SPDX-License-Identifier: BSL-1.0
// Losses of differences and of probabilities: values, reductions, gradients, edges.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

// a loss of one element beside a formula, under each reduction, with the gradients of both operands
template <class F, class G> void check_loss(F f, G g, double low, double high) {
  const auto x = sample<Tensor<double, 3, 4>>(low, high), y = sample<Tensor<double, 3, 4>>(low, high, 2);
  std::vector<double> each;
  double total = 0;
  for (index i = 0; i < 12; ++i) {
    each.push_back(g(x.data()[i], y.data()[i]));
    total += each.back();
  }
  check_values(f(x, y, reduction::none), each);
  check_values(f(x, y, reduction::sum), {total});
  check_values(f(x, y, reduction::mean), {total / 12});
  check_gradient(x, [&](const auto& v) { return f(v, y, reduction::mean); });
  check_gradient(y, [&](const auto& v) { return f(x, v, reduction::none); });
}

double huber(double e, double delta) {
  return std::abs(e) <= delta ? 0.5 * e * e : delta * (std::abs(e) - 0.5 * delta);
}

} // namespace

TEST_CASE("losses of differences", "[ops]") {
  check_loss([](const auto& x, const auto& y, auto r) { return mse_loss(x, y, r); },
             [](double x, double y) { return (x - y) * (x - y); }, -2, 2);
  check_loss([](const auto& x, const auto& y, auto r) { return l1_loss(x, y, r); },
             [](double x, double y) { return std::abs(x - y); }, -2, 2);
  check_loss([](const auto& x, const auto& y, auto r) { return smooth_l1_loss(x, y, 0.5, r); },
             [](double x, double y) { return huber(x - y, 0.5) / 0.5; }, -2, 2);
  check_loss([](const auto& x, const auto& y, auto r) { return huber_loss(x, y, 1.5, r); },
             [](double x, double y) { return huber(x - y, 1.5); }, -2, 2);
}

TEST_CASE("losses of probabilities", "[ops]") {
  check_loss([](const auto& x, const auto& y, auto r) { return binary_cross_entropy(x, y, r); },
             [](double x, double y) { return -(y * std::log(x) + (1 - y) * std::log(1 - x)); }, 0.05, 0.95);
  check_loss([](const auto& x, const auto& y, auto r) { return binary_cross_entropy_with_logits(x, y, r); },
             [](double x, double y) { return std::log(1 + std::exp(-x)) + (1 - y) * x; }, -3, 3);
  check_loss([](const auto& x, const auto& y, auto r) { return kl_div(x, y, r); },
             [](double x, double y) { return y * (std::log(y) - x); }, 0.05, 2);
}

TEST_CASE("the mean is what losses give without a tag", "[ops]") {
  const auto x = filled<Tensor<float, 2>>({1, 3}), y = filled<Tensor<float, 2>>({0, 0});
  CHECK(static_cast<float>(mse_loss(x, y)) == 5);
  CHECK(static_cast<float>(l1_loss(x, y)) == 2);
  CHECK(static_cast<float>(smooth_l1_loss(x, y)) == 1.5f);
  CHECK(static_cast<float>(huber_loss(x, y)) == 1.5f);
}

TEST_CASE("smooth_l1_loss with beta 0 is l1_loss", "[ops]") {
  const auto x = filled<Tensor<double, 3>>({1, 0, -3}), y = filled<Tensor<double, 3>>({0, 0, 0});
  check_values(smooth_l1_loss(x, y, 0.0, reduction::none), {1, 0, 3});
  CHECK(gradient(x, [&](const auto& v) { return smooth_l1_loss(v, y, 0.0, reduction::none); }) ==
        std::vector<double>{1, 0, -1});
}

TEST_CASE("where a loss turns linear is a number that makes sense", "[ops]") {
  const auto x = filled<Tensor<double, 2>>({1, NaN}), y = filled<Tensor<double, 2>>({0, 0});
  CHECK_THROWS_MATCHES(smooth_l1_loss(x, y, -1.0), std::invalid_argument,
                       Catch::Message("smooth_l1_loss: beta is -1.000000; expected a number from 0 on"));
  CHECK_THROWS_MATCHES(huber_loss(x, y, 0.0), std::invalid_argument,
                       Catch::Message("huber_loss: delta is 0.000000; expected a number above 0"));
  CHECK(std::isnan(gradient(x, [&](const auto& v) { return huber_loss(v, y, 1.0, reduction::none); })[1]));
}

TEST_CASE("losses of probabilities stay finite", "[ops]") {
  const auto x = filled<Tensor<double, 4>>({0, 1, 0, 1}), y = filled<Tensor<double, 4>>({0, 1, 1, 0});
  check_values(binary_cross_entropy(x, y, reduction::none), {0, 0, 100, 100});
  const auto z = filled<Tensor<float, 4>>({-1e4f, 1e4f, -1e4f, 1e4f});
  check_values(binary_cross_entropy_with_logits(z, y, reduction::none), {0, 0, 1e4, 1e4});
  // a target of 0 does not count, whatever its logarithm
  check_values(kl_div(filled<Tensor<double, 2>>({-inf, std::log(0.5)}), filled<Tensor<double, 2>>({0, 1})),
               {std::log(2.0) / 2});
}

TEST_CASE("binary_cross_entropy_with_logits at infinite logits", "[ops]") {
  constexpr float inf = std::numeric_limits<float>::infinity();
  const auto x = tensor({inf, inf, -inf, -inf, inf}), y = tensor({0.f, 1.f, 0.f, 1.f, 0.5f});
  const auto loss = eval(binary_cross_entropy_with_logits(x, y, reduction::none));
  const auto wanted = tensor({inf, 0.f, 0.f, inf, inf});
  for (int i = 0; i < 5; ++i) CHECK(loss(i) == wanted(i));
}

TEST_CASE("losses of probabilities do not hide nan", "[ops]") {
  const auto x = filled<Tensor<double, 2>>({NaN, 0.5}), zero = filled<Tensor<double, 2>>({0, 0});
  check_values(kl_div(x, zero, reduction::none), {NaN, 0});
  check_values(binary_cross_entropy(x, zero, reduction::none), {NaN, std::log(2.0)});
}

TEST_CASE("binary_cross_entropy takes probabilities", "[ops]") {
  auto x = full<float, 37>(0.5f);
  const auto y = ones<float, 37>();
  for (tenon::index i = 0; i < 37; ++i) {
    x(i) = i % 2 ? 1.5f : -0.25f;
    CHECK_THROWS_MATCHES(
        static_cast<float>(binary_cross_entropy(x, y)), std::domain_error,
        Catch::Message("binary_cross_entropy: " + std::to_string(x(i)) + " is no probability; expected 0 to 1"));
    CHECK_THROWS_AS(binary_cross_entropy(x, y, reduction::none).eval(), std::domain_error);
    x(i) = 1;
  }
  CHECK(static_cast<float>(binary_cross_entropy(x, y)) == 0);
}

TEST_CASE("kl_div divides by the batch on demand", "[ops]") {
  const auto x = sample<Tensor<double, 3, 4>>(-2, 0), y = sample<Tensor<double, 3, 4>>(0.1, 1, 2);
  const double total = kl_div(x, y, reduction::sum);
  check_values(kl_div(x, y, reduction::batchmean), {total / 3});
}

// SPDX-License-Identifier: BSL-1.0
// cross_entropy and nll_loss against sums in double: class numbers and probabilities, weights, ignored
// targets, smoothing, all arrangements of the logits, and infinite logits.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

using targets = Tensor<std::int64_t, 4>;

// log softmax of row n at class k
template <index N, index C> double log_probability(const Tensor<double, N, C>& z, index n, index k) {
  double m = -inf, s = 0;
  for (index j = 0; j < C; ++j) m = std::max(m, z(n, j));
  for (index j = 0; j < C; ++j) s += std::exp(z(n, j) - m);
  return z(n, k) - m - std::log(s);
}

} // namespace

TEST_CASE("class numbers", "[ops]") {
  const auto z = sample<Tensor<double, 4, 5>>();
  const auto t = filled<targets>({0, 4, 2, 2});
  std::vector<double> each;
  double total = 0;
  for (index n = 0; n < 4; ++n) {
    each.push_back(-log_probability(z, n, t(n)));
    total += each.back();
  }
  check_values(cross_entropy(z, t), {total / 4});
  check_values(cross_entropy(z, t, reduction::sum), {total});
  check_values(cross_entropy(z, t, reduction::none), each);
  check_values(nll_loss(log_softmax(z, 1_c), t, reduction::none), each);
  check_values(nll_loss(log_softmax(z, 1_c), t), {total / 4});
  const Tensor<float, 4, 5> f = z;
  check_values(cross_entropy(f, t), {total / 4});
  check_values(cross_entropy(z, filled<Tensor<std::uint8_t, 4>>({0, 4, 2, 2})), {total / 4});
  check_gradient(z, [&](const auto& v) { return cross_entropy(v, t); });
  check_gradient(z, [&](const auto& v) { return nll_loss(v, t, reduction::sum); });
}

TEST_CASE("weights, ignored targets and smoothing", "[ops]") {
  const auto z = sample<Tensor<double, 4, 3>>();
  const auto t = filled<targets>({0, 7, 2, 1});
  const auto w = filled<Tensor<double, 3>>({0.5, 2, 1.5});
  const double s = 0.1;
  std::vector<double> each;
  double total = 0, weight = 0;
  for (index n = 0; n < 4; ++n) {
    if (t(n) == 7) {
      each.push_back(0);
      continue;
    }
    double all = 0;
    for (index k = 0; k < 3; ++k) all -= w(k) * log_probability(z, n, k);
    each.push_back((1 - s) * -w(t(n)) * log_probability(z, n, t(n)) + s / 3 * all);
    total += each.back();
    weight += w(t(n));
  }
  const auto loss = [&](const auto& v, auto r) {
    return cross_entropy(v, t, {.weight = w, .ignore_index = 7, .label_smoothing = s}, r);
  };
  check_values(loss(z, reduction::none), each);
  check_values(loss(z, reduction::sum), {total});
  check_values(loss(z, reduction::mean), {total / weight});
  check_gradient(z, [&](const auto& v) { return loss(v, reduction::mean); });
  const auto likelihood = [&](const auto& v) { return nll_loss(v, t, {.weight = w, .ignore_index = 7}); };
  double expected = 0;
  for (const index n : {0, 2, 3}) expected -= w(t(n)) * z(n, t(n));
  check_values(likelihood(z), {expected / weight});
  check_gradient(z, likelihood);
}

TEST_CASE("probabilities: the mean is over positions, and 0 times -inf is 0", "[ops]") {
  const auto z = sample<Tensor<double, 4, 3>>();
  const auto p = sample<Tensor<double, 4, 3>>(0, 1, 2);
  const auto w = filled<Tensor<double, 3>>({0.5, 2, 1.5});
  std::vector<double> plain, weighted;
  double total = 0;
  for (index n = 0; n < 4; ++n) {
    double a = 0, b = 0;
    for (index k = 0; k < 3; ++k) {
      a -= p(n, k) * log_probability(z, n, k);
      b -= w(k) * (0.8 * p(n, k) + 0.2 / 3) * log_probability(z, n, k);
    }
    plain.push_back(a);
    weighted.push_back(b);
    total += b;
  }
  const auto loss = [&](const auto& v, const auto& q, auto r) {
    return cross_entropy(v, q, {.weight = w, .label_smoothing = 0.2}, r);
  };
  check_values(cross_entropy(z, p, reduction::none), plain);
  check_values(loss(z, p, reduction::none), weighted);
  check_values(loss(z, p, reduction::mean), {total / 4});
  check_gradient(z, [&](const auto& v) { return loss(v, p, reduction::mean); });
  check_gradient(p, [&](const auto& v) { return loss(z, v, reduction::none); });

  const auto masked = filled<Tensor<double, 1, 3>>({-inf, 0, 0});
  check_values(cross_entropy(masked, filled<Tensor<double, 1, 3>>({0, 1, 0})), {std::log(2.0)});
  check_values(cross_entropy(masked, filled<Tensor<double, 1, 3>>({0.5, 0.5, 0})), {inf});
  check_values(
      gradient(masked, [](const auto& x) { return cross_entropy(x, filled<Tensor<double, 1, 3>>({0, 0.4, 0.6})); }),
      {0, 0.1, -0.1});
}

TEST_CASE("unbatched logits, and positions behind the classes", "[ops]") {
  const auto z = sample<Tensor<double, 2, 3, 4>>();
  const auto t = filled<Tensor<std::int64_t, 2, 4>>({0, 1, 2, 0, 2, 2, 1, 0});
  std::vector<double> each;
  for (index b = 0; b < 2; ++b)
    for (index i = 0; i < 4; ++i) {
      Tensor<double, 1, 3> row;
      for (index k = 0; k < 3; ++k) row(0, k) = z(b, k, i);
      each.push_back(-log_probability(row, 0, t(b, i)));
    }
  check_values(cross_entropy(z, t, reduction::none), each);
  check_gradient(z, [&](const auto& v) { return cross_entropy(v, t); });
  const auto one = filled<Tensor<double, 3>>({1, 2, 3});
  Tensor<std::int64_t> number = 1;
  const double expected = std::log(1 + std::exp(1.0) + std::exp(-1.0));
  check_values(cross_entropy(one, number), {expected});
  check_values(cross_entropy(one, filled<Tensor<double, 3>>({0, 1, 0})), {expected});
}

TEST_CASE("infinite and large logits", "[ops]") {
  const auto z = filled<Tensor<double, 4, 3>>({-inf, 0, 0, 0, -inf, 0, 1e4, -1e4, 0, inf, 0, 0});
  check_values(cross_entropy(z, filled<targets>({0, 0, 1, 0}), reduction::none), {inf, std::log(2.0), 2e4, NaN});
  CHECK(values_of(cross_entropy(z, filled<targets>({1, 0, 1, 0}), {.label_smoothing = 0.1}, reduction::none))[0] ==
        inf);
  // a row that is not counted may hold anything
  const auto bad = filled<Tensor<double, 2, 2>>({NaN, 1, 0, 0});
  const auto t = filled<Tensor<std::int64_t, 2>>({-100, 1});
  check_values(cross_entropy(bad, t), {std::log(2.0)});
  check_values(gradient(bad, [&](const auto& v) { return cross_entropy(v, t, reduction::none); }), {0, 0, 0.5, -0.5});
}

TEST_CASE("nothing counts", "[ops]") {
  const auto z = sample<Tensor<double, 4, 3>>();
  const auto t = filled<targets>({-100, -100, -100, -100});
  check_values(cross_entropy(z, t), {NaN});
  check_values(cross_entropy(z, t, reduction::sum), {0});
  for (const double g : gradient(z, [&](const auto& v) { return cross_entropy(v, t); })) CHECK(g == 0);
}

TEST_CASE("the loss of the only class is 0", "[ops]") {
  const auto z = sample<Tensor<double, 4, 1>>();
  const auto only = filled<targets>({0, 0, -100, 0});
  CHECK(double(cross_entropy(z, only)) == 0);
  const Tensor<double, 4> own = nll_loss(z, only, reduction::none);
  for (index i = 0; i < 4; ++i) CHECK(own(i) == (i == 2 ? 0 : -z(i, 0)));
}

TEST_CASE("what cross_entropy rejects at run time", "[ops]") {
  const auto z = sample<Tensor<double, 4, 3>>();
  const auto t = filled<targets>({0, 1, 2, 0});
  CHECK_THROWS_MATCHES(eval(cross_entropy(z, filled<targets>({0, 1, 3, 0}))), std::out_of_range,
                       Catch::Message("cross_entropy: target: index 3 is out of range for 3 entries"));
  CHECK_THROWS_MATCHES(eval(cross_entropy(z, filled<targets>({0, -1, 2, 0}), {.label_smoothing = 0.1})),
                       std::out_of_range,
                       Catch::Message("cross_entropy: target: index -1 is out of range for 3 entries"));
  CHECK_THROWS_MATCHES(eval(nll_loss(z, filled<targets>({0, 4, 2, 0}))), std::out_of_range,
                       Catch::Message("nll_loss: target: index 4 is out of range for 3 entries"));
  const auto one = sample<Tensor<double, 4, 1>>(); // rows of one class
  CHECK_THROWS_MATCHES(eval(cross_entropy(one, t)), std::out_of_range,
                       Catch::Message("cross_entropy: target: index 1 is out of range for 1 entries"));
  CHECK_THROWS_MATCHES(eval(cross_entropy(one, t, {.label_smoothing = 0.1})), std::out_of_range,
                       Catch::Message("cross_entropy: target: index 1 is out of range for 1 entries"));
  CHECK_THROWS_MATCHES(eval(nll_loss(one, t)), std::out_of_range,
                       Catch::Message("nll_loss: target: index 1 is out of range for 1 entries"));
  CHECK_THROWS_MATCHES(cross_entropy(z, t, {.label_smoothing = -0.25}), std::invalid_argument,
                       Catch::Message("cross_entropy: label_smoothing is -0.250000; expected a number from 0 to 1"));
  CHECK_THROWS_MATCHES(cross_entropy(z, t, {.label_smoothing = 1.5}), std::invalid_argument,
                       Catch::Message("cross_entropy: label_smoothing is 1.500000; expected a number from 0 to 1"));
  CHECK_THROWS_AS(cross_entropy(z, t, {.label_smoothing = NaN}), std::invalid_argument);
  CHECK_THROWS_MATCHES(cross_entropy(z, z, {.ignore_index = 2}), std::invalid_argument,
                       Catch::Message("cross_entropy: ignore_index is 2, which has no meaning for probabilities"));
  const auto few = filled<Tensor<double, 2>>({1, 2});
  CHECK_THROWS_MATCHES(
      cross_entropy(z, t, {.weight = few}), std::invalid_argument,
      Catch::Message("cross_entropy: 2 class weights of type double for logits of 3 classes of type double"));
  const auto rounded = filled<Tensor<float, 3>>({1, 2, 3});
  CHECK_THROWS_MATCHES(
      nll_loss(z, t, {.weight = rounded}), std::invalid_argument,
      Catch::Message("nll_loss: 3 class weights of type float for logits of 3 classes of type double"));
}

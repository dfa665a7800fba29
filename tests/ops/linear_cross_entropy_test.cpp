// SPDX-License-Identifier: BSL-1.0
// linear_cross_entropy against cross_entropy of the logits, with its gradients, for one part and for several.
#include "support.hpp"

#include <stdexcept>

using namespace tenon;
using namespace tenon::test;

namespace {
template <class X, class W, class I> std::vector<double> losses_of(const X& x, const W& w, const I& t, index ignored) {
  std::vector<double> r;
  for (index i = 0; i < X::size_type::list[0]; ++i) {
    std::vector<double> logits;
    for (index v = 0; v < W::size_type::list[0]; ++v) {
      double s = 0;
      for (index k = 0; k < X::size_type::list[1]; ++k) s += double(x(i, k)) * double(w(v, k));
      logits.push_back(s);
    }
    double sum = 0;
    for (const double l : logits) sum += std::exp(l - logits[0]);
    r.push_back(t(i) == ignored ? 0 : std::log(sum) + logits[0] - logits[static_cast<std::size_t>(t(i))]);
  }
  return r;
}
} // namespace

TEST_CASE("linear_cross_entropy of few rows", "[ops]") {
  const auto x = sample<Tensor<double, 7, 4>>();
  const auto w = sample<Tensor<double, 5, 4>>(-1, 1, 2);
  const auto t = filled<Tensor<std::int64_t, 7>>({4, 0, -100, 3, 1, 1, -100});
  const auto expected = losses_of(x, w, t, -100);
  check_values(linear_cross_entropy(x, w, t, reduction::none), expected);
  double total = 0;
  for (const double v : expected) total += v;
  check_values(linear_cross_entropy(x, w, t, reduction::sum), {total});
  check_values(linear_cross_entropy(x, w, t), {total / 5});
  const auto valid = filled<Tensor<std::int64_t, 7>>({4, 0, 2, 3, 1, 1, 2});
  check_values(linear_cross_entropy(x, w, valid, {.ignore_index = 1}, reduction::none), losses_of(x, w, valid, 1));
  Tensor<double> loss;
  CHECK_THROWS_MATCHES(loss = linear_cross_entropy(x, w, t, {.ignore_index = 1}), std::out_of_range,
                       Catch::Message("linear_cross_entropy: target: index -100 is out of range for 5 entries"));
}

TEST_CASE("linear_cross_entropy in parts", "[ops]") {
  // logits of 150 rows of 3000 classes are more than one part
  static const auto x = sample<Tensor<float, 150, 8>>();
  const auto w = sample<Tensor<float, 3000, 8>>(-1, 1, 2);
  static Tensor<int, 150> t;
  for (index i = 0; i < 150; ++i) t(i) = static_cast<int>(i * 7919 % 3000);
  check_values(linear_cross_entropy(x, w, t, reduction::none), losses_of(x, w, t, -1), 1e-5);
  const auto loss = [](const auto& a, const auto& b) { return linear_cross_entropy(a, b, t); };
  const auto plain = [](const auto& a, const auto& b) { return cross_entropy(linear(a, b), t); };
  check_values(gradient(x, [&](const auto& v) { return loss(v, w); }),
               gradient(x, [&](const auto& v) { return plain(v, w); }), 1e-6);
  check_values(gradient(w, [&](const auto& v) { return loss(x, v); }),
               gradient(w, [&](const auto& v) { return plain(x, v); }), 1e-6);
}

TEST_CASE("linear_cross_entropy of lazy operands and of batches", "[ops]") {
  const auto x = sample<Tensor<double, 2, 3, 4>>();
  const auto w = sample<Tensor<double, 5, 4>>(-1, 1, 2);
  const auto t = filled<Tensor<std::int64_t, 2, 3>>({4, 0, 2, 3, 1, 1});
  const auto plain = cross_entropy(reshape(linear(x * 2, w + 1), 6_c, 5_c), reshape(t, 6_c));
  check_values(linear_cross_entropy(x * 2, w + 1, t), values_of(plain));
  check_gradient(x, [&](const auto& v) { return linear_cross_entropy(square(v), w, t); });
  check_gradient(w, [&](const auto& v) { return linear_cross_entropy(x, tenon::sin(v), t); });
  check_values(linear_cross_entropy(x * 2, w + 1, filled<Tensor<std::int64_t, 2, 3>>({4, 0, 2, 3, 1, 1})),
               values_of(plain));
  CHECK(gradient(sample<Tensor<double, 1, 4>>(), [&](const auto& v) {
          return linear_cross_entropy(v, w, filled<Tensor<int, 1>>({-100}));
        }) == std::vector<double>(4, 0.0));
}

TEST_CASE("linear_cross_entropy of rows that are one and the same", "[ops]") {
  const auto w = sample<Tensor<double, 5, 4>>(-1, 1, 2);
  const auto t = filled<Tensor<std::int64_t, 3>>({4, 0, 2});
  check_gradient(sample<Tensor<double, 4>>(),
                 [&](const auto& v) { return linear_cross_entropy(expand(v, 3_c, 4_c), w, t); });
}

TEST_CASE("linear_cross_entropy with a bias", "[ops]") {
  const auto x = sample<Tensor<double, 7, 4>>();
  const auto w = sample<Tensor<double, 5, 4>>(-1, 1, 2);
  const auto b = sample<Tensor<double, 5>>(-2, 2, 3);
  const auto t = filled<Tensor<std::int64_t, 7>>({4, 0, -100, 3, 1, 1, -100});
  // the bias is the weight of a feature that is 1
  Tensor<double, 7, 5> longer;
  Tensor<double, 5, 5> wider;
  for (index i = 0; i < 7; ++i) {
    for (index k = 0; k < 4; ++k) longer(i, k) = x(i, k);
    longer(i, 4) = 1;
  }
  for (index v = 0; v < 5; ++v) {
    for (index k = 0; k < 4; ++k) wider(v, k) = w(v, k);
    wider(v, 4) = b(v);
  }
  const auto expected = losses_of(longer, wider, t, -100);
  check_values(linear_cross_entropy(x, w, t, b, reduction::none), expected);
  double total = 0;
  for (const double v : expected) total += v;
  check_values(linear_cross_entropy(x, w, t, b, reduction::sum), {total});
  check_values(linear_cross_entropy(x, w, t, b), {total / 5});
  const auto valid = filled<Tensor<std::int64_t, 7>>({4, 0, 2, 3, 1, 1, 2});
  check_values(linear_cross_entropy(x, w, valid, b, {.ignore_index = 1}, reduction::none),
               losses_of(longer, wider, valid, 1));
  check_gradient(x, [&](const auto& v) { return linear_cross_entropy(v, w, t, b); });
  check_gradient(w, [&](const auto& v) { return linear_cross_entropy(x, v, t, b); });
  check_gradient(b, [&](const auto& v) { return linear_cross_entropy(x, w, t, v); });
  check_gradient(b, [&](const auto& v) { return linear_cross_entropy(x, w, t, square(v), reduction::sum); });
  // types promote as those of linear
  const Tensor<float, 7, 4> rounded = x;
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(linear_cross_entropy(rounded, w, t, b))>, double>);
}

TEST_CASE("linear_cross_entropy with a bias in parts", "[ops]") {
  static const auto x = sample<Tensor<float, 150, 8>>();
  const auto w = sample<Tensor<float, 3000, 8>>(-1, 1, 2);
  const auto b = sample<Tensor<float, 3000>>(-2, 2, 3);
  static Tensor<int, 150> t;
  for (index i = 0; i < 150; ++i) t(i) = static_cast<int>(i * 7919 % 3000);
  check_values(linear_cross_entropy(x, w, t, b, reduction::none),
               values_of(cross_entropy(linear(x, w, b), t, reduction::none)), 1e-5);
  check_values(gradient(b, [&](const auto& v) { return linear_cross_entropy(x, w, t, v); }),
               gradient(b, [&](const auto& v) { return cross_entropy(linear(x, w, v), t); }), 1e-6);
  check_values(gradient(w, [&](const auto& v) { return linear_cross_entropy(x, v, t, b); }),
               gradient(w, [&](const auto& v) { return cross_entropy(linear(x, v, b), t); }), 1e-6);
}

// SPDX-License-Identifier: BSL-1.0
// Short rows are reduced in groups, and what does not change along them is computed for a group at once.
#include "guarded.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::guarded;

namespace {
template <tenon::index B, tenon::index R, tenon::index C> void check_size() {
  INFO("shape (" << B << ", " << R << ", " << C << ")");
  guarded in(B * R * C), each(R), out(B * R * C), results(B * R), picked(B * R);
  in.fill(0);
  each.fill(1);
  const TensorView<const float, B, R, C> x(in.data());
  const TensorView<const float, R> w(each.data());
  TensorView<float, B, R, C> y(out.data());
  TensorView<float, B, R> s(results.data());

  s = sqrt(sum(square(x), 2_c)) * w + 0.5f;
  double worst = 0;
  for (tenon::index b = 0; b < B; ++b)
    for (tenon::index r = 0; r < R; ++r) {
      double squares = 0;
      for (tenon::index j = 0; j < C; ++j) squares += double(x(b, r, j)) * double(x(b, r, j));
      worst = std::max(worst, std::fabs(double(s(b, r)) - (std::sqrt(squares) * double(w(r)) + 0.5)) / (1 + squares));
    }
  CHECK(worst < 1e-6);

  y = softmax(x * unsqueeze(w, 1_c), -1_c);
  s = logsumexp(x, 2_c);
  worst = 0;
  for (tenon::index b = 0; b < B; ++b)
    for (tenon::index r = 0; r < R; ++r) {
      double total = 0, plain = 0;
      for (tenon::index j = 0; j < C; ++j) {
        total += std::exp(double(x(b, r, j)) * double(w(r)));
        plain += std::exp(double(x(b, r, j)));
      }
      for (tenon::index j = 0; j < C; ++j)
        worst = std::max(worst, std::fabs(double(y(b, r, j)) - std::exp(double(x(b, r, j)) * double(w(r))) / total));
      worst = std::max(worst, std::fabs(double(s(b, r)) - std::log(plain)));
    }
  CHECK(worst < 1e-6);

  Tensor<std::int64_t, B * R> target;
  for (tenon::index i = 0; i < B * R; ++i) target(i) = i % C;
  TensorView<float, B * R> losses(picked.data());
  losses = cross_entropy(view(x, c<B * R>, c<C>), target, reduction::none);
  worst = 0;
  for (tenon::index i = 0; i < B * R; ++i) {
    double total = 0;
    const float* row = in.data() + i * C;
    for (tenon::index j = 0; j < C; ++j) total += std::exp(double(row[j]));
    worst = std::max(worst, std::fabs(double(losses(i)) - (std::log(total) - double(row[target(i)]))));
  }
  CHECK(worst < 2e-6);
  for (const guarded* g : {&in, &each, &out, &results, &picked}) CHECK(g->intact());
}
template <tenon::index R> void check_rows() {
  check_size<1, R, 2>();
  check_size<3, R, 17>();
  check_size<1, R, 64>();
}
} // namespace

TEST_CASE("short rows, as many as fill no group, one group, and some of another") {
  check_rows<3>();
  check_rows<16>();
  check_rows<41>();
}

TEST_CASE("the sum of nothing is 0, and not -0") {
  const Tensor<float, 20, 0> x;
  const Tensor<float, 20> s = sum(x, 1_c);
  const Tensor<float, 3> columns = sum(Tensor<float, 0, 3>(), 0_c);
  for (const float v : s) CHECK((v == 0.0f && !std::signbit(v)));
  for (const float v : columns) CHECK((v == 0.0f && !std::signbit(v)));
}

TEST_CASE("explain tells of groups") {
  const Tensor<float, 64, 16> x;
  const std::string told = explain(sum(square(x), 1_c));
  if (native_lanes<float> > 1 && native_lanes<float> * 4 >= 16)
    CHECK(told.find("for i0 in 0..64 in groups of " + std::to_string(native_lanes<float>)) == 0);
}

TEST_CASE("what may trap is computed row by row") {
  Tensor<std::int64_t, 19, 5> x;
  Tensor<std::int64_t, 19> d, r;
  for (tenon::index i = 0; i < x.numel; ++i) x.data()[i] = i;
  for (tenon::index i = 0; i < 19; ++i) d(i) = 1 + i % 7;
  r = sum(x, 1_c) % d;
  for (tenon::index i = 0; i < 19; ++i) CHECK(r(i) == (25 * i + 10) % (1 + i % 7));
}

TEST_CASE("a let of what gives no results for a group") {
  Tensor<float, 40, 8> x;
  for (tenon::index i = 0; i < x.numel; ++i) x.data()[i] = static_cast<float>(i % 9);
  const Tensor<float, 40, 1> r = let(detail::folded<sum_op, 2u>(node_of(x)) + node::coordinate<float, Size<40, 1>, 0>{},
                                     [](auto s) { return s * s; });
  for (tenon::index i = 0; i < 40; ++i) {
    float s = static_cast<float>(i);
    for (tenon::index j = 0; j < 8; ++j) s += x(i, j);
    CHECK(r(i, 0) == s * s);
  }
}

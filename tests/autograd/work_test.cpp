// SPDX-License-Identifier: BSL-1.0
// What a gradient costs: exponentials are counted, one forward and one backward for each element.
#include "counted.hpp"

#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
// the exponentials that the gradient of a number takes
template <class E> long exps_of(const E& e) {
  const counted one(1);
  counted::reset();
  adjoint<row_major_layout<Size<>>>(e, &one);
  return counted::exps;
}
} // namespace

TEST_CASE("a gradient runs the phases of each row forward and backward once") {
  Parameter<counted, 4, 6> x;
  Tensor<std::int64_t, 4> target;
  for (tenon::index i = 0; i < x.numel; ++i) x.data()[i] = counted(0.1f * static_cast<float>(i % 5));
  for (tenon::index i = 0; i < 4; ++i) target(i) = i;
  x.zero_grad();
  CHECK(exps_of(node_of(sum(log(sum(exp(x), -1_c))))) == 48);
  CHECK(exps_of(node_of(cross_entropy(x, target, reduction::sum))) == 48);
  CHECK(exps_of(node_of(cross_entropy(x, target))) == 48); // the mean's own value is not needed
}

TEST_CASE("attention's weights are computed once more, and what is masked is not") {
  constexpr tenon::index T = 96;
  Parameter<counted, 2, T, 3> q, k, v;
  for (auto* p : {&q, &k, &v}) {
    for (tenon::index i = 0; i < q.numel; ++i) p->data()[i] = counted(0.1f);
    p->zero_grad();
  }
  Tensor<counted, 2, T, 3> up;
  for (counted& d : up) d = counted(1);
  const auto exps = [&](const auto& y) {
    counted::reset();
    adjoint<row_major_layout<Size<2, T, 3>>>(node_of(y), static_cast<const counted*>(up.data()));
    return counted::exps;
  };
  CHECK(exps(scaled_dot_product_attention(q, k, v)) == 2 * T * T);
  CHECK(exps(scaled_dot_product_attention(q, k, v, causal)) == 2 * T * (T + 1) / 2);
}

TEST_CASE("a reduction of a reduction is one pass") {
  using rows = Tensor<float, 40, 30>;
  CHECK(plan<decltype(sum(log(sum(exp(rows()), -1_c))))>::temporaries == 0);
  CHECK(plan<decltype(amax(sum(abs(rows()), -1_c)))>::temporaries == 0);
  Tensor<float, 5, 4, 3> t;
  for (tenon::index i = 0; i < t.numel; ++i) t.data()[i] = static_cast<float>(i % 7);
  double expected = 0;
  for (tenon::index i = 0; i < 5; ++i) {
    double most = 0;
    for (tenon::index j = 0; j < 4; ++j) {
      double s = 0;
      for (tenon::index k = 0; k < 3; ++k) s += double(t(i, j, k)) * double(t(i, j, k));
      most = std::max(most, s);
    }
    expected += most;
  }
  const float all = sum(amax(sum(t * t, 2_c), 1_c));
  CHECK(double(all) == Approx(expected));
}

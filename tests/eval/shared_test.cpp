// SPDX-License-Identifier: BSL-1.0
// Loops that shapes share: every length beyond full packs, beside double, with operands in every arrangement.
#include <tenon/tenon.hpp>

#include "guarded.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr tenon::index W = native_lanes<float>;

// the largest error of softmax(x * s + b, -1) over R rows of C elements, where element (r, c) of x lies at
// x[r * row + c * column]
template <tenon::index R, tenon::index C>
double error_of(const float* y, const float* x, tenon::index row, tenon::index column, const float* b) {
  double worst = 0;
  for (tenon::index r = 0; r < R; ++r) {
    std::vector<double> e(C);
    double sum = 0;
    for (tenon::index c = 0; c < C; ++c)
      sum += e[static_cast<std::size_t>(c)] = std::exp(double(x[r * row + c * column]) * 0.5 + double(b[c]));
    for (tenon::index c = 0; c < C; ++c)
      worst = std::max(worst, std::fabs(double(y[r * C + c]) - e[static_cast<std::size_t>(c)] / sum));
  }
  return worst;
}

template <tenon::index R, tenon::index C> void check_shape() {
  Generator generator(static_cast<unsigned>(R * 1000 + C));
  static Tensor<float, R, C + 3> wide;
  static Tensor<float, C, R> turned;
  static Tensor<float, C> b;
  wide = randn(generator);
  turned = randn(generator);
  b = randn(generator);
  test::guarded out(R * C);
  const TensorView<float, R, C> y(out.data());
  INFO(R << "x" << C);

  const TensorView<const float, R, C> dense(wide.data() + 1); // misaligned
  y = softmax(dense * 0.5f + b, -1_c);
  CHECK(error_of<R, C>(out.data(), wide.data() + 1, C, 1, b.data()) < 1e-6);
  const View<const float, Layout<Size<R, C>, Strides<C + 3, 1>>> strided(wide.data() + 2);
  y = softmax(strided * 0.5f + b, -1_c);
  CHECK(error_of<R, C>(out.data(), wide.data() + 2, C + 3, 1, b.data()) < 1e-6);
  y = softmax(transpose(turned, 0_c, 1_c) * 0.5f + b, -1_c);
  CHECK(error_of<R, C>(out.data(), turned.data(), 1, R, b.data()) < 1e-6);
  CHECK(out.intact());

  // in place
  y = dense;
  y = softmax(y * 0.5f + b, -1_c);
  CHECK(error_of<R, C>(out.data(), wide.data() + 1, C, 1, b.data()) < 1e-6);
}
template <tenon::index Begin, int... I> void check_lengths(std::integer_sequence<int, I...>) {
  (check_shape<(I % 2 ? 17 : 6), Begin + I>(), ...);
}
} // namespace

TEST_CASE("shapes that share loops") {
  if constexpr (W > 1) {
    using statement = decltype(node_of(softmax(Tensor<float, 17, 9 * W>() * 0.5f, -1_c)));
    CHECK(plan<statement>::loops.common);
  }
  check_lengths<8 * W>(std::make_integer_sequence<int, 2 * static_cast<int>(W) + 1>{});
}

TEST_CASE("one class of shapes, other numbers") {
  check_shape<9, 8 * W>();
  check_shape<11, 10 * W>();
  check_shape<30, 16 * W>();
  check_shape<9, 8 * W + 3>();
  check_shape<11, 10 * W + 3>();
  check_shape<30, 16 * W + 3>();
}

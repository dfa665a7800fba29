// SPDX-License-Identifier: BSL-1.0
// conv1d and conv2d against plain loops in double, over kernels, strides, paddings, dilations and groups.
#include "support.hpp"

#include <tenon/ops/convolution.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {

// the convolution of an image of any rank as one of height 1 or more: x (n, c, h, w), weight (o, c / groups, kh, kw)
struct plain {
  index n, c, h, w, o, kh, kw;
  conv2d_options how;

  index height() const { return (h + 2 * how.padding.h - how.dilation.h * (kh - 1) - 1) / how.stride.h + 1; }
  index width() const { return (w + 2 * how.padding.w - how.dilation.w * (kw - 1) - 1) / how.stride.w + 1; }

  std::vector<double> operator()(const auto& x, const auto& weight, const auto& bias) const {
    std::vector<double> y;
    const index of_group = c / how.groups;
    for (index b = 0; b < n; ++b)
      for (index k = 0; k < o; ++k)
        for (index i = 0; i < height(); ++i)
          for (index j = 0; j < width(); ++j) {
            double sum = static_cast<double>(bias.data()[k]);
            for (index l = 0; l < of_group; ++l)
              for (index p = 0; p < kh; ++p)
                for (index q = 0; q < kw; ++q) {
                  const index r = i * how.stride.h - how.padding.h + p * how.dilation.h;
                  const index s = j * how.stride.w - how.padding.w + q * how.dilation.w;
                  if (r < 0 || r >= h || s < 0 || s >= w) continue;
                  const index channel = k / (o / how.groups) * of_group + l;
                  sum += static_cast<double>(weight.data()[((k * of_group + l) * kh + p) * kw + q]) *
                         static_cast<double>(x.data()[((b * c + channel) * h + r) * w + s]);
                }
            y.push_back(sum);
          }
    return y;
  }
};

template <class T, index N, index C, index H, index W, index O, index KH, index KW, conv2d_options How = {}>
void check_conv2d() {
  const auto x = sample<Tensor<T, N, C, H, W>>();
  const auto weight = sample<Tensor<T, O, C / How.groups, KH, KW>>(-1, 1, 2);
  const auto bias = sample<Tensor<T, O>>(-1, 1, 3);
  const plain loops{N, C, H, W, O, KH, KW, How};
  const auto y = eval(conv2d<How>(x, weight, bias));
  STATIC_REQUIRE(shape_of<decltype(y)>::list[0] == N);
  CHECK(shape_of<decltype(y)>::list == ints{N, O, loops.height(), loops.width()});
  check_values(y, loops(x, weight, bias), std::is_same_v<T, float> ? 2e-5 : 1e-12);
  const Tensor<T, O> none;
  check_values(conv2d<How>(x, weight), loops(x, weight, none), std::is_same_v<T, float> ? 2e-5 : 1e-12);
}
template <index N, index C, index L, index O, index K, conv1d_options How = {}> void check_conv1d() {
  const auto x = sample<Tensor<double, N, C, L>>();
  const auto weight = sample<Tensor<double, O, C / How.groups, K>>(-1, 1, 2);
  const auto bias = sample<Tensor<double, O>>(-1, 1, 3);
  const conv2d_options flat{
      .stride = {1, How.stride}, .padding = {0, How.padding}, .dilation = {1, How.dilation}, .groups = How.groups};
  check_values(conv1d<How>(x, weight, bias), plain{N, C, 1, L, O, 1, K, flat}(x, weight, bias));
}

} // namespace

TEMPLATE_TEST_CASE("conv2d agrees with loops", "[ops]", float, double) {
  using T = TestType;
  check_conv2d<T, 2, 3, 5, 6, 4, 3, 3>();
  check_conv2d<T, 1, 1, 4, 4, 1, 1, 1>();                              // a kernel of 1
  check_conv2d<T, 2, 3, 4, 5, 2, 4, 5>();                              // of the input's size
  check_conv2d<T, 3, 2, 7, 7, 3, 2, 2, conv2d_options{.stride = 3}>(); // a stride beyond the kernel
  check_conv2d<T, 2, 2, 5, 6, 3, 3, 2, conv2d_options{.stride = {2, 1}, .padding = {1, 2}}>();
  check_conv2d<T, 2, 2, 9, 8, 3, 3, 2, conv2d_options{.padding = 1, .dilation = {2, 3}}>();
  check_conv2d<T, 2, 4, 5, 5, 6, 3, 3, conv2d_options{.padding = 1, .groups = 2}>();
  check_conv2d<T, 2, 4, 5, 5, 4, 3, 3, conv2d_options{.padding = 1, .groups = 4}>(); // channel by channel
  check_conv2d<T, 1, 1, 1, 1, 2, 3, 3, conv2d_options{.padding = 1}>();
}
TEST_CASE("conv2d of more images than are gathered at once", "[ops]") {
  check_conv2d<float, 33, 8, 17, 19, 9, 3, 3, conv2d_options{.padding = 1}>();
  check_conv2d<float, 5, 40, 33, 31, 3, 3, 3>(); // one at a time
}
TEST_CASE("conv1d agrees with loops", "[ops]") {
  check_conv1d<2, 3, 9, 4, 3>();
  check_conv1d<1, 1, 5, 1, 5>();
  check_conv1d<2, 4, 11, 6, 2, conv1d_options{.stride = 3, .padding = 2, .dilation = 2, .groups = 2}>();
}

TEST_CASE("gradients of conv2d", "[ops]") {
  const auto x = sample<Tensor<double, 2, 4, 5, 6>>();
  const auto w = sample<Tensor<double, 6, 2, 3, 2>>(-1, 1, 2);
  const auto b = sample<Tensor<double, 6>>(-1, 1, 3);
  constexpr conv2d_options how{.stride = {2, 1}, .padding = {1, 2}, .dilation = {1, 2}, .groups = 2};
  check_gradient(x, [&](const auto& v) { return conv2d<how>(v, w, b); });
  check_gradient(w, [&](const auto& v) { return conv2d<how>(x, v, b); });
  check_gradient(b, [&](const auto& v) { return conv2d<how>(x, w, v); });
}
TEST_CASE("gradients of conv2d with lazy operands", "[ops]") {
  const auto x = sample<Tensor<double, 2, 2, 3, 4>>();
  const auto w = sample<Tensor<double, 3, 2, 2, 2>>(-1, 1, 2);
  check_gradient(x, [&](const auto& v) { return tanh(conv2d(transpose(v * v, 2_c, 3_c), w)); });
  check_gradient(w,
                 [&](const auto& v) { return conv2d(transpose(x, 2_c, 3_c), permute(v * 2.0, 0_c, 1_c, 3_c, 2_c)); });
  check_gradient(sample<Tensor<double, 2, 2, 6>>(), [&](const auto& v) { return conv2d(unfold(v, 2_c, 4_c, 1_c), w); });
}
TEST_CASE("gradients of conv1d and of a kernel of 1", "[ops]") {
  const auto x = sample<Tensor<double, 3, 2, 6>>();
  const auto w = sample<Tensor<double, 4, 1, 3>>(-1, 1, 2);
  constexpr conv1d_options how{.stride = 2, .padding = 1, .groups = 2};
  check_gradient(x, [&](const auto& v) { return conv1d<how>(v, w); });
  check_gradient(w, [&](const auto& v) { return conv1d<how>(x, v); });
  const auto point = sample<Tensor<double, 3, 2, 1>>(-1, 1, 4);
  check_gradient(x, [&](const auto& v) { return conv1d(v, point); });
  check_gradient(point, [&](const auto& v) { return conv1d(x, v); });
}

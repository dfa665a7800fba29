// SPDX-License-Identifier: BSL-1.0
// Pooling against plain loops, with strides, padding and dilation; where gradients go among ties.
#include "support.hpp"

#include <tenon/ops/pool.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {

// what each window over (n, h, w) holds, as far as it lies in the input
template <class Take>
std::vector<double> windows(const auto& x, const ints& size, hw kernel, pool2d_options o, Take take) {
  if (o.stride == hw(0)) o.stride = kernel;
  const index h = size[1], w = size[2];
  const index height = (h + 2 * o.padding.h - o.dilation.h * (kernel.h - 1) - 1) / o.stride.h + 1;
  const index width = (w + 2 * o.padding.w - o.dilation.w * (kernel.w - 1) - 1) / o.stride.w + 1;
  std::vector<double> y;
  for (index n = 0; n < size[0]; ++n)
    for (index i = 0; i < height; ++i)
      for (index j = 0; j < width; ++j) {
        std::vector<double> inside;
        for (index p = 0; p < kernel.h; ++p)
          for (index q = 0; q < kernel.w; ++q) {
            const index r = i * o.stride.h - o.padding.h + p * o.dilation.h;
            const index s = j * o.stride.w - o.padding.w + q * o.dilation.w;
            if (r >= 0 && r < h && s >= 0 && s < w)
              inside.push_back(static_cast<double>(x.data()[(n * h + r) * w + s]));
          }
        y.push_back(take(inside));
      }
  return y;
}
double largest(const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); }

template <class T, index H, index W, hw Kernel, pool2d_options O = pool2d_options{}> void check_max() {
  const auto x = sample<Tensor<T, 2, 3, H, W>>();
  const auto y = max_pool2d<Kernel, O>(x);
  check_values(y, windows(x, ints{6, H, W}, Kernel, O, largest), 0);
  Tensor<T, 2, 3, H, W> gradients; // what can be differentiated is computed in another way
  const node::leaf<T, row_major_layout<Size<2, 3, H, W>>, true> leaf(x.data(), gradients.data());
  check_values(max_pool2d<Kernel, O>(leaf), windows(x, ints{6, H, W}, Kernel, O, largest), 0);
  check_values(max_pool2d<Kernel, O>(x * 2), windows(eval(x * 2), ints{6, H, W}, Kernel, O, largest), 0);
}
template <class T, index H, index W, hw Kernel, pool2d_options O = pool2d_options{}> void check_average() {
  const auto x = sample<Tensor<T, 2, 3, H, W>>();
  const auto mean = [](const std::vector<double>& v) {
    double sum = 0;
    for (const double e : v) sum += e;
    return sum / static_cast<double>(O.count_include_pad ? Kernel.h * Kernel.w : static_cast<index>(v.size()));
  };
  check_values(avg_pool2d<Kernel, O>(x), windows(x, ints{6, H, W}, Kernel, O, mean));
}

} // namespace

TEMPLATE_TEST_CASE("max_pool2d agrees with loops", "[ops]", float, double) {
  using T = TestType;
  check_max<T, 6, 7, 2>();
  check_max<T, 5, 40, hw(2, 3), pool2d_options{.stride = 1}>();
  check_max<T, 5, 6, hw(5, 6)>(); // of the input's size
  check_max<T, 4, 4, 1>();
  check_max<T, 7, 9, 2, pool2d_options{.stride = {3, 4}}>(); // a stride beyond the kernel
  check_max<T, 7, 6, 3, pool2d_options{.stride = 2, .padding = 1}>();
  check_max<T, 9, 8, 2, pool2d_options{.stride = 1, .padding = {0, 1}, .dilation = {3, 2}}>();
}
TEMPLATE_TEST_CASE("avg_pool2d agrees with loops", "[ops]", float, double) {
  using T = TestType;
  check_average<T, 6, 7, 2>();
  check_average<T, 5, 6, hw(5, 6)>();
  check_average<T, 7, 6, hw(3, 2), pool2d_options{.stride = 2, .padding = 1}>();
  check_average<T, 7, 6, hw(3, 2), pool2d_options{.stride = {1, 2}, .padding = 1, .count_include_pad = false}>();
}
TEST_CASE("pooling over one dimension, and over equal parts", "[ops]") {
  const auto x = filled<Tensor<double, 1, 6>>({3, 1, 4, 1, 5, 9});
  check_values(max_pool1d<2>(x), {3, 4, 9});
  check_values(max_pool1d<3, pool1d_options{.stride = 2, .padding = 1}>(x), {3, 4, 9});
  check_values(avg_pool1d<3>(x), {8 / 3.0, 5});
  check_values(avg_pool1d<4, pool1d_options{.stride = 3, .padding = 2, .count_include_pad = false}>(x), {2, 2.75, 7});
  const auto image = filled<Tensor<double, 1, 1, 2, 4>>({1, 2, 3, 4, 5, 6, 7, 9});
  check_values(adaptive_avg_pool2d<1>(image), {37 / 8.0});
  check_values(adaptive_avg_pool2d<hw(1, 2)>(image), {3.5, 5.75});
  STATIC_REQUIRE(shape_of<decltype(adaptive_avg_pool2d<1>(image))>::list == ints{1, 1, 1, 1});
}

TEST_CASE("the first maximum receives the gradient", "[ops]") {
  const auto gradients = [](const std::vector<double>& values) {
    return gradient(filled<Tensor<double, 1, 2, 3>>(values), [](const auto& v) { return max_pool2d<hw(2, 3)>(v); });
  };
  CHECK(gradients({1, 1, 1, 1, 1, 1}) == std::vector<double>{1, 0, 0, 0, 0, 0});
  CHECK(gradients({0, 1, 2, 2, 1, 2}) == std::vector<double>{0, 0, 1, 0, 0, 0});
  CHECK(gradients({0, 1, 0, 2, 1, 2}) == std::vector<double>{0, 0, 0, 1, 0, 0});
  CHECK(gradients({-inf, -inf, -1, -inf, -inf, -1}) == std::vector<double>{0, 0, 1, 0, 0, 0});
  // one element may be the maximum of several windows
  const auto shared = gradient(filled<Tensor<double, 5>>({0, 3, 1, 2, 2}),
                               [](const auto& v) { return max_pool1d<3, pool1d_options{.stride = 1}>(v); });
  CHECK(shared == std::vector<double>{0, 2, 0, 1, 0});
  // unlike in PyTorch, padding is an element like others among infinities
  const auto padded = gradient(filled<Tensor<double, 3>>({-inf, 1, -inf}),
                               [](const auto& v) { return max_pool1d<2, pool1d_options{.padding = 1}>(v); });
  CHECK(padded == std::vector<double>{0, 1, 0});
}
TEST_CASE("nan is the maximum", "[ops]") {
  check_values(max_pool1d<2>(filled<Tensor<double, 4>>({NaN, 1, 2, 3})), {NaN, 3});
}
TEST_CASE("gradients of pooling", "[ops]") {
  const auto x = sample<Tensor<double, 2, 5, 6>>();
  check_gradient(x, [](const auto& v) { return max_pool2d<3, pool2d_options{.stride = 2, .padding = 1}>(v); });
  check_gradient(x, [](const auto& v) { return square(max_pool2d<hw(2, 3)>(v * v)); });
  check_gradient(x, [](const auto& v) { return avg_pool2d<3, pool2d_options{.stride = 2, .padding = 1}>(v); });
  check_gradient(x, [](const auto& v) {
    return avg_pool2d<hw(3, 2), pool2d_options{.stride = 1, .padding = 1, .count_include_pad = false}>(v * v);
  });
}

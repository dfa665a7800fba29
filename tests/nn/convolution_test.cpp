// SPDX-License-Identifier: BSL-1.0
// Convolutional and pooling layers: parameters, initial values, and what they apply.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("Conv2d has the parameters and the initial range of PyTorch's") {
  manual_seed(5);
  Conv2d<8, 12, hw(3, 5), conv2d_options{.groups = 4}> conv;
  std::vector<std::string> names;
  parameters(conv).each_named([&](const std::string& name, auto&) { names.push_back(name); });
  CHECK(names == std::vector<std::string>{"weight", "bias"});
  STATIC_REQUIRE(decltype(conv.weight)::size_type::list == ints{12, 2, 3, 5});
  const auto bound = static_cast<float>(1 / std::sqrt(30.0)); // 2 channels of 3 x 5
  const float largest = amax(abs(conv.weight.value())), bias = amax(abs(conv.bias.value()));
  CHECK(largest <= bound);
  CHECK(largest > 0.97f * bound);
  CHECK(bias <= bound);
  CHECK(bias > 0.7f * bound);
  Conv1d<4, 6, 3, conv1d_options{}, double, false> plain;
  CHECK(parameters(plain).numel() == 72);
}

TEST_CASE("layers apply the functions of their names") {
  Generator generator(1);
  const Tensor<float, 2, 4, 6, 6> x = randn(generator);
  Conv2d<4, 3, 3, conv2d_options{.stride = 2, .padding = 1}> conv(generator);
  const Tensor<float, 2, 3, 3, 3> y = conv(x),
                                  z = conv2d<conv2d_options{.stride = 2, .padding = 1}>(x, conv.weight, conv.bias);
  CHECK(std::equal(y.begin(), y.end(), z.begin()));
  const Tensor<float, 2, 4, 6> line = randn(generator);
  Conv1d<4, 3, 3> conv1(generator);
  const Tensor<float, 2, 3, 4> u = conv1(line), v = conv1d(line, conv1.weight, conv1.bias);
  CHECK(std::equal(u.begin(), u.end(), v.begin()));
  const Tensor<float, 2, 4, 1, 1> means = AdaptiveAvgPool2d<1>()(x);
  CHECK(means(1, 3, 0, 0) == Approx(static_cast<float>(mean(x[1][3]))));
  const Tensor<float, 2, 4, 3, 3> most = MaxPool2d<2>()(x), average = AvgPool2d<2>()(x);
  CHECK(most(0, 0, 0, 0) == std::max({x(0, 0, 0, 0), x(0, 0, 0, 1), x(0, 0, 1, 0), x(0, 0, 1, 1)}));
  CHECK(average(0, 0, 0, 0) == Approx((x(0, 0, 0, 0) + x(0, 0, 0, 1) + x(0, 0, 1, 0) + x(0, 0, 1, 1)) / 4));
  const Tensor<float, 2, 4, 2> lines = MaxPool1d<3>()(line), shorter = AvgPool1d<3>()(line);
  CHECK(lines(1, 2, 1) == std::max({line(1, 2, 3), line(1, 2, 4), line(1, 2, 5)}));
  CHECK(shorter(1, 2, 1) == Approx((line(1, 2, 3) + line(1, 2, 4) + line(1, 2, 5)) / 3));
}

TEST_CASE("gradients reach a convolution's weight and bias on the tape") {
  Generator generator(1);
  const Tensor<double, 2, 2, 4, 4> x = randn(generator);
  const Tensor<double, 3, 2, 3, 3> weight = randn(generator);
  const Tensor<double, 3> bias = randn(generator);
  CHECK(gradcheck([](const auto& image, const auto& w, const auto& b) { return tanh(conv2d(image, w, b)); },
                  gradcheck_options{}, x, weight, bias));
  // a convolution of a convolution, each recorded by its own
  const Tensor<double, 2, 3, 2, 2> second = randn(generator);
  CHECK(gradcheck([](const auto& image, const auto& w, const auto& v) { return conv2d(relu(conv2d(image, w)), v); },
                  gradcheck_options{}, x, weight, second));
}

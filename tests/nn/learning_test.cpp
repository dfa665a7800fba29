// SPDX-License-Identifier: BSL-1.0
// A small convolutional network learns to read digits that the test draws: glyphs of 5 x 7 points, moved about in
// images of 8 x 8, of changing brightness, with noise.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {

// seven rows of five points a digit, the leftmost point in the highest bit
constexpr unsigned char glyphs[10][7] = {
    {14, 17, 19, 21, 25, 17, 14}, {4, 12, 4, 4, 4, 4, 14},    {14, 17, 1, 2, 4, 8, 31},   {31, 2, 4, 2, 1, 17, 14},
    {2, 6, 10, 18, 31, 2, 2},     {31, 16, 30, 1, 1, 17, 14}, {6, 8, 16, 30, 17, 17, 14}, {31, 1, 2, 4, 8, 8, 8},
    {14, 17, 17, 14, 17, 17, 14}, {14, 17, 17, 15, 1, 2, 12},
};

constexpr index batch = 50;
struct digits {
  Tensor<float, batch, 1, 8, 8> images;
  Tensor<std::int64_t, batch> labels;

  explicit digits(Generator& g) {
    images = randn(g) * 0.2;
    const Tensor<float, batch, 4> chance = rand(g);
    for (index n = 0; n < batch; ++n) {
      const auto number = [&](int k, int below) {
        return static_cast<index>(chance(n, k) * static_cast<float>(below));
      };
      const index digit = labels(n) = number(0, 10), down = number(1, 2), right = number(2, 4);
      for (index i = 0; i < 7; ++i)
        for (index j = 0; j < 5; ++j)
          if (glyphs[digit][i] >> (4 - j) & 1) images(n, 0, i + down, j + right) += 0.7f + 0.6f * chance(n, 3);
    }
  }
};

} // namespace

TEST_CASE("a convolutional network reads digits") {
  manual_seed(1);
  constexpr conv2d_options same{.padding = 1};
  Sequential net{Conv2d<1, 8, 3, same>(), BatchNorm2d<8>(), ReLU(),         MaxPool2d<2>(), Conv2d<8, 16, 3, same>(),
                 BatchNorm2d<16>(),       ReLU(),           MaxPool2d<2>(), Flatten<>(),    Linear<64, 10>()};
  Generator generator(2);
  for (int step = 0; step < 400; ++step) {
    const digits d(generator);
    zero_grad(net);
    Tape tape;
    Variable loss = cross_entropy(net(d.images), d.labels);
    tape.backward(loss);
    parameters(net).each([](auto& p) { p.value() = p.value() - 0.2f * p.grad(); });
  }
  CHECK(net[1_c].num_batches_tracked == 400);
  net.eval();
  int right = 0;
  for (int i = 0; i < 40; ++i) {
    const digits d(generator); // none that it has seen
    const Tensor<std::int64_t, batch> said = argmax(net(d.images), 1_c);
    for (index n = 0; n < batch; ++n) right += said(n) == d.labels(n);
  }
  INFO(right << " of 2000 are right");
  CHECK(right > 0.97 * 2000);
}

// SPDX-License-Identifier: BSL-1.0
// Two arms of a spiral, told apart by a network of two hidden layers. The program fails unless it classifies 99% of
// points that it has not seen.
#include <tenon/optim.hpp>

#include <cmath>
#include <iostream>

using namespace tenon;
using namespace tenon::literals;

struct Net : Module {
  Linear<2, 32> fc1;
  Linear<32, 32> fc2;
  Linear<32, 2> fc3;
  TENON_MEMBERS(Net, fc1, fc2, fc3)
  auto operator()(const auto& x) const { return fc3(tanh(fc2(tanh(fc1(x))))); }
};

template <tenon::index N> struct Points {
  Tensor<float, N, 2> x;
  Tensor<std::int64_t, N> arm;

  explicit Points(Generator& generator) {
    for (tenon::index i = 0; i < N; ++i) {
      const double t = generator.uniform(), angle = 9 * t;
      const double radius = (i % 2 == 0 ? 1 : -1) * (0.1 + t) * (1 + 0.02 * (generator.uniform() - 0.5));
      x(i, 0) = static_cast<float>(radius * std::cos(angle));
      x(i, 1) = static_cast<float>(radius * std::sin(angle));
      arm(i) = i % 2;
    }
  }
};

int main() {
  constexpr long steps = 1000;
  Generator generator{1};
  const Points<256> seen(generator);
  const Points<1000> unseen(generator);

  Net net;
  AdamW optimizer{parameters(net)};
  Scheduler scheduler{optimizer, OneCycleLR{.max_lr = 0.02, .total_steps = steps}};
  for (long step = 0; step < steps; ++step) {
    Tape tape;
    Variable loss = cross_entropy(net(seen.x), seen.arm);
    tape.backward(loss);
    if (step % 200 == 0) std::cout << "step " << step << "  loss " << float(loss) << '\n';
    optimizer.step();
    optimizer.zero_grad();
    scheduler.step();
  }
  const Tensor<std::int64_t, 1000> guess = argmax(net(unseen.x), 1_c);
  int right = 0;
  for (tenon::index i = 0; i < 1000; ++i) right += guess(i) == unseen.arm(i);
  std::cout << "right: " << right << " of 1000\n";
  return right >= 990 ? 0 : 1;
}

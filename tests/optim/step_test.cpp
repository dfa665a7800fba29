// SPDX-License-Identifier: BSL-1.0
// Whole steps of training: after the first, none takes memory from the heap.
#include "allocations.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
struct Net : Module {
  Embedding<11, 16> table;
  TransformerEncoderLayer<16, 2, 32> layer{{.dropout = 0.1}};
  LayerNorm<16> norm;
  Dropout drop{0.2};
  Linear<16, 11> head;
  TENON_MEMBERS(Net, table, layer, norm, drop, head)
  auto operator()(const auto& ids) { return head(drop(norm(layer(table(ids), causal)))); }
};
} // namespace

TEST_CASE("a step of training takes no memory after the first") {
  Generator generator{1};
  Net net;
  AdamW optimizer{parameters(net), {.lr = 0.01}};
  Scheduler scheduler{optimizer, OneCycleLR{.max_lr = 0.01, .total_steps = 20}};
  ExponentialMovingAverage average{parameters(net), 0.9};
  const Tensor<int, 4, 9> ids = randint(generator, 0, 11);
  const Tensor<int, 36> target = randint(generator, 0, 11);
  const auto step = [&] {
    const long before = allocations;
    {
      Tape tape;
      Variable y = net(ids);
      Variable loss = cross_entropy(view(y, 36_c, 11_c), target);
      tape.backward(loss);
    }
    clip_grad_norm(parameters(net), 1);
    optimizer.step();
    optimizer.zero_grad();
    scheduler.step();
    average.update();
    return allocations - before;
  };
  CHECK(step() > 0); // the tape's memory, which stays
  for (int i = 0; i < 5; ++i) CHECK(step() == 0);
}

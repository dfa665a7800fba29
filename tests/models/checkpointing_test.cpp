// SPDX-License-Identifier: BSL-1.0
// A GPT whose blocks are computed again on the way back learns bit by bit what another does, in less memory.
#include <tenon/models/gpt.hpp>
#include <tenon/nn/parameters.hpp>

#include <catch2/catch.hpp>

#include <thread>

using namespace tenon;

namespace {
constexpr GPTConfig plain{.vocab_size = 11, .block_size = 32, .n_layer = 4, .n_head = 2, .n_embd = 16, .dropout = 0.2};
constexpr GPTConfig again = [] {
  GPTConfig c = plain;
  c.gradient_checkpointing = true;
  return c;
}();

struct Step {
  float loss = 0;
  std::vector<float> gradients;
  std::size_t bytes = 0;
};
template <GPTConfig C> Step step() {
  Step s;
  std::thread([&] { // has arenas of its own
    Generator generator(4);
    GPT<C> model(generator);
    Tensor<std::int64_t, 2, 32> ids = randint(generator, 0, 11);
    Tape tape;
    const auto output = model(ids, ids);
    s.bytes = detail::tape_memory::get().used();
    tape.backward(output.loss);
    s.loss = output.loss;
    parameters(model).each(
        [&](const auto& p) { s.gradients.insert(s.gradients.end(), p.grad().begin(), p.grad().end()); });
  })
      .join();
  return s;
}
} // namespace

TEST_CASE("GPT: blocks that are computed again give the same gradients in less memory") {
  const Step a = step<plain>(), b = step<again>();
  CHECK(a.loss == b.loss);
  REQUIRE(a.gradients.size() == b.gradients.size());
  CHECK(a.gradients == b.gradients);
  CHECK(2 * b.bytes < a.bytes);
}

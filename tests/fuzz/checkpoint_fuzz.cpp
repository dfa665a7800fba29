// SPDX-License-Identifier: BSL-1.0
// Any bytes as the checkpoint of a run: refused with a sentence, and then nothing has changed; or loaded, and then it
// is what a new checkpoint holds, and training goes on from whatever numbers it has.
#include "memory_file.hpp"

#include <tenon/io/checkpoint.hpp>
#include <tenon/optim.hpp>

#include <cstdint>

namespace {
using namespace tenon;
using namespace tenon::literals;

void require(bool holds) {
  if (!holds) __builtin_trap();
}

struct Net : Module {
  Linear<2, 1> linear;
  Buffer<double, 2> seen;
  TENON_MEMBERS(Net, linear, seen)
};

struct Run {
  Net net;
  Generator generator{1};
  AdamW<Net> adam{parameters(net), {.amsgrad = true}};
  SGD<Net> sgd{parameters(net), {.momentum = 0.5}};
  Scheduler<AdamW<Net>, OneCycleLR> cycle{adam, OneCycleLR{.max_lr = 0.01, .total_steps = 20}};
  Scheduler<SGD<Net>, ReduceLROnPlateau> plateau{sgd, ReduceLROnPlateau{.lr = 0.5}};
  long step = 0;

  auto checkpoint() {
    return dict("model"_k = std::ref(net), "adam"_k = std::ref(adam), "sgd"_k = std::ref(sgd),
                "cycle"_k = std::ref(cycle), "plateau"_k = std::ref(plateau), "step"_k = std::ref(step),
                "generator"_k = std::ref(generator));
  }
  std::string image() {
    std::string bytes;
    auto all = checkpoint();
    for (const TensorRef& t : detail::state_of(all))
      bytes.append(static_cast<const char*>(t.data), static_cast<std::size_t>(detail::bytes_of(t)));
    return bytes;
  }
  std::string file() {
    auto all = checkpoint();
    const auto state = detail::state_of(all);
    const std::vector<ConstTensorRef> tensors(state.begin(), state.end());
    const auto order = detail::storage_order(tensors);
    std::string bytes = detail::safetensors_prefix(order, {});
    for (const auto* t : order)
      bytes.append(static_cast<const char*>(t->data), static_cast<std::size_t>(detail::bytes_of(*t)));
    return bytes;
  }
  // whether no number of steps is the last one of its type
  bool can_count() {
    auto all = checkpoint();
    for (const TensorRef& t : detail::state_of(all))
      if (t.dtype == DType::I64 && *static_cast<std::int64_t*>(t.data) == std::numeric_limits<std::int64_t>::max())
        return false;
    return true;
  }
  void train() {
    const Tensor<float, 4, 2> x = randn(generator);
    adam.zero_grad();
    backward(mean(square(net.linear(x))));
    adam.step();
    sgd.step();
    cycle.step();
    plateau.step(1.0);
  }
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  manual_seed(1);
  Run run;
  const std::string before = run.image();
  const memory_file file({reinterpret_cast<const char*>(data), size});
  try {
    load(run.checkpoint(), file.path());
  } catch (const file_error& e) {
    require(std::string_view(e.what()).starts_with("file '/proc/self/fd/"));
    require(run.image() == before);
    return 0;
  }
  Run second;
  const memory_file again(run.file());
  load(second.checkpoint(), again.path());
  require(second.image() == run.image());
  if (run.can_count()) run.train();
  return 0;
}

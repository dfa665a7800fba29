// SPDX-License-Identifier: BSL-1.0
// Checkpoints: a run that is resumed goes on bit by bit as the one that was not interrupted, and a file that does not
// fit changes nothing.
#include "support.hpp"

#include <tenon/io/checkpoint.hpp>
#include <tenon/optim.hpp>

#include <boost/hana/define_struct.hpp>

#include <vector>

using namespace tenon;
using namespace tenon::literals;
using namespace tenon::test;

namespace {
struct Net : Module {
  Linear<6, 16> fc1;
  Dropout drop{0.25};
  Linear<16, 3> fc2;
  Buffer<float, 2> seen;
  TENON_MEMBERS(Net, fc1, drop, fc2, seen)
  auto operator()(const auto& x) { return fc2(drop(gelu(fc1(x)))); }
};

struct Other : Module {
  Linear<6, 16> fc1;
  Linear<16, 4> fc2;
  Buffer<float, 2> seen;
  TENON_MEMBERS(Other, fc1, fc2, seen)
};

// training with all that has a state
struct Run {
  Net net;
  Generator batches{7}, masks{8};
  AdamW<Net> optimizer{parameters(net), {.amsgrad = true}};
  Scheduler<AdamW<Net>, OneCycleLR> scheduler{optimizer, OneCycleLR{.max_lr = 0.01, .total_steps = 20}};
  ExponentialMovingAverage<Net> average{parameters(net), 0.9};
  long step = 0;

  explicit Run(std::uint64_t seed) : net(started(seed)) { net.drop.generator = &masks; }
  static Net started(std::uint64_t seed) {
    manual_seed(seed);
    return Net();
  }
  auto checkpoint() {
    return dict("model"_k = std::ref(net), "optimizer"_k = std::ref(optimizer), "scheduler"_k = std::ref(scheduler),
                "average"_k = std::ref(average), "step"_k = std::ref(step), "batches"_k = std::ref(batches),
                "masks"_k = std::ref(masks));
  }
  float train() {
    const Tensor<float, 8, 6> x = randn(batches);
    const Tensor<int, 8> target = randint(batches, 0, 3);
    optimizer.zero_grad();
    float loss = 0;
    {
      Tape tape;
      Variable l = cross_entropy(net(x), target);
      tape.backward(l);
      loss = float(l);
    }
    optimizer.step();
    scheduler.step();
    average.update();
    net.seen(1) += loss;
    ++step;
    return loss;
  }
};
// all that a checkpoint refers to, bit by bit
std::string image(Run& run) {
  std::string bytes;
  auto checkpoint = run.checkpoint();
  for (const TensorRef& t : detail::state_of(checkpoint))
    bytes.append(static_cast<const char*>(t.data), static_cast<std::size_t>(detail::bytes_of(t)));
  return bytes;
}
} // namespace

TEST_CASE("a resumed run goes on bit by bit", "[checkpoint]") {
  const TemporaryDirectory directory;
  const auto path = directory / "run.safetensors";
  Run first(1);
  for (int i = 0; i < 5; ++i) first.train();
  save(first.checkpoint(), path);

  Run second(2); // another start
  for (int i = 0; i < 2; ++i) second.train();
  CHECK(image(second) != image(first));
  load(second.checkpoint(), path);
  CHECK(second.step == 5);
  CHECK(second.optimizer.lr == first.optimizer.lr);
  CHECK(second.optimizer.betas[0] == first.optimizer.betas[0]);
  for (int i = 0; i < 5; ++i) CHECK(second.train() == first.train());
  CHECK(image(second) == image(first));
  first.average.swap();
  second.average.swap();
  CHECK(second.net == first.net);
}

TEST_CASE("names in a checkpoint are keys and PyTorch's", "[checkpoint]") {
  const TemporaryDirectory directory;
  const auto path = directory / "run.safetensors";
  Linear<3, 2> layer;
  SGD optimizer{parameters(layer), {.momentum = 0.5}};
  Scheduler scheduler{optimizer, ReduceLROnPlateau{.lr = 0.5}};
  Generator generator(3);
  const int step = 12;
  save(dict("model"_k = std::ref(layer), "optimizer"_k = std::ref(optimizer), "scheduler"_k = std::ref(scheduler),
            "step"_k = step, "random"_k = dict("data"_k = std::ref(generator))),
       path);
  const SafetensorsFile file(path);
  CHECK(file.names() == std::vector<std::string>{
                            "model.bias", "model.weight", "optimizer.0.momentum_buffer", "optimizer.0.step",
                            "optimizer.1.momentum_buffer", "optimizer.1.step", "random.data.block", "random.data.seed",
                            "scheduler.lr", "scheduler.schedule.best", "scheduler.schedule.cooldown_counter",
                            "scheduler.schedule.lr", "scheduler.schedule.num_bad_epochs", "scheduler.step", "step"});
  CHECK(file.entry("step").dtype == DType::I32);
  CHECK(file.entry("step").shape.empty());

  save(layer, path);
  CHECK(SafetensorsFile(path).names() == std::vector<std::string>{"bias", "weight"});
  Linear<3, 2> again;
  CHECK(again != layer);
  load(again, path);
  CHECK(again == layer);
}

TEST_CASE("a rate that follows a metric is resumed as well", "[checkpoint]") {
  const TemporaryDirectory directory;
  const auto path = directory / "plateau.safetensors";
  Parameter<float, 2> p;
  SGD optimizer{parameters(p)};
  Scheduler first{optimizer, ReduceLROnPlateau{.lr = 1, .factor = 0.5, .patience = 1, .cooldown = 1}};
  for (const double metric : {3.0, 4.0, 4.0, 2.0, 5.0}) first.step(metric);
  CHECK(optimizer.lr == 0.5);
  save(first, path);
  SGD other{parameters(p)};
  Scheduler second{other, ReduceLROnPlateau{.lr = 1, .factor = 0.5, .patience = 1, .cooldown = 1}};
  load(second, path);
  CHECK(other.lr == 0.5);
  CHECK(second.schedule.best == 2);
  CHECK(second.schedule.num_bad_epochs == 1);
  second.step(5.0);
  CHECK(other.lr == 0.25);
}

TEST_CASE("what does not fit is named, and nothing changes", "[checkpoint]") {
  const TemporaryDirectory directory;
  const auto path = directory / "run.safetensors";
  Run run(1);
  run.train();
  const std::string before = image(run);

  Other other;
  const double step = 3;
  save(dict("model"_k = std::ref(other), "step"_k = step, "epoch"_k = 1), path);
  CHECK(fault_of([&] {
          load(dict("model"_k = std::ref(run.net), "step"_k = std::ref(run.step), "masks"_k = std::ref(run.masks)),
               path);
        }) ==
        "file '" + path +
            "' does not fit: missing: \"masks.seed\", \"masks.block\"; unexpected: \"epoch\"; \"model.fc2.weight\" has "
            "shape (4, 16), and the tensor (3, 16); \"model.fc2.bias\" has shape (4), and the tensor (3); \"step\" "
            "holds F64, and the tensor I64");
  CHECK(image(run) == before);

  save(run.checkpoint(), path);
  std::string bytes = read_file(path);
  const std::string whole = bytes;
  run.train();
  const std::string now = image(run);
  for (const std::size_t kept : {std::size_t(0), std::size_t(7), std::size_t(200), bytes.size() - 1}) {
    write_file(path, whole.substr(0, kept));
    CHECK_THROWS_AS(load(run.checkpoint(), path), file_error);
  }
  CHECK_THROWS_AS(load(run.checkpoint(), directory / "absent"), file_error);
  CHECK(image(run) == now);
  write_file(path, whole);
  load(run.checkpoint(), path);
  CHECK(image(run) == before);
}

namespace {
struct Progress {
  BOOST_HANA_DEFINE_STRUCT(Progress, (Generator, generator), (long, step), (double, best));
};
} // namespace

TEST_CASE("a Struct is a checkpoint as well", "[checkpoint]") {
  const TemporaryDirectory directory;
  const auto path = directory / "progress.safetensors";
  Progress first{Generator(3), 12, 0.5}, second{Generator(), 0, 0};
  (void)first.generator.uniform();
  save(first, path);
  CHECK(SafetensorsFile(path).names() == std::vector<std::string>{"best", "generator.block", "generator.seed", "step"});
  load(second, path);
  CHECK(second.step == 12);
  CHECK(second.best == 0.5);
  CHECK(second.generator.uniform() == first.generator.uniform());
}

TEST_CASE("names may differ where that is asked for", "[checkpoint]") {
  const TemporaryDirectory directory;
  const auto path = directory / "model.safetensors";
  Net net;
  save(net.fc1, path);
  Linear<6, 16> fc1;
  int step = 4;
  const auto keys = load(dict("weight"_k = std::ref(fc1.weight), "step"_k = std::ref(step)), path, {.strict = false});
  CHECK(keys.missing_keys == std::vector<std::string>{"step"});
  CHECK(keys.unexpected_keys == std::vector<std::string>{"bias"});
  CHECK(std::equal(fc1.weight.value().begin(), fc1.weight.value().end(), net.fc1.weight.value().begin()));
  CHECK(step == 4);
}

TEST_CASE("saving and averaging between a statement and its sweep only read", "[checkpoint]") {
  const TemporaryDirectory directory;
  Linear<3, 2> layer;
  ExponentialMovingAverage average{parameters(layer), 0.9};
  layer.weight.zero_grad();
  const Tensor<float, 2, 3> x = ones<float, 2, 3>();
  Tape tape;
  const Variable loss = sum(layer(x));
  save(layer, directory / "layer.safetensors");
  average.update();
  tape.backward(loss);
  CHECK(layer.weight.grad()(0, 0) == 2);
}

TEST_CASE("... and loading writes", "[checkpoint]") {
  const TemporaryDirectory directory;
  Linear<3, 2> layer;
  save(layer, directory / "layer.safetensors");
  const Tensor<float, 2, 3> x = ones<float, 2, 3>();
  Tape tape;
  const Variable loss = sum(layer(x));
  load(layer, directory / "layer.safetensors");
  CHECK_THROWS_AS(tape.backward(loss), std::logic_error);
}

TEST_CASE("a file without batch norm's count is loaded", "[checkpoint]") {
  const TemporaryDirectory directory;
  const Tensor<float, 3> v = tensor({1.f, 2.f, 3.f});
  const auto path = directory / "norm.safetensors";
  save(dict("weight"_k = v, "bias"_k = v, "running_mean"_k = v, "running_var"_k = v), path);
  BatchNorm1d<3> norm;
  *norm.num_batches_tracked.data() = 7;
  load(norm, path);
  CHECK(norm.running_var(1) == 2);
  CHECK(*norm.num_batches_tracked.data() == 7);
}

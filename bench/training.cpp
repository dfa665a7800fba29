// SPDX-License-Identifier: BSL-1.0
// Steps of training, whole: forward, backward, update; beside libtorch's modules and its AdamW, from the same weights.
// The rate is 0, so that every step does all the work on the same numbers, and gradients can be compared at any time.
#include "row.hpp"

#include <tenon/optim.hpp>

#include <ATen/Parallel.h>
#include <torch/nn.h>
#include <torch/optim/adamw.h>

namespace {

struct Mlp : tenon::Module {
  tenon::Linear<784, 512> fc1;
  tenon::Linear<512, 512> fc2;
  tenon::Linear<512, 10> fc3;
  TENON_MEMBERS(Mlp, fc1, fc2, fc3)
  auto operator()(const auto& x) const { return fc3(relu(fc2(relu(fc1(x))))); }
};
struct TorchMlp : torch::nn::Module {
  torch::nn::Linear fc1{784, 512}, fc2{512, 512}, fc3{512, 10};
  TorchMlp() {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
    register_module("fc3", fc3);
  }
  at::Tensor forward(const at::Tensor& x) { return fc3(at::relu(fc2(at::relu(fc1(x))))); }
};

// smooth, because in float and double a unit near 0 might not fall on the same side of a relu
using Activation = tenon::GELU;
constexpr tenon::index depth = 4, width = 128, heads = 4, hidden = 512, length = 64, sequences = 12;
struct Encoder : tenon::Module {
  std::array<tenon::TransformerEncoderLayer<width, heads, hidden, float, Activation>, depth> layers;
  TENON_MEMBERS(Encoder, layers)
  auto operator()(const auto& x) const {
    auto h = layers[0](x);
    for (std::size_t i = 1; i < layers.size(); ++i) h = layers[i](h);
    return h;
  }
};

// a float tensor of libtorch's with the same elements
template <tenon::index... N> at::Tensor copied(const tenon::Tensor<float, N...>& x) {
  return at::from_blob(const_cast<float*>(x.data()), {N...}, at::kFloat).clone();
}
template <class Model> void give_weights(Model& model, torch::nn::Module& torch) {
  auto theirs = torch.named_parameters();
  const torch::NoGradGuard no_grad;
  parameters(model).each_named([&](const std::string& name, auto& p) { theirs[name].copy_(copied(p.value())); });
}
// Ends the program unless all gradients of a model are those of libtorch's in double, up to 1e-5 of the largest of the
// parameter.
template <class Model, class Gradient> void compare(const std::string& row, Model& model, Gradient gradient) {
  parameters(model).each_named([&](const std::string& name, auto& p) {
    const at::Tensor expected = gradient(name).to(at::kDouble);
    const at::Tensor off = (copied(p.grad()).to(at::kDouble) - expected).abs().max() / expected.abs().max();
    if (off.item<double>() <= 1e-5) return;
    std::fprintf(stderr, "%s: the gradient of %s is off by %g\n", row.c_str(), name.c_str(), off.item<double>());
    std::exit(1);
  });
}

// One row: loss(output, target) for each of the two, whose x and target may be laid out otherwise.
template <class Model, class X, class Target, class Loss, class Torch, class TorchLoss>
void add(const std::string& name, Model& model, const X& x, const Target& target, Loss loss, Torch torch,
         const at::Tensor& torch_x, const at::Tensor& torch_target, TorchLoss torch_loss) {
  give_weights(model, *torch);
  torch->to(at::kDouble); // for the gradients to compare with
  torch_loss(torch->forward(torch_x.to(at::kDouble)),
             torch_target.is_floating_point() ? torch_target.to(at::kDouble) : torch_target)
      .backward();
  std::map<std::string, at::Tensor> expected;
  for (auto& p : torch->named_parameters()) {
    expected[p.key()] = p.value().grad();
    p.value().mutable_grad() = at::Tensor();
  }
  torch->to(at::kFloat);

  const auto optimizer = std::make_shared<tenon::AdamW<Model>>(parameters(model), tenon::adamw_options{.lr = 0});
  const auto tenon = [&model, &x, &target, loss, optimizer] {
    optimizer->zero_grad();
    tenon::Tape tape;
    tenon::Variable l = loss(model(x), target);
    tape.backward(l);
    optimizer->step();
  };
  benchmark::RegisterBenchmark((name + "/tenon").c_str(), [=, &model](benchmark::State& state) {
    tenon();
    compare(name, model, [&](const std::string& parameter) { return expected.at(parameter); });
    for (auto _ : state) tenon();
  });

  const auto torch_optimizer =
      std::make_shared<torch::optim::AdamW>(torch->parameters(), torch::optim::AdamWOptions(0.0));
  benchmark::RegisterBenchmark((name + "/libtorch").c_str(), [=](benchmark::State& state) {
    const auto run = [&] {
      torch_optimizer->zero_grad();
      torch_loss(torch->forward(torch_x), torch_target).backward();
      torch_optimizer->step();
    };
    run();
    for (auto _ : state) run();
  });
}

const bench::registration added(bench::stage::peers, [] {
  at::set_num_threads(1);
  {
    auto& model = *new Mlp;
    auto& x = bench::input<64, 784>(1);
    auto& target = *new tenon::Tensor<std::int64_t, 64>;
    for (tenon::index i = 0; i < 64; ++i) target(i) = i * 7 % 10;
    add(
        "training step: MLP 784-512-512-10, batch 64", model, x, target,
        [](auto&& y, const auto& t) { return cross_entropy(y, t); }, std::make_shared<TorchMlp>(), copied(x),
        at::from_blob(target.data(), {64}, at::kLong).clone(),
        [](const at::Tensor& y, const at::Tensor& t) { return at::cross_entropy_loss(y, t); });
  }
  {
    auto& model = *new Encoder{.layers = {}};
    for (auto& layer : model.layers) layer = std::remove_reference_t<decltype(layer)>({.dropout = 0});
    auto& x = bench::input<sequences, length, width>(2);
    auto& target = bench::input<sequences, length, width>(3);
    const auto layer = torch::nn::TransformerEncoderLayer(torch::nn::TransformerEncoderLayerOptions(width, heads)
                                                              .dim_feedforward(hidden)
                                                              .dropout(0)
                                                              .activation(torch::kGELU));
    const auto torch = torch::nn::TransformerEncoder(torch::nn::TransformerEncoderOptions(layer, depth));
    // libtorch's layers want the sequence first
    add(
        "training step: encoder of 4 layers, 12x64x128", model, x, target,
        [](auto&& y, const auto& t) { return mse_loss(y, t); }, torch.ptr(), copied(x).transpose(0, 1).contiguous(),
        copied(target).transpose(0, 1).contiguous(),
        [](const at::Tensor& y, const at::Tensor& t) { return at::mse_loss(y, t); });
  }
});

} // namespace

// SPDX-License-Identifier: BSL-1.0
// What optimisers share: groups, frozen parameters, state that is saved and restored, errors, allocations.
#include "allocations.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <vector>

using namespace tenon;

namespace {
struct Net : Module {
  Linear<4, 6> fc1;
  LayerNorm<6> norm;
  Linear<6, 3> fc2;
  TENON_MEMBERS(Net, fc1, norm, fc2)
};
void set_gradients(Net& net, float g) {
  parameters(net).each([g](const auto& p) { std::fill(p.grad().begin(), p.grad().end(), g); });
}
template <module M> void set_values(M& net, float v) {
  parameters(net).each([v](auto& p) { std::fill(p.value().begin(), p.value().end(), v); });
}
// by name: the one value that all elements of a parameter have
template <module M> std::map<std::string, float> values_of(M& net) {
  std::map<std::string, float> values;
  parameters(net).each_named([&](const std::string& name, const auto& p) {
    REQUIRE(std::all_of(p.value().begin(), p.value().end(), [&](float x) { return x == p.data()[0]; }));
    values[name] = p.data()[0];
  });
  return values;
}
} // namespace

TEST_CASE("groups have their own rate and decay, and later ones win") {
  Net net;
  set_values(net, 1);
  set_gradients(net, 1);
  SGD optimizer{parameters(net), {.lr = 0.5, .weight_decay = 0.25}};
  const auto of_fc2 = [](const std::string& name, const auto&) { return name.starts_with("fc2"); };
  const auto is_bias = [](const std::string& name, const auto&) { return name.ends_with("bias"); };
  CHECK(optimizer.group(of_fc2, {.lr_factor = 0.5, .weight_decay = 1}) == 2);
  CHECK(optimizer.group(is_bias, {.weight_decay = 0}) == 3);
  CHECK(optimizer.group([](const std::string&, const auto&) { return false; }, {.lr_factor = 9}) == 0);
  optimizer.step();
  CHECK(values_of(net) == std::map<std::string, float>{{"fc1.weight", 1 - 0.5f * 1.25f},
                                                       {"fc1.bias", 0.5f},
                                                       {"norm.weight", 1 - 0.5f * 1.25f},
                                                       {"norm.bias", 0.5f},
                                                       {"fc2.weight", 1 - 0.25f * 2},
                                                       {"fc2.bias", 0.75f}});
}

namespace {
struct Scale : Module { // a norm of the user's own
  static constexpr auto role = parameter_role::norm;
  Parameter<float, 2, 2> gain;
  TENON_MEMBERS(Scale, gain)
};
struct Roles : Module {
  Embedding<5, 4> table;
  std::array<LayerNorm<2, 2>, 2> norms;
  MultiheadAttention<4, 2> attention;
  Scale scale;
  Parameter<float, 2, 3> head_bias, matrix;
  TENON_MEMBERS(Roles, table, norms, attention, scale, head_bias, matrix)
};
} // namespace

TEST_CASE("what a parameter is to its module") {
  Roles model;
  std::map<std::string, parameter_role> roles;
  const auto note = [&](const std::string& name, const auto&, parameter_role role) { roles[name] = role; };
  parameters(model).each_named(note);
  using enum parameter_role;
  CHECK(roles == std::map<std::string, parameter_role>{{"table.weight", embedding},
                                                       {"norms.0.weight", norm},
                                                       {"norms.0.bias", bias},
                                                       {"norms.1.weight", norm},
                                                       {"norms.1.bias", bias},
                                                       {"attention.in_proj_weight", weight},
                                                       {"attention.in_proj_bias", bias},
                                                       {"attention.out_proj.weight", weight},
                                                       {"attention.out_proj.bias", bias},
                                                       {"scale.gain", norm},
                                                       {"head_bias", bias},
                                                       {"matrix", weight}});
  set_values(model, 1);
  AdamW optimizer{parameters(model), {.lr = 0.5, .weight_decay = 0.5}};
  no_decay_on_biases_and_norms(optimizer);
  optimizer.step();
  for (const auto& [name, value] : values_of(model)) {
    INFO(name);
    CHECK(value == (roles[name] == weight || roles[name] == embedding ? 0.75f : 1));
  }
  const auto is_norm = [](const std::string&, const auto&, parameter_role role) { return role == norm; };
  CHECK(optimizer.group(is_norm, {.lr_factor = 2}) == 3);
}

TEST_CASE("no_decay_on_biases_and_norms leaves decay to matrices") {
  Net net;
  set_values(net, 1);
  AdamW optimizer{parameters(net), {.lr = 0.5, .weight_decay = 0.5}}; // without gradients only decay acts
  optimizer.step();
  for (const auto& [name, value] : values_of(net)) CHECK(value == 0.75f); // as PyTorch: all decay by default
  no_decay_on_biases_and_norms(optimizer);
  optimizer.step();
  for (const auto& [name, value] : values_of(net)) {
    INFO(name);
    CHECK(value == (name == "fc1.weight" || name == "fc2.weight" ? 0.5625f : 0.75f));
  }
}

TEST_CASE("a frozen parameter is left alone, and starts at its first step when it thaws") {
  Parameter<float, 5> still = ones<float, 5>(), moving = ones<float, 5>();
  std::fill_n(still.grad().data(), 5, 1.f);
  std::fill_n(moving.grad().data(), 5, 1.f);
  still.requires_grad(false);
  AdamW adam{parameters(still, moving), {.lr = 0.125, .weight_decay = 0}};
  SGD sgd{parameters(still, moving), {.lr = 0.125, .momentum = 0.5, .dampening = 0.5}};
  for (int i = 0; i < 3; ++i) {
    adam.step();
    sgd.step();
  }
  for (const float x : still.value()) CHECK(x == 1);
  for (const float x : moving.value()) CHECK(x < 0.7f);
  still.requires_grad(true);
  sgd.step(); // the first gradient is not dampened
  for (const float x : still.value()) CHECK(x == 0.875f);
  adam.step(); // bias is corrected for one step: Adam's first step is lr
  for (const float x : still.value()) CHECK(x == Approx(0.75f).epsilon(1e-6));
}

namespace {
using image = std::map<std::string, std::vector<double>>;
template <class O> image save(O& optimizer) {
  image saved;
  optimizer.each_state([&](const std::string& name, const auto* data, const ints& shape) {
    CHECK(saved.count(name) == 0);
    saved[name].assign(data, data + product(shape));
  });
  return saved;
}
template <class O> void restore(O& optimizer, const image& saved) {
  optimizer.each_state([&](const std::string& name, auto* data, const ints& shape) {
    const auto& from = saved.at(name);
    REQUIRE(from.size() == static_cast<std::size_t>(product(shape)));
    for (const double x : from) *data++ = static_cast<std::remove_reference_t<decltype(*data)>>(x);
  });
}
template <class P> void draw_gradient(const P& p, Generator& generator) {
  for (auto& g : p.grad()) g = static_cast<typename P::value_type>(generator.uniform() - 0.5);
}

template <class Make> void check_restart(Make make, const std::vector<std::string>& names) {
  Parameter<float, 3, 7> w;
  Parameter<double, 5> b;
  Generator generator(4);
  auto first = make(w, b);
  const auto step = [&](auto& optimizer) {
    draw_gradient(w, generator);
    draw_gradient(b, generator);
    optimizer.step();
  };
  for (int i = 0; i < 4; ++i) step(first);
  const image saved = save(first);
  std::vector<std::string> found;
  for (const auto& [name, data] : saved) found.push_back(name);
  CHECK(found == names);
  const auto w_then = w.value();
  const auto b_then = b.value();
  const Generator generator_then = generator;
  for (int i = 0; i < 4; ++i) step(first);
  const auto w_end = w.value();
  const auto b_end = b.value();

  w = w_then;
  b = b_then;
  generator = generator_then;
  auto second = make(w, b);
  restore(second, saved);
  for (int i = 0; i < 4; ++i) step(second);
  CHECK(std::equal(w_end.begin(), w_end.end(), w.value().begin()));
  CHECK(std::equal(b_end.begin(), b_end.end(), b.value().begin()));
}
} // namespace

TEST_CASE("training goes on bit by bit from saved state") {
  check_restart([](auto& w, auto& b) { return AdamW{parameters(w, b), {.lr = 0.1, .amsgrad = true}}; },
                {"0.exp_avg", "0.exp_avg_sq", "0.max_exp_avg_sq", "0.step", "1.exp_avg", "1.exp_avg_sq",
                 "1.max_exp_avg_sq", "1.step"});
  check_restart([](auto& w, auto& b) { return SGD{parameters(w, b), {.lr = 0.1, .momentum = 0.9, .dampening = 0.5}}; },
                {"0.momentum_buffer", "0.step", "1.momentum_buffer", "1.step"});
  check_restart([](auto& w, auto& b) { return RMSprop{parameters(w, b), {.momentum = 0.9}}; },
                {"0.momentum_buffer", "0.square_avg", "0.step", "1.momentum_buffer", "1.square_avg", "1.step"});
}

TEST_CASE("memory is taken once, however many parameters there are, and none by a step") {
  static Net net;
  static Parameter<double, 40, 30> large;
  const long before = allocations;
  {
    SGD plain{parameters(net, large), {.lr = 0.1}};
    CHECK(allocations - before <= 2); // lists of records; no state
  }
  const long start = allocations;
  AdamW adam{parameters(net, large), {.amsgrad = true}};
  CHECK(allocations - start <= 3); // and one block of state
  RMSprop rmsprop{parameters(net, large), {.momentum = 0.5, .centered = true}};
  SGD sgd{parameters(net, large), {.momentum = 0.5}};
  ExponentialMovingAverage average{parameters(net, large), 0.9};
  const long ready = allocations;
  for (int i = 0; i < 3; ++i) {
    adam.step();
    rmsprop.step();
    sgd.step();
    average.update();
    average.swap();
    average.swap();
    clip_grad_norm(parameters(net, large), 1);
    clip_grad_value(parameters(net, large), 1);
    adam.zero_grad();
  }
  CHECK(allocations == ready);
}

TEST_CASE("wrong options are told in a sentence") {
  Parameter<float, 2> p;
  const auto list = parameters(p);
  CHECK_THROWS_WITH((AdamW{list, {.lr = -1}}), "AdamW: lr is -1; expected a number from 0 on");
  CHECK_THROWS_WITH((Adam{list, {.betas = {0.9, 1}}}), "Adam: betas[1] is 1; expected a number from 0 to below 1");
  CHECK_THROWS_WITH((Adam{list, {.betas = {-0.1, 0.9}}}),
                    "Adam: betas[0] is -0.1; expected a number from 0 to below 1");
  CHECK_THROWS_WITH((Adam{list, {.eps = -1e-8}}), "Adam: eps is -1e-08; expected a number from 0 on");
  CHECK_THROWS_AS((AdamW{list, {.weight_decay = -0.1}}), std::invalid_argument);
  CHECK_THROWS_AS((AdamW{list, {.lr = std::nan("")}}), std::invalid_argument);
  CHECK_THROWS_AS((SGD{list, {.lr = -1}}), std::invalid_argument);
  CHECK_THROWS_AS((SGD{list, {.momentum = -1}}), std::invalid_argument);
  CHECK_THROWS_WITH((SGD{list, {.dampening = 0.5, .nesterov = true}}),
                    "SGD: nesterov needs momentum and no dampening; momentum is 0, dampening 0.5");
  CHECK_THROWS_AS((RMSprop{list, {.alpha = -1}}), std::invalid_argument);
  CHECK_THROWS_WITH((ExponentialMovingAverage{list, 1.5}),
                    "ExponentialMovingAverage: decay is 1.5; expected a number from 0 to below 1");
  CHECK_THROWS_WITH(AdamW{parameters()}, "AdamW: there are no parameters");
  SGD sgd{list, {.lr = 0.1}};
  CHECK_THROWS_WITH(sgd.group([](const std::string&, const auto&) { return true; }, {.lr_factor = -2}),
                    "SGD: lr_factor of a group is -2; expected a number from 0 on");
  sgd.momentum = 0.5;
  CHECK_THROWS_WITH(sgd.step(), "SGD: the options need momentum_buffer now, but did not when the optimiser was made");
}

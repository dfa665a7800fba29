// SPDX-License-Identifier: BSL-1.0
// What optimisers share: groups, frozen parameters, state that is saved and restored, errors, allocations.
#include "allocations.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

using namespace tenon;

namespace {
struct Net : Module {
  Linear<4, 6> fc1;
  LayerNorm<6> norm;
  Linear<6, 3> fc2;
  TENON_MEMBERS(Net, fc1, norm, fc2)
};
template <module M> void set_gradients(M& net, float g) {
  parameters(net).each([g](auto& p) { std::fill(p.grad().begin(), p.grad().end(), g); });
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
  set_gradients(model, 0);
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
  AdamW optimizer{parameters(net), {.lr = 0.5, .weight_decay = 0.5}};
  set_gradients(net, 0); // only decay acts
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
template <class P> void draw_gradient(P& p, Generator& generator) {
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
  p.grad() = zeros<float, 2>();
  sgd.momentum = 0.5;
  CHECK_THROWS_WITH(sgd.step(), "SGD: the options need momentum_buffer now, but did not when the optimiser was made");
}

namespace {
// steps where backward has reached one of two parameters, with decay
template <class Make> void check_unreached(Make make) {
  Parameter<double, 2> used = ones<double, 2>(), unused = ones<double, 2>();
  auto optimizer = make(parameters(used, unused));
  const auto step = [&](const auto& loss) {
    optimizer.zero_grad();
    Tape tape;
    Variable l = loss();
    tape.backward(l);
    optimizer.step();
  };
  for (int i = 0; i < 3; ++i) step([&] { return sum(square(used)); });
  CHECK(used.has_grad());
  CHECK(!unused.has_grad());
  CHECK(std::as_const(used).value()(0) < 1);
  CHECK(std::as_const(unused).value()(0) == 1);
  // its first step is a first one; from then on gradients of zero count, as in PyTorch 1.13
  Parameter<double, 2> fresh = ones<double, 2>();
  auto other = make(parameters(fresh));
  const auto loss_of = [](Parameter<double, 2>& p) { return sum(exp(p)); };
  step([&] { return loss_of(unused) + sum(used); });
  {
    Tape tape;
    Variable l = loss_of(fresh);
    tape.backward(l);
    other.step();
  }
  CHECK(std::as_const(unused).value()(0) == std::as_const(fresh).value()(0));
  const double before = std::as_const(unused).value()(0);
  step([&] { return sum(square(used)); });
  CHECK(std::as_const(unused).value()(0) < before);
}
} // namespace

TEST_CASE("a parameter that no backward has reached is left alone") {
  check_unreached([](const auto& p) { return SGD{p, {.lr = 0.1, .weight_decay = 0.5}}; });
  check_unreached([](const auto& p) { return SGD{p, {.lr = 0.1, .momentum = 0.9, .dampening = 0.5}}; });
  check_unreached([](const auto& p) { return AdamW{p, {.lr = 0.1, .weight_decay = 0.5}}; });
  check_unreached([](const auto& p) { return Adam{p, {.lr = 0.1}}; });
  check_unreached([](const auto& p) { return RMSprop{p, {.lr = 0.1, .weight_decay = 0.5}}; });
}

TEST_CASE("whether a parameter has a gradient") {
  Parameter<double, 2> p = ones<double, 2>();
  CHECK(!p.has_grad());
  p.zero_grad();
  CHECK(std::as_const(p).grad()(0) == 0);
  CHECK(!p.has_grad()); // looking at one that is const does not make one
  p.requires_grad(false);
  {
    Parameter<double, 2> q = ones<double, 2>();
    backward(sum(p * q));
    CHECK(q.has_grad());
    Tape tape;
    Variable y = sum(p * q);
    tape.backward(y);
  }
  CHECK(!p.has_grad()); // it was frozen
  p.requires_grad(true);
  {
    Tape tape;
    Variable y = sum(detach(p) * p);
    CHECK(!p.has_grad()); // nor has a statement given one
    tape.backward(y);
  }
  CHECK(p.has_grad());
  const Parameter<double, 2> copy = p;
  CHECK(copy.has_grad());
  p.zero_grad();
  CHECK(p.has_grad());
  Parameter<double, 2> by_hand;
  by_hand.grad() = ones<double, 2>();
  CHECK(by_hand.has_grad());
  Parameter<double, 2> detached;
  {
    Tape tape;
    Variable y = sum(detach(detached) * p);
    tape.backward(y);
  }
  CHECK(!detached.has_grad());
}

TEST_CASE("a model stands for its parameters") {
  const auto train = [](Net& net, auto make, auto clip) {
    Generator g(3);
    for (auto& x : net.fc1.weight.value()) x = static_cast<float>(g.uniform());
    auto optimizer = make(net);
    set_gradients(net, 3);
    clip(net);
    optimizer.step();
    return values_of(net.fc2);
  };
  Net a, b;
  set_values(a, 1);
  b = a;
  const auto whole = train(
      a, [](Net& n) { return AdamW{n, {.lr = 0.1}}; },
      [](Net& n) {
        clip_grad_norm(n, 1.0);
        clip_grad_value(n, 0.01);
      });
  const auto listed = train(
      b, [](Net& n) { return AdamW{parameters(n), {.lr = 0.1}}; },
      [](Net& n) {
        clip_grad_norm(parameters(n), 1.0);
        clip_grad_value(parameters(n), 0.01);
      });
  CHECK(whole == listed);
  STATIC_REQUIRE(std::is_same_v<decltype(SGD{a}), SGD<Net>>);
  STATIC_REQUIRE(std::is_same_v<decltype(Adam{a, {.lr = 1}}), Adam<Net>>);
  STATIC_REQUIRE(std::is_same_v<decltype(RMSprop{a.fc1.weight}), RMSprop<Parameter<float, 6, 4>>>);
  STATIC_REQUIRE(std::is_same_v<decltype(ExponentialMovingAverage{a, 0.9}), ExponentialMovingAverage<Net>>);
  STATIC_REQUIRE(std::is_same_v<decltype(LBFGS{a}), LBFGS<Net>>);
}

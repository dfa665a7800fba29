// SPDX-License-Identifier: BSL-1.0
// LBFGS on modules: closures, state that is saved and restored, frozen parameters, exceptions, allocations, errors.
#include "allocations.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr auto wolfe = line_search_fn::strong_wolfe;

struct Net : Module {
  Linear<3, 4> fc1;
  Linear<4, 2> fc2;
  TENON_MEMBERS(Net, fc1, fc2)
  template <class X> auto operator()(const X& x) { return fc2(tanh(fc1(x))); }
};
struct task {
  Tensor<float, 20, 3> x;
  Tensor<std::int64_t, 20> label;

  task() {
    Generator generator(8);
    x = randn(generator);
    for (index i = 0; i < 20; ++i) label(i) = x(i, 0) * x(i, 1) > 0.2f;
  }
};
const task data;
Net net_of(std::uint64_t seed) {
  Generator generator(seed);
  Net net;
  parameters(net).each([&](auto& p) {
    for (auto& e : p.value()) e = static_cast<float>(generator.uniform() - 0.5);
  });
  return net;
}
std::vector<float> elements_of(Net& net) {
  std::vector<float> all;
  parameters(net).each([&](const auto& p) {
    for (const float x : p.value()) all.push_back(x);
  });
  return all;
}
auto loss_of(Net& net) {
  return [&net] { return cross_entropy(net(data.x), data.label) + 1e-3f * sum(square(net.fc1.weight)); };
}
} // namespace

TEST_CASE("a step trains a module, and says the loss where it began") {
  Net net = net_of(1);
  const float before = loss_of(net)();
  LBFGS optimizer{parameters(net), {.max_iter = 100, .line_search_fn = wolfe}};
  CHECK(optimizer.step(loss_of(net)) == before);
  const float after = loss_of(net)();
  CHECK(after < 0.1f);
  CHECK(optimizer.step(loss_of(net)) == after);
}

TEST_CASE("a closure may do as PyTorch's, or give a statement") {
  Net one = net_of(2), other = net_of(2);
  LBFGS first{parameters(one), {.max_iter = 5, .line_search_fn = wolfe}};
  LBFGS second{parameters(other), {.max_iter = 5, .line_search_fn = wolfe}};
  for (int i = 0; i < 3; ++i) {
    const double a = first.step([&] {
      first.zero_grad();
      Tape tape;
      const Variable loss = loss_of(one)();
      tape.backward(loss);
      return *loss.data();
    });
    // for each closure a function of its own is compiled, where products and sums may become one instruction elsewhere
    CHECK(second.step(loss_of(other)) == Approx(a));
  }
  CHECK_THAT(elements_of(one), Catch::Approx(elements_of(other)).epsilon(1e-5f));
}

TEST_CASE("the minimum of a quadratic in one step") {
  Parameter<double, 2, 2> x = full<double, 2, 2>(3.0);
  const Tensor<double, 2, 2> scale = view(tensor({1.0, 2.0, 5.0, 10.0}), 2_c, 2_c);
  LBFGS optimizer{parameters(x), {.line_search_fn = wolfe}};
  optimizer.step([&] { return sum(scale * square(x - 1.0)); });
  for (const double e : x.value()) CHECK(e == Approx(1).margin(1e-6));
  // at the minimum the gradient is looked at once
  int calls = 0;
  x = full<double, 2, 2>(1.0);
  optimizer.step([&] {
    ++calls;
    return sum(scale * square(x - 1.0));
  });
  CHECK(calls == 1);
}

TEST_CASE("LBFGS leaves frozen parameters alone") {
  Net net = net_of(3);
  net.fc1.weight.requires_grad(false);
  const auto weight = net.fc1.weight.value();
  const auto other = net.fc2.weight.value();
  LBFGS optimizer{parameters(net), {.max_iter = 5, .line_search_fn = wolfe}};
  optimizer.step(loss_of(net));
  CHECK(std::equal(weight.begin(), weight.end(), net.fc1.weight.data()));
  CHECK_FALSE(std::equal(other.begin(), other.end(), net.fc2.weight.data()));
}

namespace {
using image = std::map<std::string, std::vector<double>>;
template <class O> image save(O& optimizer) {
  image saved;
  optimizer.each_state([&](const std::string& name, const auto* from, const ints& shape) {
    CHECK(saved.count(name) == 0);
    saved[name].assign(from, from + product(shape));
  });
  return saved;
}
template <class O> void restore(O& optimizer, const image& saved) {
  optimizer.each_state([&](const std::string& name, auto* to, const ints& shape) {
    const auto& from = saved.at(name);
    REQUIRE(from.size() == static_cast<std::size_t>(product(shape)));
    for (const double x : from) *to++ = static_cast<std::remove_reference_t<decltype(*to)>>(x);
  });
}
} // namespace

TEST_CASE("a search goes on bit by bit from saved state") {
  for (const auto search : {wolfe, line_search_fn::none})
    for (const int done : {0, 1, 4}) {
      const lbfgs_options o{.lr = 0.5, .max_iter = 3, .max_eval = 100, .history_size = 4, .line_search_fn = search};
      Net net = net_of(4);
      LBFGS first{parameters(net), o};
      for (int i = 0; i < done; ++i) first.step(loss_of(net));
      const image saved = save(first);
      CHECK(saved.at("n_iter")[0] == 3 * done);
      CHECK(saved.at("pairs")[0] <= 4);
      if (done == 4) CHECK(saved.count("old_stps.3") == 1); // the memory has been full
      Net copy = net;
      LBFGS second{parameters(copy), o};
      for (int i = 0; i < (done == 4 ? 1 : 4 * done); ++i) second.step(loss_of(copy)); // of fewer pairs, and of more
      copy = net;
      restore(second, saved);
      for (int i = 0; i < 3; ++i) CHECK(first.step(loss_of(net)) == second.step(loss_of(copy)));
      CHECK(elements_of(net) == elements_of(copy));
      CHECK(save(first) == save(second));
    }
}

TEST_CASE("state of more pairs than are remembered is told") {
  Net net = net_of(4);
  LBFGS first{parameters(net), {.history_size = 5}}, second{parameters(net), {.history_size = 2}};
  first.step(loss_of(net));
  const image saved = save(first);
  REQUIRE(saved.at("pairs")[0] == 5);
  CHECK_THROWS_WITH(restore(second, saved), "LBFGS: the state has 5 pairs, but history_size is 2");
}

TEST_CASE("what a closure throws passes through, and the iteration is undone") {
  struct stop {};
  for (const auto search : {wolfe, line_search_fn::none}) {
    Net net = net_of(5), same = net;
    // where the first three iterations lead, each with at least one evaluation
    LBFGS reference{parameters(same), {.max_iter = 1, .line_search_fn = search}};
    std::vector<std::vector<float>> places{elements_of(same)};
    for (int i = 0; i < 3; ++i) {
      reference.step(loss_of(same));
      places.push_back(elements_of(same));
    }
    int calls = 0;
    LBFGS optimizer{parameters(net), {.line_search_fn = search}};
    CHECK_THROWS_AS(optimizer.step([&]() -> float {
      if (++calls == 4) throw stop();
      optimizer.zero_grad();
      Tape tape;
      const Variable loss = loss_of(net)();
      tape.backward(loss);
      return *loss.data();
    }),
                    stop);
    CHECK(std::find(places.begin(), places.end(), elements_of(net)) != places.end());
    CHECK(detail::current_tape() == nullptr);
  }
}

TEST_CASE("losses that are not finite end a step") {
  for (const auto search : {wolfe, line_search_fn::none}) {
    Parameter<double, 3> x = ones<double, 3>();
    int calls = 0;
    LBFGS optimizer{parameters(x), {.line_search_fn = search}};
    const double loss = optimizer.step([&] {
      ++calls;
      return sum(x) * std::numeric_limits<double>::quiet_NaN();
    });
    CHECK(std::isnan(loss));
    CHECK(calls <= 30 * 20);
    // below, without end
    x = ones<double, 3>();
    calls = 0;
    LBFGS down{parameters(x), {.line_search_fn = search}};
    down.step([&] {
      ++calls;
      return -sum(exp(x));
    });
    CHECK(calls <= 30 * 20);
  }
}

TEST_CASE("steps allocate nothing after the first") {
  for (const auto search : {wolfe, line_search_fn::none}) {
    Parameter<float, 100, 30> w;
    Parameter<float, 100> b;
    Generator generator(3);
    const Tensor<float, 100, 100> x = randn(generator);
    const Tensor<float, 100, 30> y = randn(generator);
    LBFGS optimizer{parameters(w, b), {.lr = 0.1, .max_iter = 6, .history_size = 10, .line_search_fn = search}};
    const auto closure = [&] { return mse_loss(matmul(x, w), y) + mean(square(b - 1.f)); };
    optimizer.step(closure);
    const long before = allocations;
    for (int i = 0; i < 5; ++i) optimizer.step(closure);
    CHECK(allocations == before);
  }
}

TEST_CASE("a schedule sets the rate of LBFGS") {
  Parameter<double, 1> x = tensor({1.0});
  LBFGS optimizer{parameters(x), {.max_iter = 1}};
  Scheduler schedule{optimizer, StepLR{.lr = 0.5, .step_size = 1, .gamma = 0.5}};
  // the first step is min(1, 1 / |g|) times the rate: here the gradient is 0.5 x
  optimizer.step([&] { return 0.25 * sum(square(x)); });
  CHECK(x.data()[0] == 0.75);
  schedule.step();
  CHECK(optimizer.lr == 0.25);
  optimizer.step([&] { return 0.25 * sum(square(x)); });
  CHECK(x.data()[0] == Approx(0.75 - 0.25 * 0.75)); // the curvature is known now: the whole step would be to 0
}

TEST_CASE("wrong options of LBFGS are told in a sentence") {
  Parameter<double, 2> x;
  const auto made = [&](const lbfgs_options& o) { return LBFGS{parameters(x), o}; };
  CHECK_THROWS_WITH(made({.lr = -1}), "LBFGS: lr is -1; expected a number from 0 on");
  CHECK_THROWS_WITH(made({.max_iter = 0}), "LBFGS: max_iter is 0; expected a positive number");
  CHECK_THROWS_WITH(made({.max_eval = 0}), "LBFGS: max_eval is 0; expected a positive number");
  CHECK_THROWS_WITH(made({.tolerance_grad = -1e-3}), "LBFGS: tolerance_grad is -0.001; expected a number from 0 on");
  CHECK_THROWS_WITH(made({.tolerance_change = -2}), "LBFGS: tolerance_change is -2; expected a number from 0 on");
  CHECK_THROWS_WITH(made({.history_size = -3}), "LBFGS: history_size is -3; expected a positive number");
  CHECK_NOTHROW(made({}));
}

// as torch 1.13 does
TEST_CASE("tolerance_change ends steps, not line searches") {
  Parameter<double, 2> x = tensor({-1.2, 1.0});
  LBFGS optimizer{parameters(x), {.lr = 5, .max_iter = 5, .tolerance_change = 2, .line_search_fn = wolfe}};
  int calls = 0;
  for (const auto& [after, loss] : {std::pair(4, 24.2), std::pair(7, 15.2904182), std::pair(8, 4.10728709)}) {
    const double begun = optimizer.step([&] {
      ++calls;
      const auto a = select(x, 0_c, 0_c), b = select(x, 0_c, 1_c);
      return 100.0 * square(b - square(a)) + square(1.0 - a);
    });
    CHECK(calls == after);
    CHECK(begun == Approx(loss).epsilon(1e-8));
  }
}

// SPDX-License-Identifier: BSL-1.0
// PyTorch's own parameters after each step, its state, and its clipped gradients: the cases of torch_optim.json.
#include "golden/example.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

using golden::example;
using namespace tenon;

namespace {
sgd_options sgd_of(const example& e) {
  return {.lr = e.number("lr"),
          .momentum = e.number("momentum"),
          .dampening = e.number("dampening"),
          .weight_decay = e.number("weight_decay"),
          .nesterov = e.number("nesterov") != 0,
          .maximize = e.number("maximize") != 0};
}
template <class Options> Options adam_of(const example& e) {
  return {.lr = e.number("lr"),
          .betas = {e.element("betas", 0), e.element("betas", 1)},
          .eps = e.number("eps"),
          .weight_decay = e.number("weight_decay"),
          .amsgrad = e.number("amsgrad", 0) != 0,
          .maximize = e.number("maximize", 0) != 0};
}

// Calls f with the optimiser that a case wants.
template <class P, class F> void with_optimizer(const example& e, P& p, F f) {
  const std::string name = e.name();
  if (name.starts_with("sgd")) f(SGD{parameters(p), sgd_of(e)});
  else if (name.starts_with("adamw")) f(AdamW{parameters(p), adam_of<adamw_options>(e)});
  else f(Adam{parameters(p), adam_of<adam_options>(e)});
}

// Steps with given gradients.
template <class T, tenon::index Steps, tenon::index... N> void check_steps(const char* name) {
  INFO(name);
  const example e("torch_optim", name);
  Parameter<T, N...> p = e.input<T, N...>("p0");
  const auto gradients = e.input<T, Steps, N...>("grads");
  Tensor<T, Steps, N...> after;
  with_optimizer(e, p, [&](auto optimizer) {
    for (tenon::index s = 0; s < Steps; ++s) {
      std::copy_n(gradients.data() + s * p.numel, p.numel, p.grad().data());
      optimizer.step();
      std::copy_n(p.data(), p.numel, after.data() + s * p.numel);
    }
    int compared = 0;
    optimizer.each_state([&](const std::string& state, const auto* data, const ints&) {
      if constexpr (std::is_same_v<decltype(data), const T*>) {
        Tensor<T, N...> x;
        std::copy_n(data, p.numel, x.data());
        e.expect(state.substr(2).c_str(), x); // without the "0."
        ++compared;
      }
    });
    for (const char* state : {"momentum_buffer", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"})
      compared -= e.has_output(state);
    CHECK(compared == 0);
  });
  e.expect("params_after_each_step", after);
}

// Steps whose gradients come from a tape, down a bowl.
template <class T> void check_bowl(const char* name) {
  INFO(name);
  const example e("torch_optim", name);
  Parameter<T, 6> p = e.input<T, 6>("p0");
  const auto a = e.input<T, 6>("a"), b = e.input<T, 6>("b");
  Tensor<T, 40> losses;
  with_optimizer(e, p, [&](auto optimizer) {
    for (T& loss : losses) {
      Tape tape;
      Variable bowl = sum(a * square(p - b)) * 0.5;
      tape.backward(bowl);
      optimizer.step();
      optimizer.zero_grad();
      loss = static_cast<T>(bowl);
    }
  });
  e.expect("losses_before_each_step", losses);
  e.expect("params", p.value());
}

template <class T> void check_clipping(const char* name) {
  INFO(name);
  const example e("torch_optim", name);
  Parameter<T, 3, 4> a;
  Parameter<T, 5> b;
  a.grad() = e.input<T, 3, 4>("g1");
  b.grad() = e.input<T, 5>("g2");
  const auto clipped = clip_grad_norm(parameters(a, b), e.number("max_norm"), e.number("norm_type"));
  e.expect("total_norm", Tensor<T>(static_cast<T>(clipped.total_norm)));
  e.expect("clipped_g1", a.grad());
  e.expect("clipped_g2", b.grad());
}
} // namespace

TEMPLATE_TEST_CASE("golden optimisers of 5 elements", "", float, double) {
  for (const char* name :
       {"sgd_0_lr=0.1", "sgd_3_lr=0.1_momentum=0.5_dampening=0.3", "sgd_6_lr=0.1_momentum=0.9_maximize=True",
        "adam_9_lr=0.01_amsgrad=True", "adamw_12_lr=0.01_weight_decay=0.1"})
    check_steps<TestType, 10, 5>(name);
}
TEMPLATE_TEST_CASE("golden optimisers of 3 by 4 elements", "", float, double) {
  for (const char* name : {"sgd_1_lr=0.1_momentum=0.9", "sgd_4_lr=0.1_weight_decay=0.01", "adam_7_lr=0.01",
                           "adamw_10_defaults", "adamw_13_lr=0.01_betas=(0.8, 0.95)_eps=1e-06_amsgrad=True"})
    check_steps<TestType, 6, 3, 4>(name);
}
TEMPLATE_TEST_CASE("golden optimisers of 17 elements", "", float, double) {
  for (const char* name :
       {"sgd_2_lr=0.05_momentum=0.9_nesterov=True", "sgd_5_lr=0.1_momentum=0.9_weight_decay=0.1_nesterov=True",
        "adam_8_lr=0.01_weight_decay=0.1", "adamw_11_lr=0.01_weight_decay=0.0", "adamw_14_lr=0.01_maximize=True"})
    check_steps<TestType, 25, 17>(name);
}
TEMPLATE_TEST_CASE("golden optimisers down a bowl", "", float, double) {
  check_bowl<TestType>("sgd_quadratic");
  check_bowl<TestType>("adamw_quadratic");
}
TEMPLATE_TEST_CASE("golden clipping", "", float, double) {
  for (const char* name : {"clip_grad_norm_1.0_2.0", "clip_grad_norm_100.0_2.0", "clip_grad_norm_0.5_1.0"})
    check_clipping<TestType>(name);
}
TEST_CASE("no golden case is left out") { CHECK(example::count("torch_optim") == 5 + 5 + 5 + 2 + 3); }

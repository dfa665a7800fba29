// SPDX-License-Identifier: BSL-1.0
// Schedules beside numbers worked out by hand, and beside PyTorch's recursions from each rate to the next.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tenon;

namespace {
template <class S> void check(const S& schedule, const std::vector<double>& expected) {
  for (std::size_t t = 0; t < expected.size(); ++t) {
    INFO("step " << t);
    CHECK(schedule.at(static_cast<long>(t)) == Approx(expected[t]).epsilon(1e-12).margin(1e-18));
  }
}
} // namespace

TEST_CASE("constant and linear beginnings") {
  check(ConstantLR{.lr = 0.05, .factor = 0.5, .total_iters = 4}, {0.025, 0.025, 0.025, 0.025, 0.05, 0.05});
  check(LinearLR{.lr = 0.05, .start_factor = 0.5, .total_iters = 4}, {0.025, 0.03125, 0.0375, 0.04375, 0.05, 0.05});
  check(ConstantLR{.lr = 3}, {1, 1, 1, 1, 1, 3});
  check(LinearLR{.lr = 3}, {1, 1.4, 1.8, 2.2, 2.6, 3, 3});
  check(LinearLR{.lr = 1, .start_factor = 1, .end_factor = 0, .total_iters = 2}, {1, 0.5, 0, 0});
}

TEST_CASE("steps down") {
  check(StepLR{.lr = 0.05, .step_size = 3}, {0.05, 0.05, 0.05, 0.005, 0.005, 0.005, 0.0005});
  check(MultiStepLR{.lr = 0.08, .milestones = {1, 4, 4}, .gamma = 0.5}, {0.08, 0.04, 0.04, 0.04, 0.01, 0.01});
  check(ExponentialLR{.lr = 8, .gamma = 0.5}, {8, 4, 2, 1, 0.5});
  check(LambdaLR{2.0, [](long t) { return 1 / static_cast<double>(t + 1); }}, {2, 1, 2.0 / 3, 0.5});
}

TEST_CASE("half a cosine") {
  const double root = std::sqrt(0.5);
  check(CosineAnnealingLR{.lr = 1, .T_max = 4},
        {1, (1 + root) / 2, 0.5, (1 - root) / 2, 0, (1 - root) / 2, 0.5, (1 + root) / 2, 1});
  // the recursion by which PyTorch goes from one rate to the next
  const double base = 0.3, low = 0.02;
  const long half = 7;
  double lr = base;
  const CosineAnnealingLR schedule{.lr = base, .T_max = half, .eta_min = low};
  for (long t = 1; t <= 2 * half; ++t) {
    const auto cosine = [](long s) { return std::cos(3.141592653589793 * static_cast<double>(s) / half); };
    if ((t - 1 - half) % (2 * half) == 0) lr += (base - low) * (1 - std::cos(3.141592653589793 / half)) / 2;
    else lr = (1 + cosine(t)) / (1 + cosine(t - 1)) * (lr - low) + low;
    INFO("step " << t);
    CHECK(schedule.at(t) == Approx(lr).epsilon(1e-10));
  }
}

TEST_CASE("one cycle") {
  // 0.25 of 12 steps: the top is at step 2, the end at 11
  const OneCycleLR linear{.max_lr = 1,
                          .total_steps = 12,
                          .pct_start = 0.25,
                          .anneal_strategy = anneal_strategy::linear,
                          .div_factor = 10,
                          .final_div_factor = 100};
  check(linear, {0.1, 0.55, 1, 1 - 0.999 / 9, 1 - 0.999 * 2 / 9, 1 - 0.999 * 3 / 9});
  CHECK(linear.at(11) == Approx(0.001).epsilon(1e-12));
  CHECK(linear.at(12) == linear.at(11)); // the rate stays
  CHECK(linear.momentum_at(0) == Approx(0.95));
  CHECK(linear.momentum_at(1) == Approx(0.90));
  CHECK(linear.momentum_at(2) == Approx(0.85));
  CHECK(linear.momentum_at(5) == Approx(0.85 + 0.1 / 3));
  CHECK(linear.momentum_at(11) == Approx(0.95));

  const OneCycleLR cosine{.max_lr = 2.5, .total_steps = 10}; // the defaults: 0.3, 25, 1e4
  CHECK(cosine.at(0) == Approx(0.1));
  CHECK(cosine.at(1) == Approx(1.3)); // half of the way
  CHECK(cosine.at(2) == Approx(2.5));
  CHECK(cosine.at(9) == Approx(1e-5));
  CHECK(cosine.at(4) == Approx(1e-5 + (2.5 - 1e-5) / 2 * (1 + std::cos(3.141592653589793 * 2 / 7))));
  CHECK(cosine.momentum_at(1) == Approx(0.9));

  // phases end at steps 4, 8 and 13
  const OneCycleLR three{.max_lr = 1,
                         .total_steps = 14,
                         .pct_start = 5.0 / 14,
                         .anneal_strategy = anneal_strategy::linear,
                         .div_factor = 5,
                         .final_div_factor = 2,
                         .three_phase = true};
  check(three, {0.2, 0.4, 0.6, 0.8, 1, 0.8, 0.6, 0.4, 0.2, 0.18, 0.16, 0.14, 0.12, 0.1});
  CHECK(three.momentum_at(4) == Approx(0.85));
  CHECK(three.momentum_at(6) == Approx(0.9));
  CHECK(three.momentum_at(8) == Approx(0.95));
  CHECK(three.momentum_at(11) == Approx(0.95));
}

TEST_CASE("one schedule after another, each with its own steps") {
  const SequentialLR warm{
      {4}, LinearLR{.lr = 0.1, .start_factor = 0.25, .total_iters = 3}, CosineAnnealingLR{.lr = 0.1, .T_max = 2}};
  check(warm, {0.025, 0.05, 0.075, 0.1, 0.1, 0.05, 0});
  const SequentialLR three{{1, 3},
                           ConstantLR{.lr = 4, .factor = 0.5, .total_iters = 9},
                           ExponentialLR{.lr = 1},
                           StepLR{.lr = 7, .step_size = 2, .gamma = 0.5}};
  check(three, {2, 1, 0.1, 7, 7, 3.5});
  CHECK_THROWS_WITH((SequentialLR{{3, 1}, ConstantLR{}, ConstantLR{}, ConstantLR{}}),
                    "SequentialLR: the milestones do not ascend");
}

TEST_CASE("settings that make no sense are told") {
  CHECK_THROWS_WITH(CosineAnnealingLR{.T_max = 0}.at(1), "CosineAnnealingLR: T_max is 0; expected a positive number");
  CHECK_THROWS_WITH(StepLR{.step_size = -1}.at(1), "StepLR: step_size is -1; expected a positive number");
  CHECK_THROWS_AS(LinearLR{.total_iters = 0}.at(1), std::invalid_argument);
  CHECK_THROWS_AS(OneCycleLR{.total_steps = 0}.at(1), std::invalid_argument);
  CHECK_THROWS_WITH((OneCycleLR{.total_steps = 9, .pct_start = 2}.at(1)),
                    "OneCycleLR: pct_start is 2; expected a number from 0 to 1");
  CHECK_THROWS_WITH(ReduceLROnPlateau{.factor = 1}.step(1),
                    "ReduceLROnPlateau: factor is 1; expected a number from 0 to below 1");
}

TEST_CASE("a scheduler sets the rate and cycles the momentum of its optimiser") {
  Parameter<float, 3> p;
  SGD sgd{parameters(p), {.lr = 7, .momentum = 0.5}};
  Scheduler steps{sgd, StepLR{.lr = 0.4, .step_size = 2, .gamma = 0.5}};
  CHECK(sgd.lr == 0.4);
  steps.step();
  CHECK(sgd.lr == 0.4);
  steps.step();
  CHECK(sgd.lr == 0.2);
  CHECK(sgd.momentum == 0.5);
  Scheduler resumed{sgd, StepLR{.lr = 0.4, .step_size = 2, .gamma = 0.5}, 3};
  resumed.step();
  CHECK(sgd.lr == 0.1);

  AdamW adam{parameters(p)};
  const OneCycleLR cycle{.max_lr = 1, .total_steps = 20};
  Scheduler one_cycle{adam, cycle};
  CHECK(adam.betas[0] == 0.95);
  for (int i = 0; i < 5; ++i) one_cycle.step();
  CHECK(adam.lr == 1);
  CHECK(adam.betas[0] == 0.85);
  CHECK(adam.betas[1] == 0.999);
  Scheduler sgd_cycle{sgd, cycle};
  CHECK(sgd.momentum == 0.95);
  sgd.momentum = 0.5;
  Scheduler still{sgd, OneCycleLR{.max_lr = 1, .total_steps = 20, .cycle_momentum = false}};
  CHECK(sgd.momentum == 0.5);
}

TEST_CASE("ReduceLROnPlateau lowers the rate when nothing improves") {
  Parameter<float, 3> p;
  SGD sgd{parameters(p)};
  Scheduler scheduler{sgd, ReduceLROnPlateau{.lr = 1, .factor = 0.5, .patience = 1, .threshold = 0.1}};
  const auto after = [&](double metric) {
    scheduler.step(metric);
    return sgd.lr;
  };
  CHECK(sgd.lr == 1);
  CHECK(after(10) == 1);
  CHECK(after(9.5) == 1); // less than a tenth better: bad
  CHECK(after(8.9) == 1); // good: counts from here
  CHECK(after(8.9) == 1); // bad, patience 1
  CHECK(after(9) == 0.5); // bad again
  CHECK(after(9) == 0.5);
  CHECK(after(std::nan("")) == 0.25); // no number is an improvement
  CHECK(scheduler.schedule.best == 8.9);
}

TEST_CASE("ReduceLROnPlateau: largest metrics, absolute thresholds, cooldown, a least rate") {
  ReduceLROnPlateau plateau{.lr = 1,
                            .mode = plateau_mode::max,
                            .factor = 0.1,
                            .patience = 0,
                            .threshold = 1,
                            .threshold_mode = threshold_mode::abs,
                            .cooldown = 2,
                            .min_lr = 0.05};
  CHECK(plateau.step(-5) == 1);
  CHECK(plateau.step(-3.5) == 1);           // 1.5 more
  CHECK(plateau.step(-2.6) == Approx(0.1)); // 0.9 more is not enough
  CHECK(plateau.step(-9) == Approx(0.1));   // cools down
  CHECK(plateau.step(-9) == Approx(0.1));
  CHECK(plateau.step(-9) == 0.05); // not below
  for (int i = 0; i < 9; ++i) CHECK(plateau.step(-9) == 0.05);
  ReduceLROnPlateau tiny{.lr = 1e-8, .factor = 0.5, .patience = 0};
  tiny.step(1);
  CHECK(tiny.step(1) == 1e-8); // a change below eps is not made
}

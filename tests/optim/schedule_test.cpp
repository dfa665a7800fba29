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

TEST_CASE("milestones may come in any order") {
  const MultiStepLR steps{.lr = 1, .milestones = {10, 3}, .gamma = 0.5};
  CHECK(steps.at(2) == 1);
  CHECK(steps.at(5) == 0.5);
  CHECK(steps.at(10) == 0.25);
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

// PyTorch 1.13: torch.optim.SGD with lr 0.05 and momentum 0.9 under torch.optim.lr_scheduler, at some of 60 steps
TEST_CASE("rates are those of PyTorch") {
  using numbers = std::vector<double>;
  constexpr long steps[] = {0, 1, 6, 9, 12, 17, 24, 33, 45, 59};
  const auto compare = [&](const auto& schedule, const numbers& rates, const numbers& momenta = {}) {
    for (std::size_t i = 0; i < std::size(steps); ++i) {
      INFO("step " << steps[i]);
      CHECK(schedule.at(steps[i]) == Approx(rates[i]).epsilon(1e-13));
      if constexpr (requires { schedule.momentum_at(0); })
        CHECK(schedule.momentum_at(steps[i]) == Approx(momenta[i]).epsilon(1e-13));
    }
  };
  compare(ConstantLR{.lr = 0.05, .factor = 0.3, .total_iters = 7},
          {0.015, 0.015, 0.015, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05});
  compare(LinearLR{.lr = 0.05, .start_factor = 0.2, .end_factor = 0.7, .total_iters = 13},
          {0.010000000000000002, 0.011923076923076925, 0.021538461538461538, 0.0273076923076923, 0.03307692307692307,
           0.034999999999999996, 0.034999999999999996, 0.034999999999999996, 0.034999999999999996,
           0.034999999999999996});
  compare(StepLR{.lr = 0.05, .step_size = 9, .gamma = 0.3},
          {0.05, 0.05, 0.05, 0.015, 0.015, 0.015, 0.0045, 0.0013499999999999999, 0.00012149999999999997,
           3.644999999999999e-05});
  compare(MultiStepLR{.lr = 0.05, .milestones = {3, 17, 40}, .gamma = 0.3},
          {0.05, 0.05, 0.015, 0.015, 0.015, 0.0045, 0.0045, 0.0045, 0.0013499999999999999, 0.0013499999999999999});
  compare(ExponentialLR{.lr = 0.05, .gamma = 0.93},
          {0.05, 0.04650000000000001, 0.03234950917245001, 0.026020554149424377, 0.02092981487396855,
           0.01456062877942207, 0.008761143013171902, 0.004559395923701809, 0.0019085462524041138,
           0.0006909776004837023});
  compare(CosineAnnealingLR{.lr = 0.05, .T_max = 25, .eta_min = 0.002},
          {0.05, 0.049810752831547477, 0.04349524705811389, 0.03621870299756175, 0.027506972468703525,
           0.013140156920504072, 0.0021892471684525337, 0.01314015692050409, 0.045416407864998724,
           0.036218702997561754});
  compare(OneCycleLR{.max_lr = 0.3, .total_steps = 61},
          {0.01200000000000001, 0.014367806671549854, 0.08934717591936883, 0.1651462247078742, 0.23829723669550604,
           0.2997863636594078, 0.2821416617909969, 0.21057366146309228, 0.08244367642171727, 0.0004069958553691137},
          {0.95, 0.9491778449057118, 0.9231433416946635, 0.8968242275319881, 0.8714245705918382, 0.8500741792849278,
           0.8559528032142139, 0.8798088987478976, 0.9225190646023527, 0.9498647341738136});
  compare(OneCycleLR{.max_lr = 0.3,
                     .total_steps = 61,
                     .pct_start = 0.4,
                     .anneal_strategy = anneal_strategy::linear,
                     .three_phase = true},
          {0.012, 0.024307692307692304, 0.08584615384615384, 0.12276923076923074, 0.1596923076923077,
           0.22123076923076923, 0.2926153846153846, 0.18184615384615388, 0.0341538461538462, 0.0009101999999999999},
          {0.95, 0.9457264957264957, 0.9243589743589743, 0.9115384615384615, 0.8987179487179486, 0.8773504273504273,
           0.8525641025641025, 0.891025641025641, 0.9423076923076923, 0.95});
  compare(SequentialLR{{10},
                       LinearLR{.lr = 0.05, .start_factor = 0.1, .total_iters = 10},
                       CosineAnnealingLR{.lr = 0.05, .T_max = 50, .eta_min = 1e-4}},
          {0.005000000000000001, 0.009500000000000001, 0.03200000000000001, 0.04550000000000002, 0.04980326179779623,
           0.0476254349590272, 0.040953728544229816, 0.0281770641774294, 0.010384757955302798, 0.0001492331257146246});

  ReduceLROnPlateau plateau{.lr = 0.05, .factor = 0.4, .patience = 2, .cooldown = 1, .min_lr = 1e-3};
  const numbers rates{0.05, 0.05, 0.05, 0.05, 0.05, 0.020000000000000004, 0.008000000000000002, 0.001, 0.001, 0.001};
  std::size_t i = 0;
  for (long t = 0; t < 60; ++t) {
    if (t == steps[i]) CHECK(plateau.lr == Approx(rates[i++]).epsilon(1e-13));
    plateau.step(std::abs(std::sin(static_cast<double>(t) * 0.37)) + 5 / static_cast<double>(t + 1));
  }
}

TEST_CASE("settings that make no sense are told") {
  CHECK_THROWS_WITH(CosineAnnealingLR{.T_max = 0}.at(1), "CosineAnnealingLR: T_max is 0; expected a positive number");
  CHECK_THROWS_WITH(StepLR{.step_size = -1}.at(1), "StepLR: step_size is -1; expected a positive number");
  CHECK_THROWS_AS(LinearLR{.total_iters = 0}.at(1), std::invalid_argument);
  CHECK_THROWS_WITH(LinearLR{.start_factor = 2}.at(1), "LinearLR: start_factor is 2; expected a number from 0 to 1");
  CHECK_THROWS_AS(LinearLR{.end_factor = -1}.at(1), std::invalid_argument);
  CHECK_THROWS_WITH(ConstantLR{.factor = 1.5}.at(1), "ConstantLR: factor is 1.5; expected a number from 0 to 1");
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

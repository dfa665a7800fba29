// SPDX-License-Identifier: BSL-1.0
// Learning rates as functions of the step, counted from 0: those of torch.optim.lr_scheduler, with its names and
// defaults. `lr` is the rate that PyTorch takes from the optimiser. at(step) throws std::invalid_argument for settings
// that make no sense.
#pragma once

#include <tenon/optim/settings.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <vector>

namespace tenon {

// lr * factor(step) for a function of one's own
template <class F> struct LambdaLR {
  double lr;
  F factor;

  double at(long step) const { return lr * factor(step); }
};
template <class F> LambdaLR(double, F) -> LambdaLR<F>;

// a part of the rate at first
struct ConstantLR {
  double lr = 1e-3, factor = 1.0 / 3;
  long total_iters = 5;

  double at(long step) const {
    detail::require_part("ConstantLR", "factor", factor);
    return step < total_iters ? lr * factor : lr;
  }
};

// from one part of the rate to another on a straight line
struct LinearLR {
  double lr = 1e-3, start_factor = 1.0 / 3, end_factor = 1;
  long total_iters = 5;

  double at(long step) const {
    detail::require_part("LinearLR", "start_factor", start_factor);
    detail::require_part("LinearLR", "end_factor", end_factor);
    detail::require_count("LinearLR", "total_iters", total_iters);
    const double progress = static_cast<double>(std::min(step, total_iters)) / static_cast<double>(total_iters);
    return lr * (start_factor + (end_factor - start_factor) * progress);
  }
};

// gamma times as much every step_size steps
struct StepLR {
  double lr = 1e-3;
  long step_size = 1;
  double gamma = 0.1;

  double at(long step) const {
    detail::require_count("StepLR", "step_size", step_size);
    return lr * std::pow(gamma, static_cast<double>(step / step_size));
  }
};

// gamma times as much from each milestone on; in any order
struct MultiStepLR {
  double lr = 1e-3;
  std::vector<long> milestones;
  double gamma = 0.1;

  double at(long step) const {
    const auto passed = std::count_if(milestones.begin(), milestones.end(), [=](long m) { return m <= step; });
    return lr * std::pow(gamma, static_cast<double>(passed));
  }
};

// gamma times as much every step
struct ExponentialLR {
  double lr = 1e-3, gamma = 0.1;

  double at(long step) const { return lr * std::pow(gamma, static_cast<double>(step)); }
};

// Half a cosine from lr down to eta_min in T_max steps, then up again, and so on (Loshchilov and Hutter: SGDR:
// Stochastic gradient descent with warm restarts, ICLR 2017, without the restarts).
struct CosineAnnealingLR {
  double lr = 1e-3;
  long T_max = 1;
  double eta_min = 0;

  double at(long step) const {
    detail::require_count("CosineAnnealingLR", "T_max", T_max);
    const double progress = static_cast<double>(step) / static_cast<double>(T_max);
    return eta_min + (lr - eta_min) * (1 + std::cos(std::numbers::pi * progress)) / 2;
  }
};

enum class anneal_strategy { cos, linear };

// Up to max_lr and down to nearly nothing, while momentum goes the other way (Smith and Topin: Super-convergence,
// 2018). After its end the rate stays.
struct OneCycleLR {
  double max_lr = 1e-3;
  long total_steps = 1;
  double pct_start = 0.3; // the part of the steps in which the rate rises
  tenon::anneal_strategy anneal_strategy = tenon::anneal_strategy::cos;
  bool cycle_momentum = true;
  double base_momentum = 0.85, max_momentum = 0.95, div_factor = 25, final_div_factor = 1e4;
  bool three_phase = false;

  double at(long step) const {
    const double initial = max_lr / div_factor, end = initial / final_div_factor;
    return three_phase ? along(step, initial, max_lr, initial, end) : along(step, initial, max_lr, end, end);
  }
  double momentum_at(long step) const { return along(step, max_momentum, base_momentum, max_momentum, max_momentum); }

private:
  // from a to b, on to c, and in three phases to d
  double along(long step, double a, double b, double c, double d) const {
    detail::require_count("OneCycleLR", "total_steps", total_steps);
    detail::require_part("OneCycleLR", "pct_start", pct_start);
    const auto total = static_cast<double>(total_steps), t = static_cast<double>(std::min(step, total_steps - 1));
    const double last = total - 1, top = pct_start * total - 1, down = three_phase ? 2 * pct_start * total - 2 : last;
    if (t <= top) return between(a, b, t, 0, top);
    if (t <= down || !three_phase) return between(b, c, t, top, down);
    return between(c, d, t, down, last);
  }
  double between(double from, double to, double t, double first, double last) const {
    const double progress = last > first ? (t - first) / (last - first) : 1;
    if (anneal_strategy == tenon::anneal_strategy::linear) return from + (to - from) * progress;
    return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * progress));
  }
};

// One schedule after another: the next takes over at each milestone, and counts its own steps from there.
// SequentialLR{{100}, LinearLR{.lr = 1e-3, .total_iters = 100}, CosineAnnealingLR{.lr = 1e-3, .T_max = 900}}
template <class... S> class SequentialLR {
  std::array<long, sizeof...(S) - 1> milestones_;
  std::tuple<S...> schedules_;

public:
  // throws std::invalid_argument unless milestones ascend
  SequentialLR(const std::array<long, sizeof...(S) - 1>& milestones, const S&... schedules)
      : milestones_(milestones), schedules_(schedules...) {
    if (!std::is_sorted(milestones.begin(), milestones.end()))
      fail<std::invalid_argument>("SequentialLR: the milestones do not ascend");
  }

  double at(long step) const {
    const auto passed = std::upper_bound(milestones_.begin(), milestones_.end(), step);
    const long own_step = passed == milestones_.begin() ? step : step - passed[-1];
    double lr = 0;
    std::ptrdiff_t number = passed - milestones_.begin();
    std::apply([&](const S&... s) { ((number-- == 0 ? void(lr = s.at(own_step)) : void()), ...); }, schedules_);
    return lr;
  }
};

} // namespace tenon

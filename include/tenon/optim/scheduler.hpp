// SPDX-License-Identifier: BSL-1.0
// What sets an optimiser's rate: by a schedule, or by how training goes.
#pragma once

#include <tenon/optim/settings.hpp>

#include <limits>
#include <string>
#include <utility>

namespace tenon {

enum class plateau_mode { min, max };
enum class threshold_mode { rel, abs };

// Lowers the rate when a metric has not improved for a while. The last three members are its state.
// torch.optim.lr_scheduler.ReduceLROnPlateau
struct ReduceLROnPlateau {
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  double lr = 1e-3;
  plateau_mode mode = plateau_mode::min;
  double factor = 0.1;
  long patience = 10;
  double threshold = 1e-4;
  tenon::threshold_mode threshold_mode = tenon::threshold_mode::rel;
  long cooldown = 0;
  double min_lr = 0, eps = 1e-8;

  double best = mode == plateau_mode::min ? infinity : -infinity;
  long num_bad_epochs = 0, cooldown_counter = 0;

  // the rate to go on with after an epoch; throws std::invalid_argument for a factor outside [0, 1)
  double step(double metric) {
    detail::require_share("ReduceLROnPlateau", "factor", factor);
    if (improves(metric)) {
      best = metric;
      num_bad_epochs = 0;
    } else ++num_bad_epochs;
    if (cooldown_counter > 0) {
      --cooldown_counter;
      num_bad_epochs = 0;
    }
    if (num_bad_epochs > patience) {
      const double lower = lr * factor > min_lr ? lr * factor : min_lr;
      if (lr - lower > eps) lr = lower;
      cooldown_counter = cooldown;
      num_bad_epochs = 0;
    }
    return lr;
  }
  // f(name, data, shape) for what must be kept to go on later
  template <class F> void each_state(F f) {
    f("lr", &lr, ints{});
    f("best", &best, ints{});
    f("num_bad_epochs", &num_bad_epochs, ints{});
    f("cooldown_counter", &cooldown_counter, ints{});
  }

private:
  bool improves(double metric) const {
    const bool small = mode == plateau_mode::min;
    const double way = small ? -threshold : threshold;
    const double mark = threshold_mode == tenon::threshold_mode::rel ? best * (1 + way) : best + way;
    return small ? metric < mark : metric > mark;
  }
};

// Sets an optimiser's rate: that of step 0 at construction, then that of the next step in each step(), which is called
// after the optimiser's. To go on after `done` steps give their number, or load its state. It refers to the optimiser.
template <class O, class S> class Scheduler {
  O* optimizer_;
  long step_;

  static constexpr bool has_momentum = requires(const S& s) { s.momentum_at(0L); };

  double& momentum() {
    if constexpr (requires { optimizer_->betas; }) return optimizer_->betas[0];
    else return optimizer_->momentum;
  }
  void set() {
    optimizer_->lr = schedule.at(step_);
    if constexpr (has_momentum)
      if (schedule.cycle_momentum) momentum() = schedule.momentum_at(step_);
  }

public:
  S schedule;

  Scheduler(O& optimizer, S s, long done = 0) : optimizer_(&optimizer), step_(done), schedule(std::move(s)) {
    if constexpr (requires { schedule.at(step_); }) set();
    else optimizer.lr = schedule.lr;
  }
  void step()
    requires requires(const S& s) { s.at(0L); }
  {
    ++step_;
    set();
  }
  // for schedules that look at a metric
  void step(double metric)
    requires requires(S& s) { s.step(0.0); }
  {
    optimizer_->lr = schedule.step(metric);
  }
  // f(name, data, shape) for what must be kept to go on later, and for what it has set in the optimiser
  template <class F> void each_state(F f) {
    f("step", &step_, ints{});
    f("lr", &optimizer_->lr, ints{});
    if constexpr (has_momentum) f("momentum", &momentum(), ints{});
    if constexpr (requires { schedule.each_state(f); })
      schedule.each_state(
          [&f](const std::string& name, auto* data, const ints& shape) { f("schedule." + name, data, shape); });
  }
};

} // namespace tenon

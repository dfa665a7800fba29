// SPDX-License-Identifier: BSL-1.0
// The line search of PyTorch's L-BFGS, which looks for a step that fulfils the strong Wolfe conditions. Nocedal and
// Wright: Numerical optimization, 2nd edition (2006), algorithms 3.5 and 3.6, with cubic interpolation.
#pragma once

#include <tenon/optim/minimize/wolfe1.hpp>
#include <tenon/storage/elements.hpp>

#include <array>

namespace tenon::detail {

// a step with the gradient there, which lies in memory of the search
template <class V> struct gradient_trial : trial {
  const V* gradient;
};

template <class V> class strong_wolfe_search {
  static constexpr double decrease = 1e-4, curvature = 0.9;
  static constexpr double tolerance = 1e-9; // an interval that moves nothing by more is not searched
  static constexpr int rounds = 25;
  std::array<V, 3> gradients_{V(uninitialised), V(uninitialised), V(uninitialised)};

  // a place for a gradient, besides those that two trials hold
  V& free_place(const gradient_trial<V>& a, const gradient_trial<V>& b) {
    std::size_t i = 0;
    while (&gradients_[i] == a.gradient || &gradients_[i] == b.gradient) ++i;
    return gradients_[i];
  }

  // the minimum between low and high of the cubic through two trials
  static double cubic_minimum(const trial& a, const trial& b, double low, double high) {
    const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
    const double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) return (low + high) / 2;
    const double d2 = std::sqrt(square);
    const double place = a.step <= b.step
                             ? b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
                             : a.step - (a.step - b.step) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
    return std::min(std::max(place, low), high);
  }

public:
  // From a start with step 0: the best trial found. evaluate(step, gradient) gives the trial at a step. `size` is the
  // largest element of the direction.
  template <class Evaluate>
  gradient_trial<V> search(const gradient_trial<V>& start, double first, double size, Evaluate evaluate) {
    gradient_trial<V> before = start, now = evaluate(first, free_place(start, start));
    const auto too_high = [&](const trial& t) { return t.value > start.value + decrease * t.step * start.slope; };
    const auto flat = [&](const trial& t) { return std::abs(t.slope) <= -curvature * start.slope; };

    // longer steps, until a minimum lies between two of them
    int round = 0;
    for (; round < rounds; ++round) {
      if (too_high(now) || (round > 1 && now.value >= before.value)) break;
      if (flat(now)) return now;
      if (now.slope >= 0) break;
      const double shortest = now.step + 0.01 * (now.step - before.step);
      const double step = cubic_minimum(before, now, shortest, 10 * now.step);
      before = now;
      now = evaluate(step, free_place(before, before));
    }
    if (round == rounds) before = start;

    // ... then shorter ones between
    gradient_trial<V> ends[] = {before, now};
    const auto better = [&] { return ends[1].value < ends[0].value ? 1 : 0; };
    int low = better();
    bool slow = false; // whether the last step was close to an end
    for (; round < rounds; ++round) {
      const double left = std::min(ends[0].step, ends[1].step), right = std::max(ends[0].step, ends[1].step);
      if ((right - left) * size < tolerance) break;
      double step = cubic_minimum(ends[0], ends[1], left, right);
      const double margin = 0.1 * (right - left);
      const bool close = std::min(right - step, step - left) < margin;
      if (close && (slow || step >= right || step <= left)) {
        step = std::abs(step - right) < std::abs(step - left) ? right - margin : left + margin;
        slow = false;
      } else slow = close;

      now = evaluate(step, free_place(ends[0], ends[1]));
      if (too_high(now) || now.value >= ends[low].value) {
        ends[1 - low] = now;
        low = better();
        continue;
      }
      if (flat(now)) return now;
      if (now.slope * (ends[1 - low].step - ends[low].step) >= 0) ends[1 - low] = ends[low];
      ends[low] = now;
    }
    return ends[low];
  }
};

} // namespace tenon::detail

// SPDX-License-Identifier: BSL-1.0
// Averages of weights over the steps of training (Polyak and Juditsky: Acceleration of stochastic approximation by
// averaging, 1992), with exponentially fading memory.
#pragma once

#include <tenon/optim/settings.hpp>
#include <tenon/optim/state.hpp>
#include <tenon/optim/update.hpp>

#include <algorithm>

namespace tenon {

// Starts with the parameters as they are. Call update() after each step of the optimiser; swap() before and after what
// is to be done with the averages, such as evaluation. It refers to the parameters, which must outlive it.
template <class... X> class ExponentialMovingAverage {
  parameter_list<X...> parameters_;
  detail::state_tensors<1> averages_;
  double decay_;
  bool swapped_ = false;

  // f(number, parameter, its average)
  template <class F> void each(F f) {
    std::size_t number = 0;
    parameters_.each([&](auto& p) {
      using T = typename std::remove_cvref_t<decltype(p)>::value_type;
      f(number, p, averages_.template get<T>(number, 0));
      ++number;
    });
  }

public:
  // throws std::invalid_argument for a decay outside [0, 1)
  ExponentialMovingAverage(const parameter_list<X...>& parameters, double decay)
      : parameters_(parameters), averages_(parameters, {true}), decay_(decay) {
    detail::require_share("ExponentialMovingAverage", "decay", decay);
    each([](std::size_t, auto& p, auto* average) { std::copy_n(std::as_const(p).data(), p.numel, average); });
  }

  // average = decay * average + (1 - decay) * parameter
  void update() {
    if (swapped_) fail<std::logic_error>("ExponentialMovingAverage: update while the averages are in the model");
    each([&](std::size_t, auto& p, auto* average) {
      using P = std::remove_cvref_t<decltype(p)>;
      using T = typename P::value_type;
      const auto rule = [rest = static_cast<T>(1 - decay_)](auto& a, auto x)
                            TENON_INLINE_LAMBDA { a = fma(decltype(x)(rest), x - a, a); };
      update_elements<P::numel, native_lanes<T>>(rule, average, std::as_const(p).data());
    });
  }

  // exchanges parameters and averages; once more brings each back
  void swap() {
    each([](std::size_t, auto& p, auto* average) { std::swap_ranges(p.data(), p.data() + p.numel, average); });
    swapped_ = !swapped_;
  }

  // f(name, data, shape) for every average, numbered in the order of the parameters: "0.average"; and "swapped"
  template <class F> void each_state(F f) {
    f("swapped", &swapped_, ints{});
    each([&](std::size_t number, auto& p, auto* average) {
      f(std::to_string(number) + ".average", average, std::remove_cvref_t<decltype(p)>::size_type::list);
    });
  }
};
template <has_parameters M> ExponentialMovingAverage(M&, double) -> ExponentialMovingAverage<M>;

} // namespace tenon

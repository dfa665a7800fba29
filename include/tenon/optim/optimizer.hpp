// SPDX-License-Identifier: BSL-1.0
// What all optimisers share: the parameters, settings for groups of them, and their state.
#pragma once

#include <tenon/optim/settings.hpp>
#include <tenon/optim/state.hpp>
#include <tenon/optim/update.hpp>

#include <optional>

namespace tenon {

// What is different for a group of parameters: its rate is a multiple of the optimiser's.
struct group_options {
  std::optional<double> lr_factor{}, weight_decay{};
};

// The base of optimisers, which keep up to K tensors of state beside each parameter. All memory is taken at
// construction. Frozen parameters, and those that have had no gradient yet, are left alone. It refers to the
// parameters, which must outlive it.
template <int K, class... X> class Optimizer {
  struct record {
    std::int64_t steps = 0; // which a parameter has taken part in
    double lr_factor = 1;
    std::optional<double> weight_decay;
  };
  const char* name_;
  parameter_list<X...> parameters_;
  std::array<const char*, K> state_names_;
  detail::state_tensors<K> state_;
  std::vector<record> records_;

public:
  const parameter_list<X...>& parameters() const { return parameters_; }

  // forgets all gradients
  void zero_grad() {
    parameters_.each([](const auto& p) { p.zero_grad(); });
  }

  // Gives settings to the parameters for which predicate(name, parameter) holds, or predicate(name, parameter, role),
  // and returns how many these are. Later groups win. Throws std::invalid_argument for a negative factor or decay.
  template <class Predicate> index group(Predicate predicate, group_options options) {
    constexpr bool is_function = std::is_class_v<Predicate> || std::is_function_v<std::remove_pointer_t<Predicate>>;
    static_assert(is_function, "group: expected a predicate: [](const std::string& name, const auto& parameter) {...}");
    detail::require_from_zero(name_, "lr_factor of a group", options.lr_factor.value_or(0));
    detail::require_from_zero(name_, "weight_decay of a group", options.weight_decay.value_or(0));
    index members = 0;
    std::size_t number = 0;
    if constexpr (is_function)
      parameters_.each_named([&](const std::string& name, const auto& p, parameter_role role) {
        record& r = records_[number++];
        if (!detail::call_with_role(predicate, name, p, role)) return;
        ++members;
        if (options.lr_factor) r.lr_factor = *options.lr_factor;
        if (options.weight_decay) r.weight_decay = options.weight_decay;
      });
    return members;
  }

  // f(name, data, shape) for all that must be kept to go on later as if nothing had happened, besides the parameters
  // and the options: "0.step", then "0.exp_avg" and so on, numbered in the order of the parameters.
  template <class F> void each_state(F f) {
    std::size_t number = 0;
    parameters_.each([&](const auto& p) {
      using P = std::remove_cvref_t<decltype(p)>;
      const std::string prefix = std::to_string(number) + ".";
      f(prefix + "step", &records_[number].steps, ints{});
      for (std::size_t k = 0; k < K; ++k)
        if (auto* data = state_.template get<typename P::value_type>(number, k))
          f(prefix + state_names_[k], data, P::size_type::list);
      ++number;
    });
  }

protected:
  using flags = std::array<bool, K>;

  Optimizer(const char* name, const parameter_list<X...>& parameters, const std::array<const char*, K>& state_names,
            const flags& kept)
      : name_(name), parameters_(parameters), state_names_(state_names), state_(parameters, kept),
        records_(state_.size()) {
    if (records_.empty()) fail<std::invalid_argument>(std::string(name) + ": there are no parameters");
  }

  // what the update of one parameter needs to know
  template <class T> struct update {
    std::int64_t step; // 1 the first time
    double lr, weight_decay;
    std::array<T*, K> state;
  };

  // f(parameter, update) for each that is to be updated
  template <class F> void each_update(double lr, double weight_decay, const flags& needed, F f) {
    std::size_t number = 0;
    parameters_.each([&](auto& p) {
      using T = typename std::remove_cvref_t<decltype(p)>::value_type;
      const std::size_t mine = number++;
      record& r = records_[mine];
      if (!p.requires_grad() || (r.steps == 0 && !p.has_grad())) return;
      update<T> u{0, lr * r.lr_factor, r.weight_decay.value_or(weight_decay), {}};
      for (std::size_t k = 0; k < K; ++k) {
        u.state[k] = state_.template get<T>(mine, k);
        if (needed[k] && !u.state[k])
          fail<std::logic_error>(std::string(name_) + ": the options need " + state_names_[k] +
                                 " now, but did not when the optimiser was made");
      }
      u.step = ++r.steps;
      f(p, u);
    });
  }
};

// Turns weight decay off for biases, all of norms, and whatever else has a rank below 2.
template <class O> void no_decay_on_biases_and_norms(O& optimizer) {
  const auto keeps_size = [](const std::string&, const auto& p, parameter_role role) {
    return role == parameter_role::bias || role == parameter_role::norm ||
           std::remove_cvref_t<decltype(p)>::size_type::rank < 2;
  };
  optimizer.group(keeps_size, {.weight_decay = 0});
}

} // namespace tenon

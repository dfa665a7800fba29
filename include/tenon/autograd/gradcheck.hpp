// SPDX-License-Identifier: BSL-1.0
// Compares the tape with central differences, for users' own functions.
#pragma once

#include <tenon/autograd/variable.hpp>
#include <tenon/tensor/random.hpp>

#include <string>

namespace tenon {

// the place where tape and differences disagree most, relative to the larger of 1 and the derivative
struct gradcheck_result {
  bool ok = true;
  double worst = 0;
  int input = 0;
  index element = 0;
  double taped = 0, difference = 0;

  explicit operator bool() const { return ok; }
  std::string message() const {
    return "gradcheck: input " + std::to_string(input) + ", element " + std::to_string(element) + ": the tape says " +
           std::to_string(taped) + ", differences " + std::to_string(difference);
  }
};

struct gradcheck_options {
  double step = 1e-6, tolerance = 1e-6;
  std::uint64_t seed = 1;
};

namespace detail {
template <class X> struct parameter_for {
  static constexpr bool possible = false;
};
template <index... N> struct parameter_for<Tensor<double, N...>> {
  static constexpr bool possible = true;
  using type = Parameter<double, N...>;
};
template <class F, class... X> constexpr text gradcheck_fault() {
  if constexpr (sizeof...(X) == 0 || !(parameter_for<X>::possible && ...))
    return say("gradcheck: differences need double; expected inputs of type Tensor<double, ...>");
  else {
    constexpr bool returns = requires(F f, typename parameter_for<X>::type&... x) {
      { f(x...) } -> tensor_like;
    };
    if (!returns) return say("gradcheck: the function does not take these inputs and return a tensor");
    if (takes_one_type<F>)
      return say("gradcheck: the function takes one type only; write it for all: [](const auto& x)");
    return {};
  }
}

template <class F, class... X> gradcheck_result compared(F f, gradcheck_options options, const X&... x) {
  gradcheck_result result;
  Generator generator(options.seed);
  [&](auto... parameter) {
    using Y = tensor_of<decltype(f(parameter...))>;
    const Y direction = randn(generator);
    {
      Tape tape;
      Variable y = f(parameter...);
      tape.backward(y, direction);
    }
    const auto value = [&] {
      const kept_values kept;
      const Y y = f(parameter...);
      double s = 0;
      for (index i = 0; i < Y::numel; ++i) s += direction.data()[i] * y.data()[i];
      return s;
    };
    int input = 0;
    const auto check = [&](auto& p) {
      for (index i = 0; i < std::remove_reference_t<decltype(p)>::numel; ++i) {
        double& element = p.data()[i];
        const double at = element;
        element = at + options.step;
        const double above = value();
        element = at - options.step;
        const double below = value();
        element = at;
        const double difference = (above - below) / (2 * options.step), taped = p.grad().data()[i];
        const double size = difference < 0 ? -difference : difference;
        double off = taped - difference;
        if (off < 0) off = -off;
        off /= size > 1 ? size : 1;
        if (!(off <= result.worst) && result.worst == result.worst) { // the first nan stays
          result.worst = off;
          result.input = input;
          result.element = i;
          result.taped = taped;
          result.difference = difference;
        }
      }
      ++input;
    };
    (check(parameter), ...);
  }(typename parameter_for<X>::type(x)...);
  result.ok = result.worst <= options.tolerance;
  return result;
}
} // namespace detail

// f(x...), which returns an expression, against central differences in double, along one random direction of its
// result. torch.autograd.gradcheck
template <class F, class... X> gradcheck_result gradcheck(F f, gradcheck_options options, const X&... x) {
  constexpr text sentence = detail::gradcheck_fault<F, X...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) return detail::compared(f, options, x...);
  else return {};
}
template <class F, class... X> gradcheck_result gradcheck(F f, const X&... x) {
  constexpr text sentence = detail::gradcheck_fault<F, X...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) return detail::compared(f, gradcheck_options{}, x...);
  else return {};
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Bounds for gradients, between backward and the optimiser's step.
#pragma once

#include <tenon/nn/parameters.hpp>
#include <tenon/optim/settings.hpp>
#include <tenon/optim/update.hpp>
#include <tenon/simd/math.hpp>

#include <cmath>

namespace tenon {

struct clip_result {
  double total_norm; // before clipping
  bool finite;       // if not, the gradients are as they were
};

namespace detail {
// Gathers the power sum of a norm in double, in as many lanes whatever the machine: the same total everywhere.
template <class Term> struct norm_sum {
  static constexpr int lanes = 16;
  Term term;
  pack<double, lanes> total{0.0};

  template <class T> TENON_INLINE constexpr void operator()(pack<T, lanes> g) { total = term(total, cast<double>(g)); }
};
template <class... X, class Term, class Merge>
double gather_gradients(const parameter_list<X...>& parameters, Term term, Merge merge) {
  norm_sum<Term> sum{term};
  parameters.each([&](const auto& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    if (const typename P::value_type* const g = p.gradient_data())
      sum.total = update_elements<P::numel, norm_sum<Term>::lanes>(sum, g).total;
  });
  return reduce(sum.total, merge);
}

// the p-norm of all gradients as one vector
template <class... X> double gradient_norm(const parameter_list<X...>& parameters, double p) {
  const auto add = [](auto a, auto b) TENON_INLINE_LAMBDA { return a + b; };
  const auto largest = [](auto a, auto b) TENON_INLINE_LAMBDA { return max(a, abs(b)); };
  if (p == 1)
    return gather_gradients(parameters, [](auto sum, auto g) TENON_INLINE_LAMBDA { return sum + abs(g); }, add);
  if (p == 2)
    return std::sqrt(
        gather_gradients(parameters, [](auto sum, auto g) TENON_INLINE_LAMBDA { return fma(g, g, sum); }, add));
  if (std::isinf(p)) return gather_gradients(parameters, largest, largest);
  const auto power = [p](auto sum, auto g) TENON_INLINE_LAMBDA { return sum + pow(abs(g), decltype(g)(p)); };
  return std::pow(gather_gradients(parameters, power, add), 1 / p);
}

// x = f(x) for the elements of every gradient
template <class... X, class F> void change_gradients(const parameter_list<X...>& parameters, F f) {
  parameters.each([&](const auto& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    const auto change = [f](auto& g) TENON_INLINE_LAMBDA { g = f(g); };
    if (auto* const g = p.gradient_data()) update_elements<P::numel, native_lanes<typename P::value_type>>(change, g);
  });
}
} // namespace detail

// Scales all gradients by one factor so that their norm as one vector is at most max_norm. Unlike PyTorch's, it leaves
// them alone where that norm is inf or nan, and says so. torch.nn.utils.clip_grad_norm_
template <class... X>
clip_result clip_grad_norm(const parameter_list<X...>& parameters, double max_norm, double norm_type = 2) {
  detail::require_from_zero("clip_grad_norm", "max_norm", max_norm);
  detail::require_setting("clip_grad_norm", "norm_type", norm_type, norm_type > 0, "a positive number or infinity");
  const double norm = detail::gradient_norm(parameters, norm_type);
  const double factor = max_norm / (norm + 1e-6);
  const bool finite = std::isfinite(norm);
  if (finite && factor < 1)
    detail::change_gradients(parameters, [factor](auto g) TENON_INLINE_LAMBDA {
      return g * decltype(g)(static_cast<typename decltype(g)::value_type>(factor));
    });
  return {norm, finite};
}

template <has_parameters M> clip_result clip_grad_norm(M& model, double max_norm, double norm_type = 2) {
  return clip_grad_norm(parameters(model), max_norm, norm_type);
}

// Brings every element of every gradient into -bound to bound; nan stays. torch.nn.utils.clip_grad_value_
template <class... X> void clip_grad_value(const parameter_list<X...>& parameters, double bound) {
  detail::require_from_zero("clip_grad_value", "bound", bound);
  detail::change_gradients(parameters, [bound](auto g) TENON_INLINE_LAMBDA {
    const decltype(g) b(static_cast<typename decltype(g)::value_type>(bound));
    return min(max(g, -b), b);
  });
}
template <has_parameters M> void clip_grad_value(M& model, double bound) { clip_grad_value(parameters(model), bound); }

} // namespace tenon

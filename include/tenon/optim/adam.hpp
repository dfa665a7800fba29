// SPDX-License-Identifier: BSL-1.0
// Adam (Kingma and Ba: Adam: A method for stochastic optimization, ICLR 2015), AdamW (Loshchilov and Hutter: Decoupled
// weight decay regularization, ICLR 2019), and AMSGrad (Reddi et al.: On the convergence of Adam and beyond, ICLR
// 2018).
#pragma once

#include <tenon/optim/optimizer.hpp>

#include <cmath>

namespace tenon {

namespace detail {
// decay is added to the gradient, or shrinks the parameter itself
enum class decay { added, decoupled };

template <decay Decay> struct adam_settings {
  double lr = 1e-3;
  std::array<double, 2> betas{0.9, 0.999};
  double eps = 1e-8, weight_decay = Decay == decay::decoupled ? 0.01 : 0;
  bool amsgrad = false, maximize = false;
};

template <decay Decay, class T> struct adam_rule {
  T sign, decay_by, keep, beta1, rest1, beta2, rest2, scale, eps, rate;

  // `largest` is there for AMSGrad
  template <class P, class... L>
  TENON_INLINE constexpr void operator()(P& p, P g, P& mean, P& square, L&... largest) const {
    g = P(sign) * g;
    if constexpr (Decay == decay::added) g = fma(P(decay_by), p, g);
    mean = fma(P(beta1), mean, P(rest1) * g);
    square = fma(P(beta2), square, P(rest2) * g * g);
    P size = square;
    ((size = largest = max(largest, square)), ...);
    p = fma(P(-rate), mean / fma(sqrt(size), P(scale), P(eps)), P(keep) * p);
  }
};

template <decay Decay, class... X> class adam : public Optimizer<3, X...>, public adam_settings<Decay> {
public:
  // one update of every parameter from its gradient
  void step() {
    const auto& o = static_cast<const adam_settings<Decay>&>(*this);
    this->each_update(o.lr, o.weight_decay, {true, true, o.amsgrad}, [&](auto& p, const auto& u) {
      using P = std::remove_cvref_t<decltype(p)>;
      using T = typename P::value_type;
      const auto [beta1, beta2] = o.betas;
      const auto t = static_cast<double>(u.step);
      const double scale = 1 / std::sqrt(1 - std::pow(beta2, t)), rate = u.lr / (1 - std::pow(beta1, t));
      const double keep = Decay == decay::decoupled ? 1 - u.lr * u.weight_decay : 1;
      const adam_rule<Decay, T> rule{
          T(o.maximize ? -1 : 1), T(u.weight_decay), T(keep),  T(beta1), T(1 - beta1), T(beta2),
          T(1 - beta2),           T(scale),          T(o.eps), T(rate)};
      const T* const g = p.gradient_data();
      const auto [mean, square, largest] = u.state;
      if (o.amsgrad) update_elements<P::numel, native_lanes<T>>(rule, p.data(), g, mean, square, largest);
      else update_elements<P::numel, native_lanes<T>>(rule, p.data(), g, mean, square);
    });
  }

protected:
  adam(const char* name, const parameter_list<X...>& parameters, const adam_settings<Decay>& o)
      : Optimizer<3, X...>(name, parameters, {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}, {true, true, o.amsgrad}),
        adam_settings<Decay>(o) {
    require_from_zero(name, "lr", o.lr);
    require_share(name, "betas[0]", o.betas[0]);
    require_share(name, "betas[1]", o.betas[1]);
    require_from_zero(name, "eps", o.eps);
    require_from_zero(name, "weight_decay", o.weight_decay);
  }
};
} // namespace detail

using adam_options = detail::adam_settings<detail::decay::added>;
using adamw_options = detail::adam_settings<detail::decay::decoupled>;

// torch.optim.Adam: weight decay is part of the gradient. The options are members, and may change between steps.
// Throws std::invalid_argument for options out of their range.
template <class... X> class Adam : public detail::adam<detail::decay::added, X...> {
public:
  explicit Adam(const parameter_list<X...>& parameters, const adam_options& o = {})
      : detail::adam<detail::decay::added, X...>("Adam", parameters, o) {}
};
template <has_parameters M> Adam(M&, const adam_options& = {}) -> Adam<M>;

// torch.optim.AdamW: the same, but weight decay shrinks the parameters and leaves the gradients alone.
template <class... X> class AdamW : public detail::adam<detail::decay::decoupled, X...> {
public:
  explicit AdamW(const parameter_list<X...>& parameters, const adamw_options& o = {})
      : detail::adam<detail::decay::decoupled, X...>("AdamW", parameters, o) {}
};
template <has_parameters M> AdamW(M&, const adamw_options& = {}) -> AdamW<M>;

} // namespace tenon

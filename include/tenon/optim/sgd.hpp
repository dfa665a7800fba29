// SPDX-License-Identifier: BSL-1.0
// Stochastic gradient descent, with momentum as Polyak or Nesterov have it. torch.optim.SGD
#pragma once

#include <tenon/optim/optimizer.hpp>

namespace tenon {

struct sgd_options {
  double lr = 1e-3, momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false, maximize = false;
};

namespace detail {
// Products that meet a sum are in an fma, here and in the other rules: the compiler has no choice then, and packs of
// all widths round alike.
template <class T> struct sgd_rule {
  T sign, decay, momentum, share, rate;
  bool nesterov;

  template <class P> TENON_INLINE constexpr P gradient(P p, P g) const { return fma(P(decay), p, P(sign) * g); }
  template <class P> TENON_INLINE constexpr void operator()(P& p, P g) const { p = fma(P(-rate), gradient(p, g), p); }
  template <class P> TENON_INLINE constexpr void operator()(P& p, P g, P& mean) const {
    g = gradient(p, g);
    mean = fma(P(momentum), mean, P(share) * g);
    p = fma(P(-rate), nesterov ? fma(P(momentum), mean, g) : mean, p);
  }
};
} // namespace detail

// The options are members, and may change between steps. Throws std::invalid_argument for options out of their range.
template <class... X> class SGD : public Optimizer<1, X...>, public sgd_options {
public:
  explicit SGD(const parameter_list<X...>& parameters, sgd_options o = {})
      : Optimizer<1, X...>("SGD", parameters, {"momentum_buffer"}, {o.momentum != 0}), sgd_options(o) {
    detail::require_from_zero("SGD", "lr", lr);
    detail::require_from_zero("SGD", "momentum", momentum);
    detail::require_from_zero("SGD", "weight_decay", weight_decay);
    if (nesterov && (momentum == 0 || dampening != 0))
      fail<std::invalid_argument>("SGD: nesterov needs momentum and no dampening; momentum is " +
                                  detail::say_number(momentum) + ", dampening " + detail::say_number(dampening));
  }

  // one update of every parameter from its gradient
  void step() {
    this->each_update(lr, weight_decay, {momentum != 0}, [&](auto& p, const auto& u) {
      using P = std::remove_cvref_t<decltype(p)>;
      using T = typename P::value_type;
      // without momentum, and at first, the gradient comes in whole
      const double share = u.step == 1 || momentum == 0 ? 1 : 1 - dampening;
      const detail::sgd_rule<T> rule{T(maximize ? -1 : 1), T(u.weight_decay), T(momentum), T(share), T(u.lr), nesterov};
      const T* const g = p.gradient_data();
      if (momentum != 0) update_elements<P::numel, native_lanes<T>>(rule, p.data(), g, u.state[0]);
      else update_elements<P::numel, native_lanes<T>>(rule, p.data(), g);
    });
  }
};
template <has_parameters M> SGD(M&, const sgd_options& = {}) -> SGD<M>;

} // namespace tenon

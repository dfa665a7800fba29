// SPDX-License-Identifier: BSL-1.0
// RMSprop (Tieleman and Hinton: Lecture 6.5, Neural networks for machine learning, 2012), centred as in Graves:
// Generating sequences with recurrent neural networks, 2013. torch.optim.RMSprop
#pragma once

#include <tenon/optim/optimizer.hpp>

namespace tenon {

struct rmsprop_options {
  double lr = 1e-2, alpha = 0.99, eps = 1e-8, weight_decay = 0, momentum = 0;
  bool centered = false, maximize = false;
};

namespace detail {
template <class T, bool Centered> struct rmsprop_rule {
  T sign, decay, alpha, rest, eps, momentum, rate;

  template <class P, class... S> TENON_INLINE constexpr void operator()(P& p, P g, P& square, S&... more) const {
    // `more` are the mean where it is centred, and the buffer of momentum
    g = fma(P(decay), p, P(sign) * g);
    square = fma(P(alpha), square, P(rest) * (g * g));
    apply(p, g, square, more...);
  }

private:
  template <class P, class... S>
  TENON_INLINE constexpr void apply(P& p, P g, P variance, P& mean, S&... buffer) const
    requires Centered
  {
    mean = fma(P(alpha), mean, P(rest) * g);
    // rounding could make it negative where gradients hardly change
    advance(p, g, max(fma(-mean, mean, variance), P(T(0))), buffer...);
  }
  template <class P, class... S>
  TENON_INLINE constexpr void apply(P& p, P g, P square, S&... buffer) const
    requires(!Centered)
  {
    advance(p, g, square, buffer...);
  }
  template <class P> TENON_INLINE constexpr void advance(P& p, P g, P variance) const {
    p = fma(P(-rate), g / (sqrt(variance) + P(eps)), p);
  }
  template <class P> TENON_INLINE constexpr void advance(P& p, P g, P variance, P& buffer) const {
    buffer = fma(P(momentum), buffer, g / (sqrt(variance) + P(eps)));
    p = fma(P(-rate), buffer, p);
  }
};
} // namespace detail

// The options are members, and may change between steps. Throws std::invalid_argument for options out of their range.
template <class... X> class RMSprop : public Optimizer<3, X...>, public rmsprop_options {
public:
  explicit RMSprop(const parameter_list<X...>& parameters, const rmsprop_options& o = {})
      : Optimizer<3, X...>("RMSprop", parameters, {"square_avg", "grad_avg", "momentum_buffer"},
                           {true, o.centered, o.momentum != 0}),
        rmsprop_options(o) {
    detail::require_from_zero("RMSprop", "lr", lr);
    detail::require_from_zero("RMSprop", "alpha", alpha);
    detail::require_from_zero("RMSprop", "eps", eps);
    detail::require_from_zero("RMSprop", "weight_decay", weight_decay);
    detail::require_from_zero("RMSprop", "momentum", momentum);
  }

  // one update of every parameter from its gradient
  void step() {
    this->each_update(lr, weight_decay, {true, centered, momentum != 0}, [&](auto& p, const auto& u) {
      const auto [square, mean, buffer] = u.state;
      if (centered && buffer) run<true>(p, u, square, mean, buffer);
      else if (centered) run<true>(p, u, square, mean);
      else if (buffer) run<false>(p, u, square, buffer);
      else run<false>(p, u, square);
    });
  }

private:
  template <bool Centered, class P, class U, class T> void run(P& p, const U& u, T* square, auto*... more) const {
    const detail::rmsprop_rule<T, Centered> rule{
        T(maximize ? -1 : 1), T(u.weight_decay), T(alpha), T(1 - alpha), T(eps), T(momentum), T(u.lr)};
    const T* const g = p.gradient_data();
    update_elements<P::numel, native_lanes<T>>(rule, p.data(), g, square, more...);
  }
};
template <has_parameters M> RMSprop(M&, const rmsprop_options& = {}) -> RMSprop<M>;

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// AdamW (Loshchilov and Hutter: Decoupled weight decay regularization, ICLR 2019), as torch.optim.AdamW.
#pragma once

#include <tenon/autograd.hpp>

#include <cmath>
#include <tuple>

namespace tenon {

// parameters by reference, for optimisers
template <class... P> auto parameters(P&... p) { return std::tuple<P&...>(p...); }

struct adamw_options {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01;
};

// Running means of gradients and of their squares, one pair a parameter. Decay applies to matrices only: biases and
// other vectors keep their size.
template <class... P> class AdamW {
  template <class X> struct moments {
    tensor_of<X> mean, square;
  };
  std::tuple<P&...> parameters_;
  std::tuple<moments<P>...> moments_;
  long step_ = 0;

public:
  adamw_options options;

  // throws std::invalid_argument for a negative rate, decay or eps, and for betas outside [0, 1)
  AdamW(std::tuple<P&...> parameters, adamw_options o = {}) : parameters_(parameters), options(o) {
    const auto check = [](const char* name, double v, bool good) {
      if (!good) fail<std::invalid_argument>("AdamW: " + std::string(name) + " is " + std::to_string(v));
    };
    check("lr", o.lr, o.lr >= 0);
    check("eps", o.eps, o.eps >= 0);
    check("weight_decay", o.weight_decay, o.weight_decay >= 0);
    check("beta1", o.beta1, o.beta1 >= 0 && o.beta1 < 1);
    check("beta2", o.beta2, o.beta2 >= 0 && o.beta2 < 1);
  }

  // one update of every parameter from its gradient
  void step() {
    ++step_;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (update(std::get<I>(parameters_), std::get<I>(moments_)), ...);
    }(std::index_sequence_for<P...>{});
  }
  void zero_grad() {
    std::apply([](auto&... p) { tenon::zero_grad(p...); }, parameters_);
  }

private:
  template <class X, class M> void update(X& p, M& m) {
    const auto& g = p.grad();
    const double b1 = options.beta1, b2 = options.beta2;
    const double size = options.lr / (1 - std::pow(b1, static_cast<double>(step_)));
    const double scale = 1 / std::sqrt(1 - std::pow(b2, static_cast<double>(step_)));
    const double keep = X::size_type::rank > 1 ? 1 - options.lr * options.weight_decay : 1.0;
    m.mean = m.mean * b1 + g * (1 - b1);
    m.square = m.square * b2 + square(g) * (1 - b2);
    p.value() = p.value() * keep - m.mean / (sqrt(m.square) * scale + options.eps) * size;
  }
};
template <class... P> AdamW(std::tuple<P&...>, adamw_options) -> AdamW<P...>;
template <class... P> AdamW(std::tuple<P&...>) -> AdamW<P...>;

} // namespace tenon

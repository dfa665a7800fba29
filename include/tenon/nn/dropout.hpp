// SPDX-License-Identifier: BSL-1.0
// Dropout layers: in training they drop, in evaluation they pass on.
#pragma once

#include <tenon/nn/init.hpp>
#include <tenon/ops/dropout.hpp>

namespace tenon {

namespace detail {
// p is 0 outside training: then every element is kept as it is
struct dropout_layer : Module {
  double p;
  Generator* generator = nullptr; // the thread's own where there is none

  explicit dropout_layer(double probability) : p(probability) { check_dropout(p); }
  double now() const { return training ? p : 0.0; }
  Generator& source() const { return generator ? *generator : default_generator(); }
};
} // namespace detail

// torch.nn.Dropout
struct Dropout : detail::dropout_layer {
  TENON_MEMBERS(Dropout)
  explicit Dropout(double probability = 0.5) : dropout_layer(probability) {}
  template <tensor_like X> auto operator()(X&& x) const { return dropout(static_cast<X&&>(x), now(), source()); }
  // f(x) as a Variable, x being dropped where there is something to drop: elsewhere no mask is computed
  template <class X, class F> auto applied(const X& x, F f) const {
    if (now() > 0) return Variable(f((*this)(x)));
    return Variable(f(x));
  }
};
// In the place of a Dropout where it is known at compile time that nothing is dropped
struct NoDropout : Module {
  TENON_MEMBERS(NoDropout)
  explicit NoDropout(double = 0) {}
  static constexpr double now() { return 0; }
  template <tensor_like X> const X& operator()(const X& x) const { return x; }
  template <class X, class F> auto applied(const X& x, F f) const { return Variable(f(x)); }
};
// torch.nn.Dropout2d
struct Dropout2d : detail::dropout_layer {
  TENON_MEMBERS(Dropout2d)
  explicit Dropout2d(double probability = 0.5) : dropout_layer(probability) {}
  template <tensor_like X> auto operator()(X&& x) const { return dropout2d(static_cast<X&&>(x), now(), source()); }
};

} // namespace tenon

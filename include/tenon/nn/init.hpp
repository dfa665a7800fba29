// SPDX-License-Identifier: BSL-1.0
// Initial values of parameters, with the names and defaults of torch.nn.init. They draw from a generator that is given,
// or from the thread's own, which manual_seed sets.
#pragma once

#include <tenon/nn/module.hpp>
#include <tenon/tensor/factories.hpp>
#include <tenon/tensor/random.hpp>

#include <cmath>

namespace tenon {

namespace init {
// How many inputs an element of the result depends on, and the other way round: dimensions beyond the second, such as
// those of a kernel, count for both.
struct fans {
  double in, out;
};
template <class S> constexpr fans fans_of() {
  static_assert(S::rank >= 2, "init: fans are those of matrices and kernels, of rank 2 or more");
  const double kernel = static_cast<double>(product(S::list) / (S::list[0] * S::list[1]));
  return {static_cast<double>(S::list[1]) * kernel, static_cast<double>(S::list[0]) * kernel};
}

template <class P> void constant_(P& p, double value) {
  for (auto& x : p.value()) x = static_cast<typename P::value_type>(value);
}
template <class P> void zeros_(P& p) { constant_(p, 0); }
template <class P> void ones_(P& p) { constant_(p, 1); }
template <class P> void uniform_(P& p, double low, double high, Generator& g = default_generator()) {
  p.value() = rand(g) * (high - low) + low;
}
template <class P> void normal_(P& p, double mean, double stddev, Generator& g = default_generator()) {
  p.value() = randn(g) * stddev + mean;
}
// Glorot and Bengio: Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010
template <class P> void xavier_uniform_(P& p, double gain = 1, Generator& g = default_generator()) {
  constexpr fans f = fans_of<typename P::size_type>();
  const double bound = gain * std::sqrt(6 / (f.in + f.out));
  uniform_(p, -bound, bound, g);
}
template <class P> void xavier_normal_(P& p, double gain = 1, Generator& g = default_generator()) {
  constexpr fans f = fans_of<typename P::size_type>();
  normal_(p, 0, gain * std::sqrt(2 / (f.in + f.out)), g);
}
// Whose variance stays: that of values on the way forward, or of gradients on the way back.
enum class fan_mode { in, out };
struct kaiming_options {
  double a = 0; // the slope below zero of the leaky_relu that follows
  fan_mode mode = fan_mode::in;
};
template <class S> double kaiming_stddev(const kaiming_options& o) {
  constexpr fans f = fans_of<S>();
  return std::sqrt(2 / ((1 + o.a * o.a) * (o.mode == fan_mode::in ? f.in : f.out)));
}
// He, Zhang, Ren and Sun: Delving deep into rectifiers, ICCV 2015
template <class P> void kaiming_uniform_(P& p, kaiming_options o = {}, Generator& g = default_generator()) {
  const double bound = std::sqrt(3.0) * kaiming_stddev<typename P::size_type>(o);
  uniform_(p, -bound, bound, g);
}
template <class P> void kaiming_normal_(P& p, kaiming_options o = {}, Generator& g = default_generator()) {
  normal_(p, 0, kaiming_stddev<typename P::size_type>(o), g);
}
// Normal, and drawn again until it lies between low and high, which should not be far from the mean. Throws
// std::invalid_argument unless low < high and stddev > 0.
template <class P>
void trunc_normal_(P& p, double mean = 0, double stddev = 1, double low = -2, double high = 2,
                   Generator& g = default_generator()) {
  if (!(low < high && stddev > 0))
    fail<std::invalid_argument>("init: trunc_normal_ needs a positive stddev, and a lower bound below the upper one");
  normal_(p, mean, stddev, g);
  for (auto& x : p.value())
    while (!(low <= x && x <= high))
      x = static_cast<typename P::value_type>(static_cast<double>(Tensor<double>(randn(g))) * stddev + mean);
}
// ones on the diagonal of a matrix
template <class P> void eye_(P& p) {
  static_assert(P::size_type::rank == 2, "init: eye_ is for matrices");
  zeros_(p);
  for (index i = 0; i < P::size_type::list[0] && i < P::size_type::list[1]; ++i) p.value()(i, i) = 1;
}
} // namespace init

// a member that a module does without, such as the bias of a layer that has none
struct absent {};

} // namespace tenon

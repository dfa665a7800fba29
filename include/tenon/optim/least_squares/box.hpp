// SPDX-License-Identifier: BSL-1.0
// Points and steps in a box.
#pragma once

#include <tenon/linalg/vector.hpp>
#include <tenon/optim/least_squares/options.hpp>

#include <algorithm>
#include <cmath>

namespace tenon::detail {

template <class T, index N> bool inside(const Tensor<T, N>& x, const LeastSquaresBounds<T, N>& box) {
  for (index j = 0; j < N; ++j)
    if (!(x(j) >= box.lower(j) && x(j) <= box.upper(j))) return false;
  return true;
}

// How many steps s lead from x to the border, and which bounds are met there: -1 for a lower one, 1 for an upper one.
template <class T, index N> struct border {
  T steps = std::numeric_limits<T>::infinity();
  Tensor<int, N> hit;
};
template <class T, index N>
border<T, N> step_to_border(const Tensor<T, N>& x, const Tensor<T, N>& s, const LeastSquaresBounds<T, N>& box) {
  const auto steps_of = [&](index j) {
    if (s(j) == 0) return std::numeric_limits<T>::infinity();
    return std::max((box.lower(j) - x(j)) / s(j), (box.upper(j) - x(j)) / s(j));
  };
  border<T, N> b;
  for (index j = 0; j < N; ++j) b.steps = std::min(b.steps, steps_of(j));
  for (index j = 0; j < N; ++j)
    if (steps_of(j) == b.steps) b.hit(j) = (s(j) > 0) - (s(j) < 0);
  return b;
}

// Which bounds x is at: within tolerance times the bound's size (at least 1), and nearer than to the other bound.
template <class T, index N>
Tensor<int, N> active_bounds(const Tensor<T, N>& x, const LeastSquaresBounds<T, N>& box, T tolerance) {
  Tensor<int, N> active;
  for (index j = 0; j < N; ++j) {
    const T below = x(j) - box.lower(j), above = box.upper(j) - x(j);
    const auto at = [&](T distance, T other, T bound) {
      if (tolerance == 0) return distance <= 0;
      return std::isfinite(bound) && distance <= std::min(other, tolerance * std::max(T(1), std::fabs(bound)));
    };
    if (at(below, above, box.lower(j))) active(j) = -1;
    if (at(above, below, box.upper(j))) active(j) = 1;
  }
  return active;
}

// Moves elements at a bound inside, by a distance relative to the bound; by the least possible if that is 0.
template <class T, index N>
Tensor<T, N> strictly_inside(Tensor<T, N> x, const LeastSquaresBounds<T, N>& box, T distance) {
  const Tensor<int, N> active = active_bounds(x, box, distance);
  for (index j = 0; j < N; ++j) {
    const T lower = box.lower(j), upper = box.upper(j);
    if (active(j) != 0) {
      const T bound = active(j) < 0 ? lower : upper, other = active(j) < 0 ? upper : lower;
      const T inward = static_cast<T>(-active(j)) * distance * std::max(T(1), std::fabs(bound));
      x(j) = distance == 0 ? std::nextafter(bound, other) : bound + inward;
    }
    if (x(j) < lower || x(j) > upper) x(j) = T(0.5) * (lower + upper); // the box is narrower than that
  }
  return x;
}

} // namespace tenon::detail

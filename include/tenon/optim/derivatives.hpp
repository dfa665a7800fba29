// SPDX-License-Identifier: BSL-1.0
// Where derivatives come from that the user does not give as a function.
#pragma once

#include <tenon/tensor/node_of.hpp>

#include <utility>

namespace tenon {

struct taped {};       // the tape: the function is called with a Parameter
struct paired {};      // the function returns the pair of value and gradient
struct two_point {};   // differences of neighbours on one side; SciPy's jac='2-point'
struct three_point {}; // on both sides; SciPy's jac='3-point'
struct forward {};     // on one side, at a fixed distance; what SciPy's minimize does without a gradient

namespace detail {
// whether a function's result has a gradient that a tape can give
template <class Y> inline constexpr bool has_gradient = false;
template <tensor_like Y> inline constexpr bool has_gradient<Y> = decltype(node_of(std::declval<Y>()))::differentiable;
} // namespace detail

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// What the tests of tensors share: tensors whose elements are their places, and questions about types.
#pragma once

#include <tenon/tensor/factories.hpp>
#include <tenon/tensor/split.hpp>
#include <tenon/tensor/view.hpp>

#include <catch2/catch.hpp>

#include <type_traits>
#include <utility>

namespace tenon::test {

using namespace tenon::literals;

// 0, 1, 2, ... in row-major order
template <class T> constexpr T counting() {
  T t;
  for (index i = 0; i < T::numel; ++i) t.data()[i] = static_cast<typename T::value_type>(i);
  return t;
}

template <class X, index... N>
concept shape = std::is_same_v<shape_of<X>, Size<N...>>;

template <class X>
concept has_data = requires(X x) { x.data(); };

// a view into memory, with these strides
template <class X, index... S>
concept strides = std::is_same_v<typename std::remove_cvref_t<X>::layout_type::strides_type, Strides<S...>>;

} // namespace tenon::test

// SPDX-License-Identifier: BSL-1.0
// Tensor<T, N...>: owns its elements, in row-major order, with value semantics.
#pragma once

#include <tenon/storage/elements.hpp>
#include <tenon/tensor/view_type.hpp>

#include <span>

namespace tenon {

template <class T, index... N> class Tensor : public expression<Tensor<T, N...>> {
  static_assert(std::is_trivially_copyable_v<T> && !std::is_const_v<T>,
                "Tensor: elements are numbers, or of classes that are copied as these are; what an expression computes "
                "is eval(x)");

public:
  using value_type = T;
  using size_type = Size<N...>;
  static_assert(sizeof(size_type) > 0); // a shape that cannot be stops here
  static constexpr int rank = size_type::rank;
  static constexpr index numel = product(size_type::list);
  using layout_type = row_major_layout<size_type>;
  static constexpr bool differentiable = false;

private:
  elements<T, numel> elements_;

public:
  constexpr Tensor() = default; // zeros
  constexpr explicit Tensor(uninitialised_t) : elements_(uninitialised) {}

  template <tensor_like X>
    requires(!std::is_same_v<std::remove_cvref_t<X>, Tensor>)
  constexpr Tensor(X&& x) : elements_(uninitialised) {
    constexpr auto sentence = check_assign(shape_of<X>::list, size_type::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) evaluate<layout_type>(node_of(static_cast<X&&>(x)), data());
  }
  constexpr Tensor(T v)
    requires(rank == 0)
      : elements_(uninitialised) {
    *data() = v;
  }

  template <tensor_like X>
    requires(!std::is_same_v<std::remove_cvref_t<X>, Tensor>)
  constexpr Tensor& operator=(X&& x) {
    constexpr auto sentence = check_assign(shape_of<X>::list, size_type::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) {
      elements_.renew();
      assign<layout_type>(node_of(static_cast<X&&>(x)), data());
    }
    return *this;
  }

  template <class V>
    requires(std::is_arithmetic_v<V> && rank > 0)
  constexpr Tensor& operator=(V) {
    constexpr text sentence = check_assign_number(size_type::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return *this;
  }

  // a number, or data of unknown extent, is no tensor of this shape
  template <class V>
    requires(std::is_arithmetic_v<V> && rank > 0)
  constexpr explicit Tensor(V) : Tensor() {
    constexpr text sentence = check_assign_number(size_type::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  }
  template <class V>
    requires(!tensor_like<V> && requires(const V& v) { std::span<const T>(v); })
  constexpr explicit Tensor(const V&) : Tensor() {
    constexpr text sentence = misuse<V>("Tensor: data are copied by Tensor<float, 2, 3>::from(data)");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  }

  // copies; throws std::invalid_argument unless there are as many elements as the shape has
  static constexpr Tensor from(std::span<const T> values) {
    if (static_cast<index>(values.size()) != numel)
      fail<std::invalid_argument>("from: " + std::to_string(values.size()) + " values for a tensor of " +
                                  std::to_string(numel) + " elements");
    Tensor t(uninitialised);
    for (index i = 0; i < numel; ++i) t.data()[i] = values[static_cast<std::size_t>(i)];
    return t;
  }

  // elements change hands between tensors of one size and any shape
  constexpr explicit Tensor(elements<T, numel>&& e) : elements_(static_cast<elements<T, numel>&&>(e)) {}
  constexpr elements<T, numel> release() && { return static_cast<elements<T, numel>&&>(elements_); }

  constexpr T* data() { return elements_.data(); }
  constexpr const T* data() const { return elements_.data(); }
  constexpr T* begin() { return data(); }
  constexpr T* end() { return data() + numel; }
  constexpr const T* begin() const { return data(); }
  constexpr const T* end() const { return data() + numel; }

  constexpr auto node() const& { return node::leaf<T, layout_type>(data()); }
  constexpr auto node() && { return node::owned<Tensor>(static_cast<Tensor&&>(*this)); }
  constexpr auto node() const&& { return node::owned<Tensor>(Tensor(*this)); }

  template <class... I> constexpr T& operator()(I... i) {
    static_assert(verdict<subscript_fault<size_type, I...>>::fine TENON_SAYS(subscript_fault<size_type, I...>));
    return data()[offset_of<layout_type>(i...)];
  }
  template <class... I> constexpr const T& operator()(I... i) const {
    static_assert(verdict<subscript_fault<size_type, I...>>::fine TENON_SAYS(subscript_fault<size_type, I...>));
    return data()[offset_of<layout_type>(i...)];
  }
  // throws std::out_of_range
  template <class... I> constexpr T& at(I... i) {
    static_assert(verdict<subscript_fault<size_type, I...>>::fine TENON_SAYS(subscript_fault<size_type, I...>));
    return checked_element<layout_type>(data(), i...);
  }
  template <class... I> constexpr const T& at(I... i) const {
    static_assert(verdict<subscript_fault<size_type, I...>>::fine TENON_SAYS(subscript_fault<size_type, I...>));
    return checked_element<layout_type>(data(), i...);
  }
  template <class I> constexpr auto operator[](I i) & {
    static_assert(verdict<row_number_fault<size_type, I>>::fine TENON_SAYS(row_number_fault<size_type, I>));
    return row_of<layout_type>(data(), i);
  }
  template <class I> constexpr auto operator[](I i) const& {
    static_assert(verdict<row_number_fault<size_type, I>>::fine TENON_SAYS(row_number_fault<size_type, I>));
    return row_of<layout_type>(data(), i);
  }
  // a tensor that ends here leaves a copy
  template <class I> constexpr auto operator[](I i) && {
    static_assert(verdict<row_number_fault<size_type, I>>::fine TENON_SAYS(row_number_fault<size_type, I>));
    return tenon::eval(row_of<layout_type>(data(), i));
  }
};

// what `Tensor t = x` would be: a shape that is not written is not found
namespace detail {
template <class X> struct undeduced {};
} // namespace detail
template <class X> class Tensor<detail::undeduced<X>> {
  static constexpr bool has_shape = !any_expression<X>;
  static_assert(has_shape, "Tensor: the shape is not deduced from an expression; write auto t = eval(x)");

public:
  constexpr Tensor(const X&) {}
};
template <class X>
  requires any_expression<X>
Tensor(X) -> Tensor<detail::undeduced<X>>;
template <class T, index... N> Tensor(Tensor<T, N...>) -> Tensor<T, N...>;

template <class T, index... N> struct tensor_for<T, Size<N...>> {
  using type = Tensor<T, N...>;
};
// the tensor that holds what an expression computes
template <class X> using tensor_of = typename tensor_for<value_of<X>, shape_of<X>>::type;

// Exchanges elements, as views refer to them.
template <class T, class L>
  requires(!std::is_const_v<T>)
constexpr void swap(View<T, L> a, View<T, L> b) {
  const tensor_of<View<T, L>> kept = a;
  a = b;
  b = kept;
}

// Computes an expression now.
template <tensor_like X> constexpr auto eval(X&& x) { return tensor_of<X>(static_cast<X&&>(x)); }

template <tensor_like X> constexpr auto element_of(const X& x) {
  value_of<X> v{};
  evaluate<row_major_layout<Size<>>>(node_of(x), &v);
  return v;
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// A view: elements that someone else owns, with their layout in the type. Assigning to a view writes its elements.
#pragma once

#include <tenon/eval/assign.hpp>
#include <tenon/shape/dims.hpp>
#include <tenon/shape/require.hpp>
#include <tenon/tensor/errors.hpp>
#include <tenon/tensor/node_of.hpp>

namespace tenon {

template <class T, class L> class View;
template <class T, class S> struct tensor_for;
template <class T, index... N> using TensorView = View<T, row_major_layout<Size<N...>>>;

// the layout without its first dimension
template <class L> struct inner_layout {
  static constexpr layout value = [] {
    layout l;
    for (int d = 1; d < L::rank; ++d) {
      l.size.push_back(L::value.size[d]);
      l.stride.push_back(L::value.stride[d]);
    }
    return l;
  }();
  using type = layout_of<value>;
};

// after an error: the first element
template <class L, class... I> constexpr index offset_of(I... i) {
  index o = 0;
  if constexpr (subscript_fault<typename L::size_type, I...>.empty()) {
    int d = 0;
    ((o += static_cast<index>(i) * L::value.stride[d++]), ...);
  }
  return o;
}

// Element access of tensors and views: unchecked, checked, and by the first dimension.
template <class L, class T, class... I> constexpr T& checked_element(T* data, I... i) {
  if constexpr (subscript_fault<typename L::size_type, I...>.empty()) {
    int d = 0;
    ((static_cast<index>(i) < 0 || static_cast<index>(i) >= L::value.size[d] ? throw_index("at", i, L::value.size[d])
                                                                             : void(++d)),
     ...);
  }
  return data[offset_of<L>(i...)];
}
template <class L, class T, class I> constexpr auto row_of(T* data, I i, const node::origin* from = nullptr) {
  index o = 0;
  if constexpr (subscript<I>) o = static_cast<index>(i) * L::value.stride[0];
  return View<T, typename inner_layout<L>::type>(data + o, from);
}

template <class T, class L> class View : public expression<View<T, L>> {
  T* data_;
  const node::origin* from_; // of what is detached from a parameter

public:
  using value_type = std::remove_const_t<T>;
  using size_type = typename L::size_type;
  using layout_type = L;
  static constexpr int rank = L::rank;
  static constexpr bool differentiable = false;
  static constexpr index numel = product(size_type::list);

  constexpr explicit View(T* data, const node::origin* from = nullptr) : data_(data), from_(from) {}
  constexpr View(const View&) = default;
  constexpr operator View<const T, L>() const
    requires(!std::is_const_v<T>)
  {
    return View<const T, L>(data_, from_);
  }

  constexpr T* data() const { return data_; }
  constexpr const node::origin* origin() const { return from_; }
  // where elements lie side by side
  constexpr T* begin() const
    requires(std::is_same_v<L, row_major_layout<size_type>>)
  {
    return data_;
  }
  constexpr T* end() const
    requires(std::is_same_v<L, row_major_layout<size_type>>)
  {
    return data_ + numel;
  }
  constexpr auto node() const { return node::leaf<value_type, L>(data_, from_); }

  constexpr const View& operator=(const View& other) const
    requires(!std::is_const_v<T>)
  {
    return write(other);
  }
  constexpr View& operator=(const View& other)
    requires(!std::is_const_v<T>)
  {
    write(other);
    return *this;
  }
  template <tensor_like X>
    requires(std::is_const_v<T> || !std::is_same_v<std::remove_cvref_t<X>, View>)
  constexpr const View& operator=(X&& x) const {
    constexpr text sentence = check_assign_view(shape_of<X>::list, L::value, std::is_const_v<T>);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return write(static_cast<X&&>(x));
    else return *this;
  }
  constexpr const View& operator=(value_type v) const {
    constexpr text sentence = check_assign_view(size_type::list, L::value, std::is_const_v<T>);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) evaluate<L>(node::scalar<value_type, size_type>(v), data_);
    return *this;
  }

  // what has no shape before it is stored, such as randn(generator)
  template <class X>
    requires(!tensor_like<X> && !std::is_arithmetic_v<X> &&
             std::is_convertible_v<const X&, typename tensor_for<value_type, size_type>::type>)
  constexpr const View& operator=(const X& x) const {
    return *this = typename tensor_for<value_type, size_type>::type(x);
  }

  template <class... I> constexpr T& operator()(I... i) const {
    static_assert(verdict<subscript_fault<size_type, I...>>::fine TENON_SAYS(subscript_fault<size_type, I...>));
    return data_[offset_of<L>(i...)];
  }
  // throws std::out_of_range
  template <class... I> constexpr T& at(I... i) const {
    static_assert(verdict<subscript_fault<size_type, I...>>::fine TENON_SAYS(subscript_fault<size_type, I...>));
    return checked_element<L>(data_, i...);
  }
  template <class I> constexpr auto operator[](I i) const {
    static_assert(verdict<row_number_fault<size_type, I>>::fine TENON_SAYS(row_number_fault<size_type, I>));
    return row_of<L>(data_, i, from_);
  }

private:
  template <class X> constexpr const View& write(X&& x) const {
    assign<L>(node_of(static_cast<X&&>(x)), data_);
    return *this;
  }
};

} // namespace tenon

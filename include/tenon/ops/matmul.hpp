// SPDX-License-Identifier: BSL-1.0
// Matrix products. Operands may be lazy.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/shape/product.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
// the operand as matrices over the batch of the product
template <class A, class B, bool Left> struct product_operand {
  static constexpr ints batch = broadcast(batch_of(A::size_type::list), batch_of(B::size_type::list));
  static constexpr ints size = [] {
    ints s = batch;
    const ints own = Left ? A::size_type::list : B::size_type::list;
    s.push_back(own[own.n - 2]);
    s.push_back(own[own.n - 1]);
    return s;
  }();
  using type = size_of<size>;
};

template <class A, class B> constexpr auto contracted(A a, B b) {
  auto left = stretch<typename product_operand<A, B, true>::type>(a);
  auto right = stretch<typename product_operand<A, B, false>::type>(b);
  return node::contract<decltype(left), decltype(right)>(left, right);
}
constexpr text check_linear(const ints& x, const ints& weight) {
  if (weight.n != 2) return say("linear: the weight has shape ", weight, "; expected (out, in)");
  if (x.n == 0 || x[x.n - 1] != weight[1])
    return say("linear: input ", x, " and weight ", weight, ": the last dimension must be ", weight[1]);
  return {};
}
constexpr text check_linear(const ints& x, const ints& weight, const ints& bias) {
  if (const text t = check_linear(x, weight); !t.empty()) return t;
  if (bias != ints{weight[0]})
    return say("linear: bias ", bias, " for weight ", weight, "; expected ", ints{weight[0]});
  return {};
}
template <class X, class W, class... B> constexpr text linear_fault() {
  return first_fault(check_tensor<W>("linear", "weight"), check_tensor<B>("linear", "bias")...,
                     check_linear(shape_of<X>::list, list_of<W>(), list_of<B>()...));
}
// In place of a linear whose operands do not fit: what follows is checked as if they did, and draws no second error.
template <class X, class W> constexpr auto refused_linear() {
  constexpr ints size = [] {
    ints s = shape_of<X>::list;
    const ints weight = list_of<W>();
    if (s.n > 0 && weight.n == 2) s[s.n - 1] = weight[0];
    return s;
  }();
  return placeholder<value_of<X>, size_of<size>>();
}
// of a product of two operands whose shapes Check compares
template <text (*Check)(const ints&, const ints&), class A, class B> constexpr text product_fault(const char* what) {
  if constexpr (!tensor_like<B>) return check_tensor<B>(what, "second operand");
  else return Check(shape_of<A>::list, shape_of<B>::list);
}
template <class A, class B> struct matmul_shape {
  static constexpr ints size = matmul_size(A::list, B::list);
  using type = size_of<size>;
};
} // namespace detail

// The product as torch.matmul has it: vectors on the left are rows, on the right columns, leading dimensions
// are a batch and broadcast.
template <tensor_like A, class B = missing> constexpr auto matmul(A&& a, B&& b = {}) {
  constexpr text sentence = detail::product_fault<check_matmul, A, B>("matmul");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!tensor_like<B>) return detail::placeholder<value_of<A>, shape_of<A>>();
  else if constexpr (!sentence.empty()) {
    if constexpr (shape_of<A>::rank == 0 || shape_of<B>::rank == 0) return detail::placeholder<value_of<A>, Size<>>();
    else {
      using S = typename detail::matmul_shape<shape_of<A>, shape_of<B>>::type;
      return detail::placeholder<value_of<A>, S>();
    }
  } else {
    using T = promoted<value_of<A>, value_of<B>>;
    auto left = converted<T>(node_of(static_cast<A&&>(a)));
    auto right = converted<T>(node_of(static_cast<B&&>(b)));
    constexpr int ra = shape_of<A>::rank, rb = shape_of<B>::rank;
    if constexpr (ra == 1 && rb == 1)
      return detail::without_dims<3u>(detail::contracted(unsqueeze(left, c<0>), unsqueeze(right, c<1>)));
    else if constexpr (ra == 1)
      return detail::without_dims<1u << (rb - 2)>(detail::contracted(unsqueeze(left, c<0>), right));
    else if constexpr (rb == 1)
      return detail::without_dims<1u << (ra - 1)>(detail::contracted(left, unsqueeze(right, c<1>)));
    else return detail::contracted(left, right);
  }
}

// x (..., in) times weight (out, in) transposed. torch.nn.functional.linear
template <tensor_like X, class W = missing> constexpr auto linear(X&& x, W&& weight = {}) {
  constexpr text sentence = detail::linear_fault<X, W>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::refused_linear<X, W>();
  else return matmul(static_cast<X&&>(x), transpose(static_cast<W&&>(weight), c<0>, c<1>));
}
template <tensor_like X, class W, class B> constexpr auto linear(X&& x, W&& weight, B&& bias) {
  constexpr text sentence = detail::linear_fault<X, W, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::refused_linear<X, W>();
  else return linear(static_cast<X&&>(x), static_cast<W&&>(weight)) + static_cast<B&&>(bias);
}

// The product of two batches of matrices, (b, m, k) and (b, k, n). torch.bmm
template <tensor_like A, class B = missing> constexpr auto bmm(A&& a, B&& b = {}) {
  constexpr text sentence = detail::product_fault<check_bmm, A, B>("bmm");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, shape_of<A>>();
  else return matmul(static_cast<A&&>(a), static_cast<B&&>(b));
}

// The sum of the products of two vectors' elements. torch.dot
template <tensor_like A, class B = missing> constexpr auto dot(A&& a, B&& b = {}) {
  constexpr text sentence = detail::product_fault<check_dot, A, B>("dot");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else return sum(static_cast<A&&>(a) * static_cast<B&&>(b));
}
// All products of two vectors' elements, (m) and (n): (m, n). torch.outer
template <tensor_like A, class B = missing> constexpr auto outer(A&& a, B&& b = {}) {
  constexpr text sentence = detail::product_fault<check_outer, A, B>("outer");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<A>, Size<>>();
  else return unsqueeze(static_cast<A&&>(a), c<1>) * static_cast<B&&>(b);
}

} // namespace tenon

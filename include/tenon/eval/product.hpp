// SPDX-License-Identifier: BSL-1.0
// Matrix products of whole tensors: a batch becomes as few matrices as its strides allow.
#pragma once

#include <tenon/eval/multiply.hpp>
#include <tenon/eval/operand.hpp>

namespace tenon {

// c = a b for operands of more than two dimensions: the matrix, and how many leading dimensions count matrices.
struct batched_product {
  product_shape matrix;
  int batch;

  constexpr index matrices(const ints& size) const {
    index n = 1;
    for (int d = 0; d < batch; ++d) n *= size[d];
    return n;
  }
};

// Where all matrices on the left meet the same one on the right, they are one matrix of more rows; where their
// products are added up, the sum runs on over them.
constexpr batched_product as_few_matrices(const layout& a, bool turn_a, const layout& b, bool turn_b, const layout& c) {
  const int r = c.rank() - 1, q = c.rank() - 2;
  product_shape s{c.size[q],
                  c.size[r],
                  a.size[turn_a ? q : r],
                  a.stride[turn_a ? r : q],
                  a.stride[turn_a ? q : r],
                  b.stride[turn_b ? r : q],
                  b.stride[turn_b ? q : r],
                  c.stride[q]};
  int d = q - 1;
  for (; d >= 0; --d) {
    const index n = c.size[d];
    if (n == 1) continue;
    if (s.m == 1) {
      s.a_m = a.stride[d];
      s.c_m = c.stride[d];
    }
    // rows that gather in one are none of a matrix
    const bool rows = c.stride[d] != 0 && b.stride[d] == 0;
    if (rows && a.stride[d] == s.m * s.a_m && c.stride[d] == s.m * s.c_m) s.m *= n;
    else if (c.stride[d] == 0 && a.stride[d] == s.k * s.a_k && b.stride[d] == s.k * s.b_k) s.k *= n;
    else break;
  }
  return {s, d + 1};
}

// the offset of matrix number i
constexpr index matrix_offset(const layout& l, int batch, index i) {
  index o = 0;
  for (int d = batch - 1; d >= 0; --d) {
    o += i % l.size[d] * l.stride[d];
    i /= l.size[d];
  }
  return o;
}

// one product of shape S for each of the matrices that C's first Batch dimensions count
template <product_shape S, bool Add, class LA, class LB, class LC, int Batch, class T>
constexpr void multiply_matrices(const T* a, const T* b, T* c) {
  constexpr index n = batched_product{S, Batch}.matrices(LC::value.size);
  const auto one = [=](index i) TENON_HOOK_LAMBDA {
    const T* const p = a + matrix_offset(LA::value, Batch, i);
    const T* const q = b + matrix_offset(LB::value, Batch, i);
    T* const to = c + matrix_offset(LC::value, Batch, i);
    if (std::is_constant_evaluated()) multiply<S, 1, Add>(p, q, to);
    else multiply<S, native_lanes<T>, Add>(p, q, to);
  };
  const auto some = [=](index first, index last) {
    for (index i = first; i < last; ++i) one(i);
  };
  // matrices that gather in one destination take their turns
  constexpr bool apart = [] {
    for (int d = 0; d < Batch; ++d)
      if (LC::value.size[d] != 1 && LC::value.stride[d] == 0) return false;
    return true;
  }();
  if constexpr (apart && n > 1 && n * S.m * S.n * S.k >= worth_sharing)
    if (!std::is_constant_evaluated()) return share(n, some);
  if constexpr (n == 1) one(0);
  else some(0, n);
}

// a layout whose repeated dimensions have one element
template <class L> struct unrepeated {
  static constexpr layout value = without_repeats(L::value, L::rank);
  using type = layout_of<value>;
};

// c = a b or c += a b for every matrix of a batch; TA and TB read an operand transposed
template <class LA, bool TA, class LB, bool TB, class LC, bool Add, class T>
constexpr void multiply_batch(const T* a, const T* b, T* c) {
  constexpr batched_product whole = as_few_matrices(LA::value, TA, LB::value, TB, LC::value);
  constexpr product_shape s = whole.matrix;
  constexpr index c_n = LC::value.stride[LC::rank - 1];
  constexpr bool column = s.n == 1 && s.m > 1 && s.c_m == 1;
  if constexpr ((c_n == 1 || s.n == 1) && !column) {
    multiply_matrices<s, Add, LA, LB, LC, whole.batch>(a, b, c);
  } else if constexpr (s.c_m == 1 || s.m == 1) {
    // a column, or a transposed destination: its transpose is the product of the transposes
    constexpr product_shape turned{s.n, s.m, s.k, s.b_n, s.b_k, s.a_k, s.a_m, c_n};
    multiply_matrices<turned, Add, LB, LA, LC, whole.batch>(b, a, c);
  } else {
    using once = typename unrepeated<LC>::type;
    using row_major = row_major_layout<typename once::size_type>;
    using repeated = typename stretched<row_major, typename LC::size_type>::type;
    scratch_scope scope;
    const scratch<T> copy(product(once::value.size));
    if constexpr (Add) evaluate<row_major>(node::leaf<T, once>(c), copy.get());
    multiply_batch<LA, TA, LB, TB, repeated, Add>(a, b, copy.get());
    evaluate<once>(node::leaf<T, row_major>(copy.get()), c);
  }
}

} // namespace tenon

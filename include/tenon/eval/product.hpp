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
    if (b.stride[d] == 0 && a.stride[d] == s.m * s.a_m && c.stride[d] == s.m * s.c_m) s.m *= n;
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

template <product_shape S, bool Add, class T> constexpr void multiply_matrix(const T* a, const T* b, T* c) {
  if (std::is_constant_evaluated()) multiply<S, 1, Add>(a, b, c);
  else multiply<S, native_lanes<T>, Add>(a, b, c);
}

// c = a b or c += a b for every matrix of a batch; TA and TB read an operand transposed
template <class LA, bool TA, class LB, bool TB, class LC, bool Add, class T>
constexpr void multiply_batch(const T* a, const T* b, T* c) {
  constexpr layout la = LA::value, lb = LB::value, lc = LC::value;
  constexpr batched_product whole = as_few_matrices(la, TA, lb, TB, lc);
  constexpr product_shape shape = whole.matrix;
  constexpr index n = whole.matrices(lc.size), c_n = lc.stride[lc.rank() - 1];
  const auto each = [&](auto multiply_one) {
    for (index i = 0; i < n; ++i)
      multiply_one(a + matrix_offset(la, whole.batch, i), b + matrix_offset(lb, whole.batch, i),
                   c + matrix_offset(lc, whole.batch, i));
  };
  if constexpr (c_n == 1 || shape.n == 1) {
    each([](const T* p, const T* q, T* to) { multiply_matrix<shape, Add>(p, q, to); });
  } else if constexpr (shape.c_m == 1 || shape.m == 1) {
    // a transposed destination: its transpose is the product of the transposes
    constexpr product_shape turned{shape.n,   shape.m,   shape.k,   shape.b_n,
                                   shape.b_k, shape.a_k, shape.a_m, c_n};
    each([](const T* p, const T* q, T* to) { multiply_matrix<turned, Add>(q, p, to); });
  } else {
    using row_major = row_major_layout<typename LC::size_type>;
    const scratch<T> copy(product(lc.size));
    if constexpr (Add) evaluate<row_major>(node::leaf<T, LC>(c), copy.get());
    multiply_batch<LA, TA, LB, TB, row_major, Add>(a, b, copy.get());
    evaluate<LC>(node::leaf<T, row_major>(copy.get()), c);
  }
}

} // namespace tenon

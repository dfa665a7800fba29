// SPDX-License-Identifier: BSL-1.0
// The matrix-product kernel: a tile of the result stays in registers while k runs. The right operand is read in rows;
// where it is not contiguous, or its rows lie far apart, a panel of it is packed first.
#pragma once

#include <tenon/shape/ints.hpp>
#include <tenon/simd/pack.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// extents and strides of c(m, n) = a(m, k) b(k, n); c is contiguous along n
struct product_shape {
  index m, n, k;
  index a_m, a_k, b_k, b_n, c_m;
  friend constexpr bool operator==(const product_shape&, const product_shape&) = default;
};

// what the registers hold: `rows` rows of `registers` registers
struct product_tile {
  int rows, registers;
};
template <class T>
inline constexpr product_tile tile_of = native_lanes<float> == 16 ? product_tile{8, 2} : product_tile{4, 2};

// one tile: R rows, a pack of W columns of which N are valid
template <product_shape S, int R, int W, int N, bool Add, index BStep, class T>
TENON_INLINE constexpr void multiply_tile(const T* a, const T* b, T* c, index k) {
  using P = pack<T, W>;
  P sum[R];
  for (int r = 0; r < R; ++r) sum[r] = Add ? P::template load<N>(c + r * S.c_m) : P(T(0));
#pragma GCC unroll 1
  for (index i = 0; i < k; ++i) {
    const P row = P::template load<N>(b + i * BStep);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) sum[r] = fma(P(a[r * S.a_m + i * S.a_k]), row, sum[r]);
  }
  for (int r = 0; r < R; ++r) sum[r].template store<N>(c + r * S.c_m);
}

// all rows of one panel of N columns
template <product_shape S, int W, int N, bool Add, index BStep, class T>
constexpr void multiply_panel(const T* a, const T* b, T* c, index k) {
  constexpr int rows = tile_of<T>.rows;
  index i = 0;
  for (; i + rows <= S.m; i += rows)
    multiply_tile<S, rows, W, N, Add, BStep>(a + i * S.a_m, b, c + i * S.c_m, k);
  constexpr int rest = static_cast<int>(S.m % rows);
  if constexpr (rest > 0) multiply_tile<S, rest, W, N, Add, BStep>(a + i * S.a_m, b, c + i * S.c_m, k);
}

// one panel, its rows packed where they are not fit to be read
template <product_shape S, int W, int N, bool Add, class T>
constexpr void multiply_columns(const T* a, const T* b, T* c, T* packed, index k) {
  if constexpr (S.b_n == 1 && (S.m < 4 * tile_of<T>.rows || S.b_k * static_cast<index>(sizeof(T)) <= 1024)) {
    multiply_panel<S, W, N, Add, S.b_k>(a, b, c, k);
  } else {
    for (index i = 0; i < k; ++i) {
      if constexpr (S.b_n == 1) pack<T, W>::template load<N>(b + i * S.b_k).store(packed + i * W);
      else pack<T, W>::template gather<N>(b + i * S.b_k, S.b_n).store(packed + i * W);
    }
    multiply_panel<S, W, N, Add, W>(a, packed, c, k);
  }
}

template <product_shape S, int Lanes, bool Add, class T>
constexpr void multiply_block(const T* a, const T* b, T* c, T* packed, index k) {
  constexpr int wide = Lanes * (Lanes == 1 ? 1 : tile_of<T>.registers);
  index j = 0;
  for (; j + wide <= S.n; j += wide)
    multiply_columns<S, wide, wide, Add>(a, b + j * S.b_n, c + j, packed, k);
  constexpr int rest = static_cast<int>(S.n % wide);
  if constexpr (rest > 0) {
    constexpr int w = [] {
      int v = 1;
      while (v < rest) v *= 2;
      return v;
    }();
    multiply_columns<S, w, rest, Add>(a, b + j * S.b_n, c + j, packed, k);
  }
}

// c = a b, or c += a b
template <product_shape S, int Lanes, bool Add, class T> constexpr void multiply(const T* a, const T* b, T* c) {
  constexpr index block = 512; // rows of the right operand whose panel stays in the first-level cache
  constexpr int wide = Lanes * (Lanes == 1 ? 1 : tile_of<T>.registers);
  scratch_scope scope;
  const scratch<T> packed((S.k < block ? S.k : block) * wide);
  if constexpr (S.k <= block) multiply_block<S, Lanes, Add>(a, b, c, packed.get(), S.k);
  else {
    multiply_block<S, Lanes, Add>(a, b, c, packed.get(), block);
    for (index k = block; k < S.k; k += block)
      multiply_block<S, Lanes, true>(a + k * S.a_k, b + k * S.b_k, c, packed.get(), k + block <= S.k ? block : S.k - k);
  }
}

} // namespace tenon

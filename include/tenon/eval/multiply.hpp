// SPDX-License-Identifier: BSL-1.0
// The matrix-product kernel: a tile of the result stays in registers while k runs. The right operand is read in rows;
// where it is not contiguous, or its rows lie far apart, a panel of it is packed first, or all panels once for many
// calls.
#pragma once

#include <tenon/shape/ints.hpp>
#include <tenon/simd/pack.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// extents and strides of c(m, n) = a(m, k) b(k, n); c is contiguous along n
struct product_shape {
  index m, n, k;
  index a_m, a_k, b_k, b_n, c_m;
  bool panels = false; // whether b lies in panels
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
  const auto add_row = [&](index i) TENON_INLINE_LAMBDA {
    const P row = P::template load<N>(b + i * BStep);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) sum[r] = fma(P(a[r * S.a_m + i * S.a_k]), row, sum[r]);
  };
  if constexpr (S.k <= 16) {
#pragma GCC unroll 16
    for (index i = 0; i < S.k; ++i) add_row(i);
  } else {
#pragma GCC unroll 1
    for (index i = 0; i < k; ++i) add_row(i);
  }
  for (int r = 0; r < R; ++r) sum[r].template store<N>(c + r * S.c_m);
}

// all rows of one panel of N columns
template <product_shape S, int W, int N, bool Add, index BStep, class T>
constexpr void multiply_panel(const T* a, const T* b, T* c, index k) {
  constexpr int rows = tile_of<T>.rows;
  index i = 0;
  for (; i + rows <= S.m; i += rows) multiply_tile<S, rows, W, N, Add, BStep>(a + i * S.a_m, b, c + i * S.c_m, k);
  constexpr int rest = static_cast<int>(S.m % rows);
  if constexpr (rest > 0) multiply_tile<S, rest, W, N, Add, BStep>(a + i * S.a_m, b, c + i * S.c_m, k);
}

// columns in a full panel
template <class T, int Lanes> inline constexpr int panel_width = Lanes == 1 ? 1 : Lanes * tile_of<T>.registers;

// Calls visit<W, N>(j) for every panel: N columns from j on, in packs of W.
template <index Columns, int Wide, class Visit> constexpr void each_panel(Visit visit) {
  index j = 0;
  for (; j + Wide <= Columns; j += Wide) visit.template operator()<Wide, Wide>(j);
  constexpr int rest = static_cast<int>(Columns % Wide);
  if constexpr (rest > 0) {
    constexpr int w = [] {
      int v = 1;
      while (v < rest) v *= 2;
      return v;
    }();
    visit.template operator()<w, rest>(j);
  }
}

// rows of the right operand whose panel stays in the first-level cache
constexpr index depth_of(const product_shape& s) { return s.k < 512 ? s.k : 512; }

// whether the registers hold the whole result
template <class T> constexpr bool is_one_tile(const product_shape& s) {
  return s.m <= tile_of<T>.rows && s.n <= panel_width<T, native_lanes<T>> && s.k <= depth_of(s);
}

// whether the rows of b can be read where they lie
template <class T> constexpr bool reads_in_place(const product_shape& s) {
  return s.b_n == 1 && s.b_k * static_cast<index>(sizeof(T)) <= 1024;
}

template <product_shape S, int W, int N, class T> constexpr void pack_panel(const T* b, T* packed, index k) {
  for (index i = 0; i < k; ++i) {
    if constexpr (S.b_n == 1) pack<T, W>::template load<N>(b + i * S.b_k).store(packed + i * W);
    else pack<T, W>::template gather<N>(b + i * S.b_k, S.b_n).store(packed + i * W);
  }
}

// all of b in panels, one after another
template <product_shape S, int Lanes, class T> constexpr void pack_panels(const T* b, T* packed) {
  each_panel<S.n, panel_width<T, Lanes>>(
      [&]<int W, int N>(index j) { pack_panel<S, W, N>(b + j * S.b_n, packed + j * S.k, S.k); });
}
template <class T, int Lanes> constexpr index panels_size(const product_shape& s) {
  constexpr index w = panel_width<T, Lanes>;
  return (s.n + w - 1) / w * w * s.k;
}

template <class T> constexpr bool packs_panels(const product_shape& s) {
  return !s.panels && !reads_in_place<T>(s) && !(s.b_n == 1 && s.m < 4 * tile_of<T>.rows);
}

// rows [begin, begin + k) of b
template <product_shape S, int Lanes, bool Add, class T>
constexpr void multiply_block(const T* a, const T* b, T* c, T* packed, index begin, index k) {
  a += begin * S.a_k;
  each_panel<S.n, panel_width<T, Lanes>>([&]<int W, int N>(index j) {
    if constexpr (S.panels) {
      multiply_panel<S, W, N, Add, W>(a, b + j * S.k + begin * W, c + j, k);
    } else if constexpr (packs_panels<T>(S)) {
      pack_panel<S, W, N>(b + begin * S.b_k + j * S.b_n, packed, k);
      multiply_panel<S, W, N, Add, W>(a, packed, c + j, k);
    } else {
      multiply_panel<S, W, N, Add, S.b_k>(a, b + begin * S.b_k + j, c + j, k);
    }
  });
}

constexpr bool has_single_bit(index n) { return n > 0 && (n & (n - 1)) == 0; }

// whether each matrix fits a register, and lies in it as in memory
template <int Lanes> constexpr bool in_registers(const product_shape& s) {
  return Lanes > 1 && s.k > 0 && s.m * s.k <= Lanes && s.k * s.n <= Lanes && s.m * s.n <= Lanes && s.m * s.n > 1 &&
         s.a_k == 1 && s.a_m == s.k && s.b_n == 1 && s.b_k == s.n && s.c_m == s.n && !s.panels;
}
// all elements of c at once: lane (i, j) meets a's element (i, k) and b's (k, j)
template <product_shape S, int Lanes, bool Add, class T>
TENON_INLINE constexpr void multiply_in_registers(const T* a, const T* b, T* c) {
  using P = pack<T, Lanes>;
  constexpr int numel = static_cast<int>(S.m * S.n);
  const P left = P::template load<static_cast<int>(S.m * S.k)>(a);
  const auto row = [&]<index K>(std::integral_constant<index, K>) TENON_INLINE_LAMBDA {
    if constexpr (has_single_bit(S.n)) return repeated<Lanes>(pack<T, static_cast<int>(S.n)>::load(b + K * S.n));
    else
      return permuted(P::template load<static_cast<int>(S.k * S.n)>(b),
                      [](index lane) { return lane < S.m * S.n ? K * S.n + lane % S.n : 0; });
  };
  const auto term = [&]<index K>(std::integral_constant<index, K> k, P sum) TENON_INLINE_LAMBDA {
    return fma(permuted(left, [](index lane) { return lane < S.m * S.n ? lane / S.n * S.k + K : 0; }), row(k), sum);
  };
  P sum[2] = {Add ? P::template load<numel>(c) : P(T(0)), P(T(0))}; // two chains hide each other's latency
  [&]<std::size_t... K>(std::index_sequence<K...>) TENON_INLINE_LAMBDA {
    ((sum[K % 2] = term(std::integral_constant<index, static_cast<index>(K)>{}, sum[K % 2])), ...);
  }(std::make_index_sequence<static_cast<std::size_t>(S.k)>{});
  (sum[0] + sum[1]).template store<numel>(c);
}

// c = a b, or c += a b
template <product_shape S, int Lanes, bool Add, class T> constexpr void multiply(const T* a, const T* b, T* c) {
  constexpr index block = depth_of(S);
  const auto all = [&](T* packed) {
    multiply_block<S, Lanes, Add>(a, b, c, packed, 0, block);
    if constexpr (S.k > block)
      for (index k = block; k < S.k; k += block)
        multiply_block<S, Lanes, true>(a, b, c, packed, k, k + block <= S.k ? block : S.k - k);
  };
  if constexpr (in_registers<Lanes>(S) && std::is_floating_point_v<T>) multiply_in_registers<S, Lanes, Add>(a, b, c);
  else if constexpr (packs_panels<T>(S)) {
    scratch_scope scope;
    const scratch<T> packed(block * panel_width<T, Lanes>);
    all(packed.get());
  } else all(nullptr);
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// The matrix-product kernel: a tile of the result stays in registers while k runs.
#pragma once

#include <tenon/eval/packing.hpp>
#include <tenon/eval/threads.hpp>

namespace tenon {

// one tile: R rows, a pack of W columns of which N are valid
template <product_shape S, int R, int W, int N, bool Add, index BStep, class T>
TENON_INLINE constexpr void multiply_tile(const T* a, const T* b, T* c, index k) {
  using P = pack<T, W>;
  constexpr int chains = R > 2 ? 1 : 4 / R; // few rows: sums of every other product hide each other's latency
  // a long sum is added to c when it is known, and c is fetched in the meantime
  constexpr bool late = S.k >= 64;
  constexpr int bytes = N * static_cast<int>(sizeof(T));
  P sum[chains][R];
  for (int r = 0; r < R; ++r) {
    if constexpr (late) fetch_to_write<bytes>(c + r * S.c_m);
    sum[0][r] = Add && !late ? P::template load<N>(c + r * S.c_m) : P(T(0));
    for (int chain = 1; chain < chains; ++chain) sum[chain][r] = P(T(0));
  }
  const auto add_row = [&](index i, int chain) TENON_INLINE_LAMBDA {
    const P row = P::template load<N>(b + i * BStep);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) sum[chain][r] = fma(P(a[r * S.a_m + i * S.a_k]), row, sum[chain][r]);
  };
  if constexpr (S.k <= 16) {
#pragma GCC unroll 16
    for (index i = 0; i < S.k; ++i) add_row(i, static_cast<int>(i % chains));
  } else {
    const index full = k - k % chains;
#pragma GCC unroll 1
    for (index i = 0; i < full; i += chains) {
#pragma GCC unroll 4
      for (int chain = 0; chain < chains; ++chain) add_row(i + chain, chain);
    }
    for (index rest = 0; rest < k % chains; ++rest) add_row(full + rest, 0);
  }
  for (int r = 0; r < R; ++r) {
    for (int chain = 1; chain < chains; ++chain) sum[0][r] += sum[chain][r];
    if constexpr (Add && late) sum[0][r] += P::template load<N>(c + r * S.c_m);
    sum[0][r].template store<N>(c + r * S.c_m);
  }
}

// Memory that is read next, asked for part by part: by itself it would arrive more slowly than a product reads it.
template <class T> class approaching {
  static constexpr index line = 64 / sizeof(T);
  const T* p_;
  const T* end_;
  index part_;

public:
  constexpr approaching(const T* p, index n, index parts) : p_(p), end_(p + n), part_(n / parts + 1) {}
  TENON_INLINE constexpr void fetch_part() {
    for (index i = 0; i < part_ && p_ < end_; i += line, p_ += line) __builtin_prefetch(p_, 0, 2);
  }
};

// rows [first, last) of one panel of N columns; all but the last of several blocks of rows are whole tiles; `next` is
// the panel that follows in memory, if one does
template <product_shape S, int W, int N, bool Add, index BStep, class T>
constexpr void multiply_panel(const T* a, const T* b, T* c, index k, index first, index last, const T* next = nullptr) {
  constexpr int rows = tile_of<T>(S).rows;
  const index step = S.tiles ? k : S.a_m;
  index i = first;
  if constexpr (S.m >= rows) {
    approaching<T> panel(next, next ? k * W : 0, (last - first) / rows + 1);
    for (; i + rows <= last; i += rows) {
      if (!std::is_constant_evaluated()) panel.fetch_part();
      multiply_tile<S, rows, W, N, Add, BStep>(a + i * step, b, c + i * S.c_m, k);
    }
  }
  constexpr int rest = static_cast<int>(S.m % rows);
  if constexpr (rest > 0)
    if (i < last) multiply_tile<S, rest, W, N, Add, BStep>(a + i * step, b, c + i * S.c_m, k);
}

// whether one row meets a matrix that is read as it lies: in its rows where these are longer than a panel, or, where it
// is contiguous along k, as columns that are dot products
template <class T> constexpr bool meets_rows(const product_shape& s) {
  return s.m == 1 && !s.panels && s.b_n == 1 && s.n > panel_width<T, native_lanes<T>>(s);
}
template <class T> constexpr bool meets_columns(const product_shape& s) {
  return s.m == 1 && !s.panels && s.b_n != 1 && s.b_k == 1 && s.a_k == 1 && s.n > 1 && s.k >= native_lanes<T>;
}

// whether the registers hold the whole result
template <class T> constexpr bool is_one_tile(const product_shape& s) {
  return !meets_columns<T>(s) && s.m <= tile_of<T>(s).rows && s.n <= panel_width<T, native_lanes<T>>(s) &&
         s.k <= depth_of<T>(s);
}

// rows [begin, begin + k) of b
template <product_shape S, int Lanes, bool Add, class T>
constexpr void multiply_block(const T* a, const T* b, T* c, const packed_operands<S, Lanes, T>& packed, index begin,
                              index k, panel_range which) {
  using operands = packed_operands<S, Lanes, T>;
  constexpr int wide = panel_width<T, Lanes>(S);
  T* const panels = packed.panels.get();
  T* const tiles = packed.tiles.get();
  a += begin * S.a_k;
  if constexpr (operands::all_panels) pack_panels<S, Lanes>(b, panels, begin, k, which);
  for (index i = 0; i < S.m; i += operands::rows) {
    const index end = operands::rows < S.m && i + operands::rows < S.m ? i + operands::rows : S.m;
    if constexpr (operands::left) pack_tiles<S>(a, tiles, k, i, end);
    each_panel<S.n, wide>(which, [&]<int W, int N>(index j) {
      const auto meets = [&]<index Step>(std::integral_constant<index, Step>, const T* panel) {
        constexpr bool follows = (S.panels || operands::all_panels) && S.m >= 4 * tile_of<T>(S).rows;
        const T* const next = follows && j + 2 * wide <= S.n ? panel + (S.panels ? S.k : k) * W : nullptr;
        if constexpr (operands::left)
          multiply_panel<in_tiles(S, tile_of<T>(S).rows), W, N, Add, Step>(tiles, panel, c + i * S.c_m + j, k, 0,
                                                                           end - i, next);
        else multiply_panel<S, W, N, Add, Step>(a, panel, c + j, k, i, end, next);
      };
      constexpr std::integral_constant<index, W> in_panel;
      if constexpr (S.panels) meets(in_panel, b + j * S.k + begin * W);
      else if constexpr (operands::all_panels) meets(in_panel, panels + (j - which.first * wide) * k);
      else if constexpr (operands::right) {
        pack_panel<S, W, N>(b + begin * S.b_k + j * S.b_n, panels, k);
        meets(in_panel, panels);
      } else meets(std::integral_constant<index, S.b_k>{}, b + begin * S.b_k + j);
    });
  }
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

// Some panels of one row. Memory delivers a matrix fastest in its own order: some of its rows at a time are added to c,
// which stays in the first-level cache.
template <product_shape S, int Lanes, bool Add, class T>
void multiply_rows(const T* a, const T* b, T* c, panel_range which, index depth) {
  constexpr int wide = panel_width<T, Lanes>(S), some = 8;
  if constexpr (!Add)
    each_panel<S.n, wide>(which, [&]<int W, int N>(index j) { pack<T, W>(T(0)).template store<N>(c + j); });
  const auto add = [&]<int Rows>(std::integral_constant<int, Rows>, index i) TENON_INLINE_LAMBDA {
    T factor[Rows];
    for (int r = 0; r < Rows; ++r) factor[r] = a[(i + r) * S.a_k];
    each_panel<S.n, wide>(which, [&]<int W, int N>(index j) TENON_INLINE_LAMBDA {
      using P = pack<T, W>;
      P sum = P::template load<N>(c + j);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) sum = fma(P(factor[r]), P::template load<N>(b + (i + r) * S.b_k + j), sum);
      sum.template store<N>(c + j);
    });
  };
  const index full = depth - depth % some;
  for (index i = 0; i < full; i += some) add(std::integral_constant<int, some>{}, i);
  for (index rest = 0; rest < depth % some; ++rest) add(std::integral_constant<int, 1>{}, full + rest);
}

// ... where b is contiguous along k: a register of dot products at a time, whose lanes run along k
template <product_shape S, int Lanes, bool Add, class T>
void multiply_columns(const T* a, const T* b, T* c, panel_range which, index depth) {
  using P = pack<T, Lanes>;
  constexpr int wide = panel_width<T, Lanes>(S);
  const index first = which.first * wide, last = which.last * wide;
  b += first * S.b_n;
  const auto some = [&]<int N>(std::integral_constant<int, N>, index j) TENON_INLINE_LAMBDA {
    P sum[Lanes];
#pragma GCC unroll 16
    for (int r = 0; r < Lanes; ++r) sum[r] = P(T(0));
    const index full = depth - depth % Lanes;
    for (index i = 0; i < full; i += Lanes) {
      const P row = P::load(a + i);
#pragma GCC unroll 16
      for (int r = 0; r < N; ++r) sum[r] = fma(row, P::load(b + r * S.b_n + i), sum[r]);
    }
    simd::transpose(sum);
#pragma GCC unroll 4
    for (int step = Lanes / 2; step > 0; step /= 2)
#pragma GCC unroll 8
      for (int r = 0; r < step; ++r) sum[r] += sum[r + step];
    for (index rest = 0; rest < depth % Lanes; ++rest)
      sum[0] = fma(P(a[full + rest]), P::template gather<N>(b + full + rest, S.b_n), sum[0]);
    if constexpr (Add) sum[0] += P::template load<N>(c + j);
    sum[0].template store<N>(c + j);
  };
  index j = first;
  for (; j + Lanes <= last && j + Lanes <= S.n; j += Lanes, b += Lanes * S.b_n)
    some(std::integral_constant<int, Lanes>{}, j);
  if constexpr (constexpr int rest = static_cast<int>(S.n % Lanes); rest > 0)
    if (j < last && j < S.n) some(std::integral_constant<int, rest>{}, j);
}

// some panels of c = a b, or c += a b, where k runs up to `depth`
template <product_shape S, int Lanes, bool Add, class T>
constexpr void multiply_panels(const T* a, const T* b, T* c, panel_range which, index depth) {
  if constexpr (Lanes > 1 && meets_rows<T>(S)) return multiply_rows<S, Lanes, Add>(a, b, c, which, depth);
  if constexpr (Lanes > 1 && meets_columns<T>(S)) return multiply_columns<S, Lanes, Add>(a, b, c, which, depth);
  constexpr index block = depth_of<T>(S);
  const packed_operands<S, Lanes, T> packed(which);
  multiply_block<S, Lanes, Add>(a, b, c, packed, 0, block < depth ? block : depth, which);
  if constexpr (S.k > block)
    for (index k = block; k < depth; k += block)
      multiply_block<S, Lanes, true>(a, b, c, packed, k, k + block <= depth ? block : depth - k, which);
}

// c = a b, or c += a b: at least the first `columns` of it, where k runs at least up to `depth`
template <product_shape S, int Lanes, bool Add, class T>
constexpr void multiply(const T* a, const T* b, T* c, index columns = S.n, index depth = S.k) {
  if constexpr (in_registers<Lanes>(S) && std::is_floating_point_v<T>) multiply_in_registers<S, Lanes, Add>(a, b, c);
  else {
    constexpr int wide = panel_width<T, Lanes>(S);
    const panel_range which{0, (columns + wide - 1) / wide};
    if constexpr (S.m * S.n * S.k >= worth_sharing)
      if (!std::is_constant_evaluated())
        return share(which.last,
                     [=](index first, index last) { multiply_panels<S, Lanes, Add>(a, b, c, {first, last}, depth); });
    multiply_panels<S, Lanes, Add>(a, b, c, which, depth);
  }
}

} // namespace tenon

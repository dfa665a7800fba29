// SPDX-License-Identifier: BSL-1.0
// The matrix-product kernel: a tile of the result stays in registers while k runs. The right operand is read in rows;
// where it is not contiguous, or its rows lie far apart, a panel of it is packed first, or all panels once for many
// calls. Of a left operand whose columns are contiguous but far apart the rows of each tile are packed.
#pragma once

#include <tenon/eval/threads.hpp>
#include <tenon/simd/pack.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// extents and strides of c(m, n) = a(m, k) b(k, n); c is contiguous along n
struct product_shape {
  index m, n, k;
  index a_m, a_k, b_k, b_n, c_m;
  bool panels = false; // whether b lies in panels,
  bool tiles = false;  // and a in tiles
  friend constexpr bool operator==(const product_shape&, const product_shape&) = default;
};

// What the registers hold: `rows` rows of `registers` registers. Of 16 registers twelve are sums: with eight, each
// register of the right operand meets too few rows, and loads take longer than sums. Of 32 they are 24 where a product
// fills such tiles, which load least for what they add; tiles of eight rows suit small products and packed rows.
struct product_tile {
  int rows, registers;
};
template <class T> constexpr product_tile tile_of(const product_shape& s) {
  if (native_lanes<float> != 16) return {6, 2};
  constexpr index columns = 4 * native_lanes<T>;
  const bool fills = s.n % columns == 0 ? s.n >= 2 * columns : s.n >= 8 * columns;
  return fills && s.m >= 64 && s.a_k == 1 && !s.panels && !s.tiles ? product_tile{6, 4} : product_tile{8, 2};
}

// asks for so many bytes that will be written soon
template <int Bytes, class T> TENON_INLINE constexpr void prefetch(const T* p) {
  if (std::is_constant_evaluated()) return;
  for (int line = 0; line < Bytes; line += 64) __builtin_prefetch(reinterpret_cast<const char*>(p) + line, 1);
}

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
    if constexpr (late) prefetch<bytes>(c + r * S.c_m);
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

// the width of a pack that holds n elements
constexpr int pack_width(int n) {
  int w = 1;
  while (w < n) w *= 2;
  return w;
}
// columns in a full panel
template <class T, int Lanes> constexpr int panel_width(const product_shape& s) {
  return Lanes == 1 ? 1 : Lanes * tile_of<T>(s).registers;
}

// which panels, counted from 0
struct panel_range {
  index first, last;
};
template <index Columns, int Wide> constexpr panel_range all_panels() { return {0, (Columns + Wide - 1) / Wide}; }

// Calls visit<W, N>(j) for some panels: N columns from j on, in packs of W.
template <index Columns, int Wide, class Visit> constexpr void each_panel(panel_range which, Visit visit) {
  constexpr index full = Columns / Wide;
  if constexpr (full > 0)
    for (index p = which.first; p < which.last && p < full; ++p) visit.template operator()<Wide, Wide>(p * Wide);
  constexpr int rest = static_cast<int>(Columns % Wide);
  if constexpr (rest > 0)
    if (which.last > full) visit.template operator()<pack_width(rest), rest>(full * Wide);
}

// Whether the rows of a tile are packed: columns so far apart share few sets of the first-level cache, and enough
// panels meet the tile.
template <class T> constexpr bool packs_tiles(const product_shape& s) {
  return !s.tiles && s.a_m == 1 && s.a_k * static_cast<index>(sizeof(T)) >= 1024 && s.m >= tile_of<T>(s).rows &&
         s.n >= 4 * panel_width<T, native_lanes<T>>(s);
}
// rows of the right operand whose panel stays in a cache near by, beside the tile that it meets
template <class T> constexpr index depth_of(const product_shape& s) {
  const index most = packs_tiles<T>(s) ? 256 : 512;
  return s.k < most ? s.k : most;
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

// whether the rows of b can be read where they lie
template <class T> constexpr bool reads_in_place(const product_shape& s) {
  return s.b_n == 1 && s.b_k * static_cast<index>(sizeof(T)) <= 1024;
}

// a square of a right operand that is contiguous along k, turned over: rows [i, i + L) of the panel, lanes [j, j + L)
template <product_shape S, int L, int N, int W, class T> TENON_INLINE void pack_square(const T* b, T* packed) {
  pack<T, L> row[L];
#pragma GCC unroll 16
  for (int l = 0; l < L; ++l) row[l] = l < N ? pack<T, L>::load(b + l * S.b_n) : pack<T, L>(T(0));
  simd::transpose(row);
#pragma GCC unroll 16
  for (int l = 0; l < L; ++l) row[l].store(packed + l * W);
}

template <product_shape S, int W, int N, class T> constexpr void pack_panel(const T* b, T* packed, index k) {
  index i = 0;
  if constexpr (constexpr int L = native_lanes<T>; S.b_n != 1 && S.b_k == 1 && L > 1 && W % L == 0) {
    if (!std::is_constant_evaluated())
      for (const index full = k / L * L; i < full; i += L)
        [&]<int... R>(std::integer_sequence<int, R...>) {
          (pack_square<S, L, (N - R * L < L ? N - R * L : L), W>(b + i + R * L * S.b_n, packed + i * W + R * L), ...);
        }(std::make_integer_sequence<int, W / L>{});
  }
  for (; i < k; ++i) {
    if constexpr (S.b_n == 1) pack<T, W>::template load<N>(b + i * S.b_k).store(packed + i * W);
    else pack<T, W>::template gather<N>(b + i * S.b_k, S.b_n).store(packed + i * W);
  }
}

// panels of rows [begin, begin + k) of b, one after another
template <product_shape S, int Lanes, class T>
constexpr void pack_panels(const T* b, T* packed, index begin, index k, panel_range which) {
  constexpr int wide = panel_width<T, Lanes>(S);
  each_panel<S.n, wide>(which, [&]<int W, int N>(index j) {
    pack_panel<S, W, N>(b + begin * S.b_k + j * S.b_n, packed + (j - which.first * wide) * k, k);
  });
}
template <class T, int Lanes> constexpr index panels_size(const product_shape& s) {
  const index w = panel_width<T, Lanes>(s);
  return (s.n + w - 1) / w * w * s.k;
}

template <class T> constexpr bool packs_panels(const product_shape& s) {
  return !s.panels && !reads_in_place<T>(s) && !(s.b_n == 1 && s.m < 4 * tile_of<T>(s).rows);
}

constexpr product_shape in_panels(product_shape s) {
  s.panels = true;
  return s;
}
constexpr product_shape in_tiles(product_shape s, int rows) {
  s.tiles = true;
  s.a_k = rows;
  return s;
}
// Rows [first, last) of a, whose columns are contiguous, in tiles one after another. Some tiles at a time: lines that
// are read are used up, and those that are written do not drive each other out.
template <product_shape S, class T> constexpr void pack_tiles(const T* a, T* packed, index k, index first, index last) {
  constexpr int rows = tile_of<T>(S).rows, some = 8;
  constexpr int rest = static_cast<int>(S.m % rows);
  using P = pack<T, pack_width(rows)>;
  for (index begin = first; begin < last; begin += some * rows)
    for (index i = 0; i < k; ++i) {
      const T* const column = a + i * S.a_k;
      index r = begin;
      for (; r + rows <= last && r < begin + some * rows; r += rows)
        P::template load<rows>(column + r).template store<rows>(packed + (r - first) * k + i * rows);
      if constexpr (rest > 0)
        if (r < last && r < begin + some * rows)
          P::template load<rest>(column + r).template store<rows>(packed + (r - first) * k + i * rows);
    }
}

// Rows of a that a second-level cache holds, beside what else lies there: where a is larger, all panels are packed
// first, and each meets as many rows at a time.
template <class T> constexpr index row_block(const product_shape& s) {
  const bool tiles = packs_tiles<T>(s);
  if (!(tiles || packs_panels<T>(s)) || s.k == 0) return s.m;
  const index tile = tile_of<T>(s).rows;
  const index rows = (index(1) << 19) / static_cast<index>(sizeof(T)) / depth_of<T>(s) / tile * tile;
  return s.m >= (tiles ? rows + tile : 2 * rows) ? rows : s.m;
}

// memory for what is packed of both operands, where anything is
template <product_shape S, int Lanes, class T> struct packed_operands {
  static constexpr index block = depth_of<T>(S), rows = row_block<T>(S), tile = tile_of<T>(S).rows;
  static constexpr bool left = packs_tiles<T>(S), right = packs_panels<T>(S), all_panels = right && rows < S.m;

  [[maybe_unused]] scratch_scope_if<left || right> scope;
  scratch_if<T, right> panels;
  scratch_if<T, left> tiles;

  constexpr explicit packed_operands(panel_range which)
      : panels(block * panel_width<T, Lanes>(S) * (all_panels ? which.last - which.first : 1)),
        tiles(block * ((rows + tile - 1) / tile * tile)) {}
};

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
  const index first = which.first * panel_width<T, Lanes>(S), last = which.last * panel_width<T, Lanes>(S);
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
    const panel_range which{0, (columns + panel_width<T, Lanes>(S) - 1) / panel_width<T, Lanes>(S)};
    if constexpr (S.m * S.n * S.k >= worth_sharing)
      if (!std::is_constant_evaluated())
        return share(which.last,
                     [=](index first, index last) { multiply_panels<S, Lanes, Add>(a, b, c, {first, last}, depth); });
    multiply_panels<S, Lanes, Add>(a, b, c, which, depth);
  }
}

} // namespace tenon

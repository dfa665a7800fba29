// SPDX-License-Identifier: BSL-1.0
// How the operands of a matrix product lie for its kernel: the tiles of the result, the panels of the right operand and
// the tiles of the left one, and what of them is packed. The right operand is read in rows; where it is not contiguous,
// or its rows lie far apart, a panel of it is packed first, or all panels once for many calls. Of a left operand whose
// columns are contiguous but far apart the rows of each tile are packed.
#pragma once

#include <tenon/simd/pack.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// extents and strides of c(m, n) = a(m, k) b(k, n); c is contiguous along n
struct TENON_MACHINE product_shape {
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
    if (which.last > full) visit.template operator()<simd::covering(rest), rest>(full * Wide);
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
  using P = pack<T, simd::covering(rows)>;
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
  static constexpr int wide = panel_width<T, Lanes>(S);
  static constexpr bool left = packs_tiles<T>(S), right = packs_panels<T>(S), all_panels = right && rows < S.m;

  [[maybe_unused]] scratch_scope_if<left || right> scope;
  scratch_if<T, right> panels;
  scratch_if<T, left> tiles;

  constexpr explicit packed_operands(panel_range which)
      : panels(block * wide * (all_panels ? which.last - which.first : 1)),
        tiles(block * ((rows + tile - 1) / tile * tile)) {}
};

} // namespace tenon

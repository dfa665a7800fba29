// SPDX-License-Identifier: BSL-1.0
// The rows of a product in blocks, and those of a lazy left operand beside them.
#pragma once

#include <tenon/eval/product.hpp>
#include <tenon/eval/rows.hpp>

namespace tenon {

// Where row number `row` of an operand of that size stands, counted over all leading dimensions.
template <int Rank> TENON_HOOK constexpr position position_of_row(const ints& size, index row) {
  position at;
  for (int d = Rank - 2; d >= 0; --d) {
    at.i[d] = row % size[d];
    row /= size[d];
  }
  return at;
}

// The right operand of products that come in blocks of rows: as it lies, or packed once for all blocks of a matrix.
// `Whole`: all rows of the matrix.
template <product_shape Whole, int Lanes, bool Packs, class T> class right_of_blocks {
  scratch_if<T, Packs> panels_;
  const T* packed_ = nullptr; // the matrix that lies in the panels

public:
  constexpr right_of_blocks() : panels_(Packs ? panels_size<T, Lanes>(in_panels(Whole)) : 0) {}

  // a block of Rows rows as the kernel sees it
  template <index Rows>
  static constexpr product_shape block = [] {
    product_shape s = Whole;
    s.m = Rows;
    s.panels = Packs;
    return s;
  }();
  constexpr const T* operand(const T* b) {
    if constexpr (!Packs) return b;
    else {
      if (packed_ != b)
        pack_panels<in_panels(Whole), Lanes>(b, panels_.get(), 0, Whole.k,
                                             all_panels<Whole.n, panel_width<T, Lanes>(in_panels(Whole))>());
      packed_ = b;
      return panels_.get();
    }
  }
};

// Calls use<Count>() with how many rows a block of at most Block has, of which the first is number `first` of All.
template <index Block, index All, class Use> constexpr void of_block(index first, const Use& use) {
  if constexpr (All % Block == 0) use.template operator()<Block>();
  else if (first + Block <= All) use.template operator()<Block>();
  else use.template operator()<All % Block>();
}

// Any rows of a lazy operand, in scratch. Scalar: in a constant expression.
template <class A, index Band, bool Scalar> class operand_rows {
  using T = typename A::value_type;
  static constexpr ints size = A::size_type::list;
  static constexpr int rank = size.n;
  static constexpr binding natural = natural_binding<rank>::value;
  static constexpr int lanes = Scalar ? 1 : fewer_lanes(A::lanes, lanes_for<T>);
  static constexpr frame f = sized(operand_frame_of<A>::value, lanes);
  static constexpr bool traps = survey_of_rows<A>().traps;
  using target = leaf_rows<T, row_major_layout<typename A::size_type>, natural, f>;

  using made = cursor<A, natural, f>;

  stored_list shared;
  typename made::type::source source;

public:
  constexpr explicit operand_rows(const A& operand) : source(made::source_of(operand, shared)) {}

  // `count` rows from number `first` on, counted over all leading dimensions, up to column `columns`
  TENON_FLAT constexpr void fill(index first, index count, index columns, T* to) {
    scratch_scope scope;
    typename made::type c(source, no_scope{});
    constexpr const extents& x = extents_of<f>::value;
    for (index r = first; r < first + count; ++r, to += size[rank - 1]) {
      const position at = position_of_row<rank>(size, r);
      c.row(at);
      const auto store = [&]<int W, int N>(index j) TENON_HOOK_LAMBDA {
        c.template step<made::type::ready, W, N>(j);
        store_lanes<N, spacing::unit>(cast<T>(c.template lane<W, N>(j)), to + j);
      };
      if constexpr (Band == no_band) {
        phases<f, lanes, traps, 0>(x, c);
        last_loop<f, lanes, traps, typename target::place::type>(x, store);
      } else {
        constexpr index n = size[rank - 1];
        const index end = reach(Band, at.i[rank - 2], n);
        phases_to<f, lanes, traps, 0>(x, end, c);
        along_row_to<f, lanes, traps>(x, end, store);
        for (index j = (end + f.width - 1) / f.width * f.width; j < columns; ++j) to[j] = T(0);
      }
    }
  }
};

// A product's rows in blocks, for a result laid out as L.
template <class A, class B, class L, index Band, bool Scalar> class product_rows {
  using node_type = node::contract<A, B>;
  using T = typename node_type::value_type;
  static constexpr bool lazy = node_type::left_in_rows;
  static constexpr int lanes = Scalar ? 1 : native_lanes<T>;
  static constexpr layout left_layout =
      lazy ? layout{A::size_type::list, row_major(A::size_type::list)} : memory_layout<A>::type::value;
  static constexpr layout right_layout = memory_layout<B>::type::value;
  static constexpr batched_product whole = as_few_matrices(left_layout, false, right_layout, false, L::value);
  static constexpr index rows = whole.matrix.m; // of one matrix
  static constexpr index block = [] {
    const index most = Band == no_band && node_type::left_band == no_band ? node_type::block : 32; // few beyond a band
    return rows < most ? rows : most;
  }();
  static constexpr index blocks = (rows + block - 1) / block;
  static constexpr bool packs = blocks > 1 && !reads_in_place<T>(whole.matrix); // once for all blocks

  static constexpr index left_band = node_type::left_band;

  // as the kernel sees it; a lazy operand's rows lie side by side
  static constexpr product_shape matrix_shape = [] {
    product_shape s = whole.matrix;
    if (lazy) {
      s.a_m = s.k;
      s.a_k = 1;
    }
    return s;
  }();

  std::conditional_t<lazy, operand_rows<A, left_band, Scalar>, in_memory<A>> left;
  in_memory<B> right;
  right_of_blocks<matrix_shape, lanes, packs, T> blocks_right;
  scratch<T> left_rows, values;
  index current = -1; // the block that `values` holds

  template <index Count> constexpr void multiply_rows(index matrix, index first, T* c) {
    const T* const b = blocks_right.operand(right.data() + matrix_offset(right_layout, whole.batch, matrix));
    const T* a;
    const index depth = end_of_rows<left_band, Count>(first, node_type::k);
    if constexpr (lazy) {
      left.fill(matrix * rows + first, Count, depth, left_rows.get());
      a = left_rows.get();
    } else a = left.data() + matrix_offset(left_layout, whole.batch, matrix) + first * whole.matrix.a_m;
    multiply<decltype(blocks_right)::template block<Count>, lanes, false>(
        a, b, c, end_of_rows<Band, Count>(first, node_type::n), depth);
  }
  // Where Count rows of a band end that is n wide. Rows of several matrices may be those of one.
  template <index Ahead, index Count> static constexpr index end_of_rows(index first, index n) {
    constexpr index m = node_type::shape[node_type::dims - 2];
    const index i = first % m;
    return Ahead == no_band || i + Count > m ? n : reach(Ahead, i + Count - 1, n);
  }

  // block number `number`, counted over all matrices, into memory whose first row is c
  [[gnu::noinline]] constexpr void compute_block(index number, T* c) {
    const index matrix = number / blocks, first = number % blocks * block;
    of_block<block, rows>(first, [&]<index Count>() { multiply_rows<Count>(matrix, first, c); });
  }

public:
  constexpr product_rows(const A& a, const B& b, bool one_by_one = true)
      : left(a), right(b), left_rows(lazy ? block * node_type::k : 0), values(one_by_one ? block * node_type::n : 0) {}

  // a row, counted over all matrices
  TENON_INLINE constexpr const T* row(index number) {
    const index in_matrix = number % rows, wanted = number / rows * blocks + in_matrix / block;
    if (wanted != current) {
      compute_block(wanted, values.get());
      current = wanted;
    }
    return values.get() + in_matrix % block * node_type::n;
  }
  static constexpr index matrices = whole.matrices(L::value.size);
  // whether threads may take some matrices each: nothing is stored for all of them
  static constexpr bool can_be_shared = [] {
    if (!lazy || matrices == 1 || product(node_type::shape) * node_type::k < worth_sharing) return false;
    return lies_in_memory<B> && survey_of_rows<A>().stored == 0;
  }();

  // matrices number first to last to where they belong
  constexpr void compute(index first, index last, T* destination) {
    for (index i = first * blocks; i < last * blocks; ++i)
      compute_block(i, destination + matrix_offset(L::value, whole.batch, i / blocks) +
                           i % blocks * block * whole.matrix.c_m);
  }
};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// The product as a node: as a statement of its own it writes the destination, inside one it yields its rows.
#pragma once

#include <tenon/eval/product.hpp>
#include <tenon/eval/rows.hpp>

namespace tenon {

// Any rows of a lazy operand, in scratch. Scalar: in a constant expression.
template <class A, index Band, bool Scalar> class operand_rows {
  using T = typename A::value_type;
  static constexpr ints size = A::size_type::list;
  static constexpr int rank = size.n;
  static constexpr binding natural = natural_binding<rank>::value;
  static constexpr int lanes = Scalar ? 1 : fewer_lanes(A::lanes, lanes_for<T>);
  static constexpr frame f = sized(operand_frame_of<A>::value, lanes);
  static constexpr bool traps = [] {
    survey s;
    s.f = f;
    A::walk(s, natural);
    return s.traps;
  }();
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
      position at;
      index rest = r;
      for (int d = rank - 2; d >= 0; --d) {
        at.i[d] = rest % size[d];
        rest /= size[d];
      }
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

  std::conditional_t<lazy, operand_rows<A, left_band, Scalar>, in_memory<A>> left;
  in_memory<B> right;
  scratch<T> panels, left_rows, values;
  const T* packed = nullptr; // the matrix that lies in the panels
  index current = -1;        // the block that `values` holds

  // as the kernel sees a block of Count rows
  template <index Count>
  static constexpr product_shape part = [] {
    product_shape s = whole.matrix;
    s.m = Count;
    s.panels = packs;
    if (lazy) {
      s.a_m = s.k;
      s.a_k = 1;
    }
    return s;
  }();
  template <index Count> constexpr void multiply_rows(index matrix, index first, T* c) {
    const T* b = right.data() + matrix_offset(right_layout, whole.batch, matrix);
    if constexpr (packs) {
      if (packed != b)
        pack_panels<in_panels(whole.matrix), lanes>(
            b, panels.get(), 0, node_type::k,
            all_panels<whole.matrix.n, panel_width<T, lanes>(in_panels(whole.matrix))>());
      packed = b;
      b = panels.get();
    }
    const T* a;
    const index depth = end_of_rows<left_band, Count>(first, node_type::k);
    if constexpr (lazy) {
      left.fill(matrix * rows + first, Count, depth, left_rows.get());
      a = left_rows.get();
    } else a = left.data() + matrix_offset(left_layout, whole.batch, matrix) + first * whole.matrix.a_m;
    multiply<part<Count>, lanes, false>(a, b, c, end_of_rows<Band, Count>(first, node_type::n), depth);
  }
  // Where Count rows of a band end that is n wide. Rows of several matrices may be those of one.
  template <index Ahead, index Count> static constexpr index end_of_rows(index first, index n) {
    constexpr index m = node_type::shape[node_type::dims - 2];
    const index i = first % m;
    return Ahead == no_band || i + Count > m ? n : reach(Ahead, i + Count - 1, n);
  }

  // block number `number`, counted over all matrices, into memory whose first row is c
  [[gnu::noinline]] constexpr void compute(index number, T* c) {
    const index matrix = number / blocks, first = number % blocks * block;
    if constexpr (rows % block == 0) multiply_rows<block>(matrix, first, c);
    else if (first + block <= rows) multiply_rows<block>(matrix, first, c);
    else multiply_rows<rows % block>(matrix, first, c);
  }

public:
  constexpr product_rows(const A& a, const B& b, bool one_by_one = true)
      : left(a), right(b), panels(packs ? panels_size<T, lanes>(in_panels(whole.matrix)) : 0),
        left_rows(lazy ? block * node_type::k : 0), values(one_by_one ? block * node_type::n : 0) {}

  // a row, counted over all matrices
  TENON_INLINE constexpr const T* row(index number) {
    const index in_matrix = number % rows, wanted = number / rows * blocks + in_matrix / block;
    if (wanted != current) {
      compute(wanted, values.get());
      current = wanted;
    }
    return values.get() + in_matrix % block * node_type::n;
  }
  // all blocks to where they belong
  constexpr void compute_all(T* destination) {
    for (index i = 0; i < blocks * whole.matrices(L::value.size); ++i)
      compute(i,
              destination + matrix_offset(L::value, whole.batch, i / blocks) + i % blocks * block * whole.matrix.c_m);
  }
};

template <class A, class B, binding Bound, frame F>
struct product_cursor
    : memory_row<typename node::contract<A, B>::value_type, mode_of(F), typename scratch_place<F>::type> {
  using product_node = node::contract<A, B>;
  using T = typename product_node::value_type;
  using base = memory_row<T, mode_of(F), typename scratch_place<F>::type>;
  using rows_type = product_rows<A, B, row_major_layout<typename product_node::size_type>, F.band, F.width == 1>;

  struct source {
    rows_type* rows; // all rows share it
  };
  rows_type* rows;

  template <class Scope>
  TENON_HOOK constexpr product_cursor(const source& s, const Scope&)
      : base(nullptr, scratch_place<F>::place::here), rows(s.rows) {}
  product_cursor(const product_cursor&) = delete; // its rows lie where the next block will
  product_cursor& operator=(const product_cursor&) = delete;
  TENON_HOOK constexpr void row(const position& at) {
    index number = 0;
    for (int d = 0; d < product_node::dims - 1; ++d)
      if (product_node::shape[d] != 1) number = number * product_node::shape[d] + at.i[Bound.loop[d]];
    base::p = rows->row(number);
  }
};
template <class A, class B, binding Bound, frame F> struct cursor<node::contract<A, B>, Bound, F> {
  using type = product_cursor<A, B, Bound, F>;
  TENON_HOOK static constexpr typename type::source source_of(const node::contract<A, B>& n, stored_list& list) {
    if (list.known()) return {static_cast<typename type::rows_type*>(list.take().values)};
    const auto rows = list.object<typename type::rows_type>(n.left, n.right);
    list.add(rows, nullptr);
    return {rows};
  }
};

template <class A, class B> struct evaluates_whole<node::contract<A, B>> {
  using type = node::contract<A, B>;
  using T = typename type::value_type;

  // the kernel has a scope of its own
  static constexpr bool takes_scratch = !(lies_in_memory<A> && lies_in_memory<B>);
  // one matrix that is held in registers until its sums are complete
  template <class L>
  static constexpr bool reads_first = [] {
    if constexpr (takes_scratch || L::value.stride[type::dims - 1] != 1) return false;
    else {
      constexpr batched_product p =
          as_few_matrices(memory_layout<A>::type::value, false, memory_layout<B>::type::value, false, L::value);
      return p.matrices(L::value.size) == 1 && is_one_tile<T>(p.matrix);
    }
  }();

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    if constexpr (!std::is_same_v<To, T>) {
      using whole = row_major_layout<typename type::size_type>;
      const scratch_scope scope;
      const scratch<T> product_of(product(type::size_type::list));
      into<whole>(e, product_of.get());
      evaluate<L>(node::leaf<T, whole>(product_of.get()), destination);
    } else if constexpr (type::left_in_rows && L::value.stride[type::dims - 1] == 1) {
      if (std::is_constant_evaluated())
        product_rows<A, B, L, no_band, true>(e.left, e.right, false).compute_all(destination);
      else product_rows<A, B, L, no_band, false>(e.left, e.right, false).compute_all(destination);
    } else {
      const in_memory<A> a(e.left);
      const in_memory<B> b(e.right);
      multiply_batch<typename in_memory<A>::layout_type, false, typename in_memory<B>::layout_type, false, L, false>(
          a.data(), b.data(), destination);
    }
  }
  // left += received right^T, right += left^T received; a broadcast matrix gathers over its batch
  template <class L> static constexpr void pull(const type& e, const T* received) {
    if constexpr (A::differentiable) {
      const in_memory<B> b(e.right);
      const gradient_of<A> g(e.left);
      multiply_batch<L, false, typename in_memory<B>::layout_type, true, typename gradient_of<A>::layout_type, true>(
          received, b.data(), g.data());
      g.finish();
    }
    if constexpr (B::differentiable) {
      const in_memory<A> a(e.left);
      const gradient_of<B> g(e.right);
      multiply_batch<typename in_memory<A>::layout_type, true, L, false, typename gradient_of<B>::layout_type, true>(
          a.data(), received, g.data());
      g.finish();
    }
  }
};

} // namespace tenon

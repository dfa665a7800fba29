// SPDX-License-Identifier: BSL-1.0
// The way back through products in blocks of rows: what a block has received is handed on to the operands while it is
// near. A lazy left operand is computed once more for it, so that nothing of its size is stored: of attention neither
// scores nor weights.
#pragma once

#include <tenon/eval/apart.hpp>
#include <tenon/eval/product_rows.hpp>

namespace tenon {

// how far neighbours lie apart in a matrix
struct TENON_MACHINE matrix_steps {
  index row, column;
  constexpr matrix_steps turned() const { return {column, row}; }
};
constexpr matrix_steps steps_of(const layout& l) { return {l.stride[l.rank() - 2], l.stride[l.rank() - 1]}; }

// rows of such a product that are computed together: beyond those that are wanted there may be much that is zero
constexpr index rows_together(index all) { return all < 64 ? all : 64; }
// how many are computed where some are wanted
constexpr index rows_computed(index wanted, index all) {
  const index some = rows_together(all), end = (wanted + some - 1) / some * some;
  return end < all ? end : all;
}
// c(M, N) += a^T b for Count rows of a and of b; at least the first `rows` and `columns` of c
template <index Count, index M, index N, matrix_steps A, matrix_steps B, matrix_steps C, class T>
void add_outer_product(const T* a, const T* b, T* c, index rows, index columns) {
  if constexpr (C.column != 1) add_outer_product<Count, N, M, B, A, C.turned()>(b, a, c, columns, rows);
  else {
    const auto add = [&]<index Rows>(std::integral_constant<index, Rows>, index i) {
      constexpr product_shape s{Rows, N, Count, A.column, A.row, B.row, B.column, C.row};
      multiply<s, native_lanes<T>, true>(a + i * A.column, b, c + i * C.row, columns);
    };
    constexpr index some = rows_together(M);
    index i = 0;
    for (; i < rows && i + some <= M; i += some) add(std::integral_constant<index, some>{}, i);
    if constexpr (M % some != 0)
      if (i < rows) add(std::integral_constant<index, M % some>{}, i);
  }
}

// the gradient of an operand, where that is wanted
template <class E, bool Needed = E::differentiable> struct gradient_if : gradient_of<E> {
  using gradient_of<E>::gradient_of;
};
template <class E> struct gradient_if<E, false> {
  using layout_type = typename in_memory<E>::layout_type;
  constexpr explicit gradient_if(const E&) {}
  constexpr typename E::value_type* data() const { return nullptr; }
  constexpr void finish() const {}
};

// rows whose elements, so many in a row, a second-level cache holds in some copies
constexpr index rows_back(index width, index all) {
  const index most = (index(1) << 13) / (width > 0 ? width : 1);
  const index rows = most < 16 ? 16 : most > 64 ? 64 : most / 8 * 8;
  return rows < all ? rows : all;
}
// A product's rows with what they receive. Band: beyond it they receive nothing.
template <class A, class B, index Band> class product_rows_back {
  using node_type = node::contract<A, B>;
  using T = typename node_type::value_type;
  using LA = typename in_memory<A>::layout_type;
  using LB = typename in_memory<B>::layout_type;
  using left_gradient = gradient_if<A>;
  using right_gradient = gradient_if<B>;
  using left_leaf = node::leaf<T, LA>;
  using right_leaf = node::leaf<T, LB>;
  static constexpr int batch = node_type::dims - 2;
  static constexpr index m = node_type::shape[batch], n = node_type::n, k = node_type::k;
  static constexpr index block = rows_back(n, m), blocks = (m + block - 1) / block;
  static constexpr matrix_steps a = steps_of(LA::value), b = steps_of(LB::value), here{n, 1};
  static constexpr matrix_steps to_a = steps_of(left_gradient::layout_type::value),
                                to_b = steps_of(right_gradient::layout_type::value);
  static constexpr product_shape to_left{block, k, n, n, 1, b.column, b.row, to_a.row};
  static constexpr bool packs = !reads_in_place<T>(to_left);

  in_memory<A> left_;
  in_memory<B> right_;
  left_gradient to_left_;
  right_gradient to_right_;
  product_rows<left_leaf, right_leaf, row_major_layout<typename node_type::size_type>, Band, false> rows_;
  right_of_blocks<to_left, native_lanes<T>, packs, T> turned_right_;
  scratch<T> received_; // by the current block
  index current_ = -1;

  template <index Count> void hand_on(index matrix, index first) {
    const index columns = reach(Band, first + Count - 1, n);
    const T* const received = received_.get();
    if constexpr (A::differentiable) {
      T* const to = to_left_.data() + matrix_offset(left_gradient::layout_type::value, batch, matrix);
      const T* const right = turned_right_.operand(right_.data() + matrix_offset(LB::value, batch, matrix));
      multiply<decltype(turned_right_)::template block<Count>, native_lanes<T>, true>(
          received, right, to + first * to_a.row, k, columns);
    }
    if constexpr (B::differentiable) {
      T* const to = to_right_.data() + matrix_offset(right_gradient::layout_type::value, batch, matrix);
      const T* const left = left_.data() + matrix_offset(LA::value, batch, matrix) + first * a.row;
      add_outer_product<Count, k, n, a, here, to_b>(left, received, to, k, columns);
    }
  }
  [[gnu::noinline]] void leave_block() {
    const index first = current_ % blocks * block;
    of_block<block, m>(first, [&]<index Count>() { hand_on<Count>(current_ / blocks, first); });
  }
  [[gnu::noinline]] void enter_block(index wanted) {
    if (current_ >= 0) leave_block();
    current_ = wanted;
    for (index i = 0; i < block * n; ++i) received_.get()[i] = T(0);
  }

public:
  product_rows_back(const A& x, const B& y)
      : left_(x), right_(y), to_left_(x), to_right_(y), rows_(left_leaf(left_.data()), right_leaf(right_.data())),
        received_(block * n) {}

  struct row_of {
    const T* values;
    T* received;
  };
  // a row, counted over all matrices; they come in their order
  TENON_INLINE row_of row(index number) {
    const index in_matrix = number % m, wanted = number / m * blocks + in_matrix / block;
    if (wanted != current_) enter_block(wanted);
    return {rows_.row(number), received_.get() + in_matrix % block * n};
  }
  void finish() {
    if (current_ >= 0) leave_block();
    to_left_.finish();
    to_right_.finish();
  }
};

// The way back through a product whose left operand is computed in rows once more; its result is laid out as L.
template <class A, class B, class L> class product_back {
  using node_type = node::contract<A, B>;
  using T = typename node_type::value_type;
  using LB = typename in_memory<B>::layout_type;
  using right_gradient = gradient_if<B>;
  static constexpr int rank = node_type::dims, batch = rank - 2;
  static constexpr index m = node_type::shape[batch], n = node_type::n, k = node_type::k;
  static constexpr index band = node_type::left_band;
  static constexpr index block = rows_back(k, m);
  static constexpr matrix_steps b = steps_of(LB::value), from = steps_of(L::value), here{k, 1};
  static constexpr matrix_steps to_b = steps_of(right_gradient::layout_type::value);
  static constexpr product_shape to_left{block, k, n, from.row, from.column, b.column, b.row, k};
  static constexpr bool packs = !reads_in_place<T>(to_left);

  // the rows of the left operand
  static constexpr int lanes = fewer_lanes(A::lanes, lanes_for<T>);
  static constexpr binding natural = natural_binding<rank>::value;
  static constexpr frame f = [] {
    frame rows = sized(operand_frame_of<A, true>::value, lanes);
    rows.unread = !B::differentiable;
    return rows;
  }();
  static constexpr bool traps = survey_of_rows<A, true>().traps;
  using made = cursor<A, natural, f>;
  using cursor_type = typename made::type;

  // the last phase, and what comes back of it
  struct last_step {
    cursor_type& c;
    const T* received;
    T* values;
    template <int W, int N> TENON_HOOK void operator()(index j) const {
      c.template step<cursor_type::ready, W, N>(j);
      auto t = c.template trace<W, N>(j);
      if constexpr (B::differentiable) store_lanes<N, spacing::unit>(t.y, values + j);
      c.template pull<W, N>(j, t, load_lanes<W, N, spacing::unit>(received + j));
      c.template back<cursor_type::ready, W, N>(j);
    }
    TENON_HOOK void pause() const { c.pause_back(); }
  };

  in_memory<B> right_;
  right_gradient to_right_;
  right_of_blocks<to_left, native_lanes<T>, packs, T> turned_right_;
  stored_list stored_;
  typename made::type::source source_;
  cursor_type rows_;
  scratch<T> values_, received_; // of a block of the left operand's rows

  TENON_FLAT [[gnu::noinline]] void walk_rows(index first, index count, index columns) {
    constexpr const extents& x = extents_of<f>::value;
    T* values = values_.get();
    const T* received = received_.get();
    for (index r = first; r < first + count; ++r, values += k, received += k) {
      const position at = position_of_row<rank>(A::size_type::list, r);
      const last_step last{rows_, received, values};
      rows_.row(at);
      if constexpr (band == no_band) {
        phases<f, lanes, traps, 0>(x, rows_);
        along_row<f, lanes, traps>(x, last);
        phases_back<f, lanes, traps, cursor_type::ready - 1>(x, rows_);
      } else {
        const index end = reach(band, at.i[batch], k);
        phases_to<f, lanes, traps, 0>(x, end, rows_);
        along_row_to<f, lanes, traps>(x, end, last);
        phases_back_to<f, lanes, traps, cursor_type::ready - 1>(x, end, rows_);
        for (index j = (end + f.width - 1) / f.width * f.width; j < columns; ++j) values[j] = T(0);
      }
      rows_.end_row();
    }
  }
  template <index Count> void walk_block(index matrix, index first, const T* received) {
    const index columns = reach(band, first + Count - 1, k), packs_end = (columns + f.width - 1) / f.width * f.width;
    const T* const right = turned_right_.operand(right_.data() + matrix_offset(LB::value, batch, matrix));
    multiply<decltype(turned_right_)::template block<Count>, native_lanes<T>, false>(received, right, received_.get(),
                                                                                     packs_end < k ? packs_end : k);
    walk_rows(matrix * m + first, Count, rows_computed(columns, k));
    if constexpr (B::differentiable)
      add_outer_product<Count, k, n, here, from, to_b>(
          values_.get(), received, to_right_.data() + matrix_offset(right_gradient::layout_type::value, batch, matrix),
          columns, n);
  }

public:
  static constexpr index matrices = product(node_type::shape) / (m * n);
  // whether threads may take some matrices each, if these are apart
  static constexpr bool can_be_shared = [] {
    if (matrices == 1 || product(node_type::shape) * k < worth_sharing) return false;
    return survey_of_rows<A, true>().stored == 0 && is_batch_of<B>(node_type::shape) &&
           receivers<A>::in_matrices(node_type::shape);
  }();

  explicit product_back(const node_type& e)
      : right_(e.right), to_right_(e.right), source_(made::source_of(e.left, stored_)), rows_(source_, no_scope{}),
        values_(block * k), received_(block * k) {}

  // matrices number first to last
  void walk(const T* received, index first_matrix, index last_matrix) {
    for (index matrix = first_matrix; matrix < last_matrix; ++matrix) {
      const T* const of_matrix = received + matrix_offset(L::value, batch, matrix);
      for (index first = 0; first < m; first += block)
        of_block<block, m>(first,
                           [&]<index Count>() { walk_block<Count>(matrix, first, of_matrix + first * from.row); });
    }
    rows_.finish();
    to_right_.finish();
  }
};

} // namespace tenon

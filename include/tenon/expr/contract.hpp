// SPDX-License-Identifier: BSL-1.0
// The matrix product. Inside a larger expression it yields its rows in blocks, which the rest of the statement reads
// while they are in cache; its left operand may be computed block by block as well. Where the statement asks for rows
// in another order, the product is stored first.
#pragma once

#include <tenon/expr/band.hpp>
#include <tenon/expr/map.hpp>
#include <tenon/expr/spread.hpp>

namespace tenon {

// How an operand of a product lies in memory: a leaf where it is, what only rearranges an operand as that does,
// anything else as a copy of its own.
template <class E> struct memory_layout {
  using type = row_major_layout<typename E::size_type>;
};
template <class E>
  requires requires { typename E::layout_type; }
struct memory_layout<E> {
  using type = typename E::layout_type;
};
template <class E> inline constexpr bool lies_in_memory = requires { typename E::layout_type; };
template <class E> inline constexpr bool only_rearranges = false; // and leaves nothing out
template <class E, class S, arrangement R>
inline constexpr bool only_rearranges<node::spread<E, S, R>> = product(S::list) >= product(E::size_type::list);
template <class E, class S, arrangement R>
  requires only_rearranges<node::spread<E, S, R>>
struct memory_layout<node::spread<E, S, R>> {
  static constexpr layout value = arranged(memory_layout<E>::type::value, S::list, R);
  using type = layout_of<value>;
};

template <class E> inline constexpr bool repeats = false; // whether it has elements more than once
template <class E, class S, arrangement R>
inline constexpr bool repeats<node::spread<E, S, R>> = product(S::list) > product(E::size_type::list);

// the rows of an operand along its last dimension, on their way forward or back
template <class A, bool Adjoint = false> struct operand_frame_of {
  static constexpr frame value = [] {
    constexpr int rank = A::size_type::rank;
    frame f;
    f.adjoint = Adjoint;
    f.loops = f.dims = f.outer = rank;
    for (int d = 0; d < rank; ++d) f.extent[d] = A::size_type::list[d];
    f.row_first = f.row_last = rank - 1;
    return f;
  }();
};

// what those rows read and store
template <class A, bool Adjoint = false> constexpr survey survey_of_rows(bool proposing = false) {
  survey s;
  s.proposing = proposing;
  s.f = operand_frame_of<A, Adjoint>::value;
  A::walk(s, binding::natural(A::size_type::rank));
  return s;
}

// Whether an operand that is not in memory can be computed row by row: nothing of it need be stored, nothing is
// computed twice, and rows are how it likes to be read.
template <class A, bool Adjoint = false> constexpr bool comes_in_rows() {
  if constexpr (lies_in_memory<A> || repeats<A>) return false;
  else {
    constexpr int last = A::size_type::rank - 1;
    const unsigned contiguous = survey_of_rows<A, Adjoint>(true).contiguous_loops;
    if (contiguous != 0 && !(contiguous >> last & 1)) return false;
    const survey s = survey_of_rows<A, Adjoint>();
    return inlines<A>(s.f, binding::natural(A::size_type::rank)) && !s.broken && s.in_rows();
  }
}

// whether each matrix of a batch is another one
constexpr bool has_own_matrices(const layout& l) {
  for (int d = 0; d < l.rank() - 2; ++d)
    if (l.size[d] > 1 && l.stride[d] != 0) return true;
  return false;
}
// whether the rows of its matrices, or their columns, are contiguous
constexpr bool has_contiguous_rows(const layout& l) { return l.stride[l.rank() - 1] == 1; }
constexpr bool has_contiguous_columns(const layout& l) { return l.stride[l.rank() - 2] == 1; }

// whether a product's kernel can add to the gradients of its operands where they lie
template <class A, class B> constexpr bool returns_by_blocks() {
  const layout a = memory_layout<A>::type::value, b = memory_layout<B>::type::value;
  return has_contiguous_rows(a) && (has_contiguous_rows(b) || has_contiguous_columns(b));
}

namespace node {
// matrices (..., m, k) times (..., k, n); the leading dimensions are equal
template <class A, class B> struct contract : expression<contract<A, B>> {
  static constexpr int dims = A::size_type::rank;
  static constexpr ints shape = [] {
    ints s = A::size_type::list;
    s[dims - 1] = B::size_type::list[dims - 1];
    return s;
  }();
  using value_type = typename A::value_type;
  using size_type = size_of<shape>;
  static constexpr bool differentiable = A::differentiable || B::differentiable;
  using operand_types = types<A, B>;
  static constexpr int lanes = lanes_for<value_type>;
  static constexpr index n = shape[dims - 1], k = A::size_type::list[dims - 1];

  // The rows of a block and those of a lazy left operand stay in cache. Every block reads the whole right operand,
  // which must not come from far away then; one block for all of a matrix is best where a second-level cache holds it.
  static constexpr index block = [] {
    const index width = n > k ? n : k;
    const index rows = (index(1) << 16) / static_cast<index>(sizeof(value_type)) / (width > 0 ? width : 1);
    const index all = n > 0 ? product(shape) / n : 1;
    if (all <= 4 * rows) return all;
    const index least = k * n * static_cast<index>(sizeof(value_type)) > index(1) << 18 ? 96 : 8;
    return rows < least ? (all < least ? all : least) : rows / 8 * 8;
  }();
  static constexpr bool by_blocks = n > 1 && k > 0 && product(shape) > 0 &&
                                    (k * n * static_cast<index>(sizeof(value_type)) <= index(1) << 22 ||
                                     product(shape) <= block * n);
  static constexpr bool left_in_rows = by_blocks && comes_in_rows<A>();
  // Whether the way back multiplies once more instead of keeping the product: the scores of attention have few terms,
  // and grow with the square of a sequence. Where every matrix meets the same one on the right the product is kept.
  static constexpr bool multiplied_again = has_own_matrices(memory_layout<B>::type::value) &&
                                           product(shape) > product(A::size_type::list) + product(B::size_type::list);
  // ... in blocks of rows, where constant expressions have no part
  static constexpr bool back_by_blocks = by_blocks && multiplied_again &&
                                         product(shape) > index(1) << 11 && returns_by_blocks<A, B>();
  // Whether the rows of a lazy left operand are computed once more on the way back, some at a time. Small matrices are
  // quicker as a whole, in constant expressions too.
  static constexpr bool left_back_in_rows = left_in_rows && A::differentiable &&
                                            has_own_matrices(memory_layout<B>::type::value) &&
                                            returns_by_blocks<A, B>() &&
                                            shape[dims - 2] * k > index(1) << 12 && comes_in_rows<A, true>();
  // the left operand as a band, of which only that is computed and multiplied
  static constexpr index left_band =
      left_in_rows && k > 16 && band_of<A> != no_band&& cuts<A, band_of<A>> ? band_of<A> : no_band;

  A left;
  B right;

  constexpr contract(A a, B b) : left(static_cast<A&&>(a)), right(static_cast<B&&>(b)) {}
  template <class F> constexpr bool any_operand(F f) const { return f(left, false) || f(right, false); }

  // The row is one of the product's, and the loops around it count all its rows, in their order.
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    if (!(f.adjoint ? back_by_blocks : by_blocks) || !f.along() || !b.moves(dims - 1) || b.offset[dims - 1] != 0)
      return false;
    const int last = b.loop[dims - 1];
    if (f.extent[last] != n || !f.in_row(last) || f.row_length() != n) return false;
    unsigned rows = 0;
    for (int d = 0, before = -1; d < dims - 1; ++d) {
      if (shape[d] == 1) continue;
      const int l = b.loop[d];
      if (!b.moves(d) || b.offset[d] != 0 || l <= before || l >= f.outer || f.in_row(l) || f.extent[l] != shape[d])
        return false;
      before = l;
      rows |= 1u << l;
    }
    return f.outer_mask() == rows;
  }
  static constexpr void walk(survey& s, const binding& b) {
    if (s.proposing && s.inside_stored == 0 && by_blocks && !s.f.adjoint && n >= 32 && b.moves(dims - 1))
      s.propose(1u << b.loop[dims - 1]); // shorter rows are better stored and read as one
    if (s.proposing || !runs_inline(s.f, b)) s.store_whole("product", "its rows are not the statement's", shape, b);
    else if (s.inside_stored == 0) {
      s.blocked = s.serial = true;
      s.computes_with(lanes, b);
      s.scratch_bytes += block * n * element;
      s.cost += 4;
      walk_operands(s);
      return;
    }
    ++s.inside_stored;
    walk_operands(s);
    --s.inside_stored;
  }
  // a lazy operand that does not come in rows is stored
  static constexpr char read_whole[] = "a product reads it as a whole";
  static constexpr void walk_operands(survey& s) {
    s.operations += s.proposing ? 0 : 2 * product(shape) * k;
    if (left_in_rows && s.inside_stored == 0) s.scratch_bytes += block * k * element;
    if (!left_in_rows && !lies_in_memory<A>) s.store_operand("left operand", read_whole, A::size_type::list);
    if (!lies_in_memory<B>) s.store_operand("right operand", read_whole, B::size_type::list);
    ++s.inside_stored;
    A::walk(s, binding::natural(dims));
    B::walk(s, binding::natural(dims));
    --s.inside_stored;
  }

private:
  static constexpr index element = sizeof(value_type);
};
} // namespace node

// its rows end where they are read
template <class A, class B, index Ahead> inline constexpr bool cuts<node::contract<A, B>, Ahead> = true;

} // namespace tenon

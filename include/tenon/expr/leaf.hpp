// SPDX-License-Identifier: BSL-1.0
// A leaf: elements in memory, with their layout in the type. Layout never reaches the loop: views rewrite the type.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

namespace node {
template <class T, class L, bool Gradient = false> struct leaf;

template <class T, class L> struct leaf<T, L, false> : expression<leaf<T, L, false>> {
  using value_type = T;
  using size_type = typename L::size_type;
  using layout_type = L;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<T>;

  const T* data;

  constexpr explicit leaf(const T* p) : data(p) {}
  static constexpr void walk(survey& s, const binding& b) {
    s.reads(L::value, sizeof(T));
    s.read_leaf(L::value, b, 1);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return !packs_lanes(access_of(L::value, b, f), f);
  }
};

// a leaf whose gradient is wanted: it lies elsewhere with the same layout
template <class T, class L> struct leaf<T, L, true> : expression<leaf<T, L, true>> {
  using value_type = T;
  using size_type = typename L::size_type;
  using layout_type = L;
  static constexpr bool differentiable = true;
  static constexpr int lanes = lanes_for<T>;

  const T* data;
  T* gradient;

  constexpr leaf(const T* p, T* g) : data(p), gradient(g) {}
  static constexpr void walk(survey& s, const binding& b) {
    s.reads(L::value, sizeof(T));
    s.read_leaf(L::value, b, 2);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return !packs_lanes(access_of(L::value, b, f), f);
  }
};
} // namespace node

// Reads a row of memory. `Step` is the distance of neighbouring lanes: 0 spreads one element over all of them.
template <int W, int N, index Step, class T> TENON_INLINE constexpr pack<T, W> load_lanes(const T* p) {
  if constexpr (Step == 0) return pack<T, W>(*p);
  else if constexpr (Step == 1) return pack<T, W>::template load<N>(p);
  else return pack<T, W>::template gather<N>(p, Step);
}
template <int N, index Step, class T, int W> TENON_INLINE constexpr void store_lanes(pack<T, W> v, T* p) {
  if constexpr (Step == 0) *p = v[0];
  else if constexpr (Step == 1) v.template store<N>(p);
  else v.template scatter<N>(p, Step);
}

struct add_packs {
  template <class P> TENON_INLINE constexpr auto operator()(P a, P b) const { return a + b; }
};

// the sum of the first N lanes
template <int N, class T, int W> TENON_INLINE constexpr T sum_lanes(pack<T, W> v) {
  return reduce(keep<N>(v, pack<T, W>(T(0))), add_packs{});
}

// Adds packs to gradients in memory; lanes that share one element are summed first.
template <int N, index Step, class T, int W> TENON_INLINE constexpr void add_lanes(pack<T, W> v, T* p) {
  if constexpr (Step == 0) *p = *p + sum_lanes<N>(v);
  else store_lanes<N, Step>(load_lanes<W, N, Step>(static_cast<const T*>(p)) + v, p);
}

// What is the same for all cursors of a statement: it stays where a cursor moves to another's place.
template <class P> struct shared_by_cursors {
  P it;
  TENON_INLINE constexpr shared_by_cursors(P p) : it(p) {}
  shared_by_cursors(const shared_by_cursors&) = default;
  TENON_INLINE constexpr shared_by_cursors& operator=(const shared_by_cursors&) { return *this; }
};

// A square of a leaf that is contiguous along the loop of its rows, as it lies when it is turned over.
template <class T, int W, bool Needed> struct turned_square {};
template <class T, int W> struct turned_square<T, W, true> {
  scratch<T> memory{W * W};

  // N lanes, `step` apart, of as many rows from p on
  template <int N, int Rows> TENON_INLINE constexpr void read(const T* p, index step) {
    pack<T, W> row[W];
#pragma GCC unroll 16
    for (int i = 0; i < W; ++i) row[i] = i < N ? pack<T, W>::template load<Rows>(p + i * step) : pack<T, W>(T(0));
    simd::transpose(row);
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) row[i].store(memory.get() + i * W);
  }
};

// A row of memory seen through an access pattern, for leaves, rows of lets and stored sub-expressions alike.
template <class T, access A, frame F> struct memory_row : quiet_cursor {
  static constexpr bool gives_results = F.group > 1;
  shared_by_cursors<const T*> base;
  const T* p = nullptr;
  static constexpr bool constant = A.row == 0; // along the row
  static constexpr bool turned = F.turned && A.lane > 1 && A.step[F.group_loop] == 1;
  pack<T, constant && !F.along() ? F.width : 1> value;
  [[no_unique_address]] turned_square<T, F.width, turned> square;

  TENON_INLINE constexpr explicit memory_row(const T* b) : base(b), value(), square() {}
  TENON_INLINE constexpr void row(const position& at) {
    if constexpr (turned) p = square.memory.get() + at.slot * F.width;
    else p = base.it + row_offset<A, F>(at);
    if constexpr (constant) {
      if constexpr (F.along()) value = pack<T, 1>(*p);
      else value = load_lanes<F.width, F.lanes, A.lane>(p);
    }
  }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> lane(index j) const {
    if constexpr (constant) {
      if constexpr (F.along()) return pack<T, W>(value[0]);
      else return value;
    } else if constexpr (turned) return pack<T, W>::template load<N>(p);
    else return load_lanes<W, N, A.lane>(p + j * A.row);
  }
  template <int N, int Rows> TENON_INLINE constexpr void turn([[maybe_unused]] const position& first, index j) {
    if constexpr (turned) square.template read<N, Rows>(base.it + row_offset<A, F>(first) + j * A.row, A.row);
  }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> results(const position& first) const {
    return load_lanes<W, N, A.step[F.group_loop]>(base.it + row_offset<A, F>(first));
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
};

// the gradient of such a row; what is constant along the row is gathered and added when the row ends
template <class T, access A, frame F> struct gradient_row {
  T* base;
  T* p = nullptr;
  static constexpr bool constant = A.row == 0;
  pack<T, constant ? F.width : 1> sum;

  TENON_INLINE constexpr explicit gradient_row(T* b) : base(b) {}
  TENON_INLINE constexpr void row(const position& at) {
    p = base + row_offset<A, F>(at);
    if constexpr (constant) sum = pack<T, F.width>(T(0));
  }
  template <int W, int N> TENON_INLINE constexpr void add(index j, pack<T, W> d) {
    if constexpr (constant) {
      const auto part = sum.template low<W>() + keep<N>(d, pack<T, W>(T(0)));
      sum = sum.template with_low<W>(part);
    } else add_lanes<N, A.lane>(d, p + j * A.row);
  }
  TENON_INLINE constexpr void end_row() {
    if constexpr (constant) {
      if constexpr (F.along()) add_lanes<F.width, 0>(sum, p);
      else add_lanes<F.lanes, A.lane>(sum, p);
    }
  }
};

template <class T, class L, binding B, frame F> struct leaf_rows {
  static constexpr access place = access_of(L::value, B, F);
  using values = memory_row<T, place, F>;
  using gradients = gradient_row<T, place, F>;
};

template <class T, class L, binding B, frame F>
struct cursor<node::leaf<T, L, false>, B, F> : leaf_rows<T, L, B, F>::values {
  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::leaf<T, L, false>& n, const Scope&, Memory&)
      : leaf_rows<T, L, B, F>::values(n.data) {}
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D) {}
};

template <class T, class L, binding B, frame F>
struct cursor<node::leaf<T, L, true>, B, F> : leaf_rows<T, L, B, F>::values {
  using base = typename leaf_rows<T, L, B, F>::values;
  typename leaf_rows<T, L, B, F>::gradients gradient;

  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::leaf<T, L, true>& n, const Scope&, Memory&)
      : base(n.data), gradient(n.gradient) {}
  TENON_INLINE constexpr void row(const position& at) {
    base::row(at);
    if constexpr (F.adjoint) gradient.row(at);
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    gradient.template add<W, N>(j, d);
  }
  TENON_INLINE constexpr void end_row() {
    if constexpr (F.adjoint) gradient.end_row();
  }
};

} // namespace tenon

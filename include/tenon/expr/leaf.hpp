// SPDX-License-Identifier: BSL-1.0
// A leaf: elements in memory, with their layout in the type. Layout never reaches the loop: views rewrite the type.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

namespace node {
// What a leaf is a view of that has a gradient: a parameter, or else the value of a recorded statement, whose gradient
// has a place only while the way back needs it.
struct origin {
  unsigned writes = 0; // how often a parameter was opened for writing
  bool frozen = false;
  mutable bool received = false; // whether a parameter has a gradient
  const void* value = nullptr;
  mutable void* gradient = nullptr;

  // threads may share what is frozen
  constexpr void receive() const {
    if (!frozen) received = true;
  }
};

template <class T, class L, bool Gradient = false> struct TENON_MACHINE leaf;

template <class T, class L> struct leaf<T, L, false> : expression<leaf<T, L, false>> {
  using value_type = T;
  using size_type = typename L::size_type;
  using layout_type = L;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<T>;

  const T* data;
  const origin* from; // of what is detached from a parameter

  constexpr explicit leaf(const T* p, const origin* o = nullptr) : data(p), from(o) {}
  static constexpr void walk(survey& s, const binding& b) {
    s.reads(L::value, sizeof(T));
    s.computes_with(lanes, b);
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
  T* gradient; // null where its place is not known yet, or where it goes nowhere
  const origin* from;

  constexpr leaf(const T* p, T* g, const origin* o = nullptr) : data(p), gradient(g), from(o) {}
  constexpr T* gradient_data() const {
    if (gradient || !from || !from->gradient) return gradient;
    return static_cast<T*>(from->gradient) + (data - static_cast<const T*>(from->value));
  }
  // whether it is a frozen parameter's, or a variable's that no tape recorded
  constexpr bool goes_nowhere() const { return !gradient && !(from && from->value); }
  static constexpr std::size_t span = [] { // of elements, from its first to its last
    index last = 0;
    for (int d = 0; d < L::rank; ++d) last += (L::value.size[d] - 1) * L::value.stride[d];
    return product(L::value.size) > 0 ? static_cast<std::size_t>(last + 1) : std::size_t(0);
  }();
  static constexpr void walk(survey& s, const binding& b) {
    s.reads(L::value, sizeof(T));
    s.computes_with(lanes, b);
    s.read_leaf(L::value, b, 2);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return !packs_lanes(access_of(L::value, b, f), f);
  }
};
} // namespace node

// Reads lanes from memory, `step` apart where they lie neither side by side nor in one place; one element in one place
// is spread over all of them.
template <int W, int N, spacing S, class T>
TENON_HOOK constexpr pack<T, W> load_lanes(const T* p, [[maybe_unused]] index step = 1) {
  if constexpr (S == spacing::none) return pack<T, W>(*p);
  else if constexpr (S == spacing::unit) return pack<T, W>::template load<N>(p);
  else return pack<T, W>::template gather<N>(p, step);
}
template <int N, spacing S, class T, int W>
TENON_HOOK constexpr void store_lanes(pack<T, W> v, T* p, [[maybe_unused]] index step = 1) {
  if constexpr (S == spacing::none) *p = v[0];
  else if constexpr (S == spacing::unit) v.template store<N>(p);
  else v.template scatter<N>(p, step);
}

struct add_packs {
  template <class P> TENON_HOOK constexpr auto operator()(P a, P b) const { return a + b; }
};

// the sum of the first N lanes
template <int N, class T, int W> TENON_HOOK constexpr T sum_lanes(pack<T, W> v) {
  return reduce(keep<N>(v, pack<T, W>(T(0))), add_packs{});
}

// Adds packs to gradients in memory; lanes that share one element are summed first.
template <int N, spacing S, class T, int W> TENON_HOOK constexpr void add_lanes(pack<T, W> v, T* p, index step = 1) {
  if constexpr (S == spacing::none) *p = *p + sum_lanes<N>(v);
  else store_lanes<N, S>(load_lanes<W, N, S>(static_cast<const T*>(p), step) + v, p, step);
}

// What is the same for all cursors of a statement: it stays where a cursor moves to another's place.
template <class P> struct shared_by_cursors {
  P it;
  TENON_HOOK constexpr shared_by_cursors(P p) : it(p) {}
  shared_by_cursors(const shared_by_cursors&) = default;
  TENON_HOOK constexpr shared_by_cursors& operator=(const shared_by_cursors&) { return *this; }
};

// A square of a leaf that is contiguous along the loop of its rows, turned over in registers.
template <class T, int W, bool Needed> struct turned_square {};
template <class T, int W> struct turned_square<T, W, true> {
  pack<T, W> rows[W];
  int slot = 0;

  // N lanes, `step` apart, of as many rows from p on
  template <int N, int Rows> TENON_HOOK constexpr void read(const T* p, index step) {
#pragma GCC unroll 16
    for (int i = 0; i < W; ++i) rows[i] = i < N ? pack<T, W>::template load<Rows>(p + i * step) : pack<T, W>(T(0));
    simd::transpose(rows);
  }
};

// A row of memory seen through an access pattern, for leaves, rows of lets and stored sub-expressions alike.
template <class T, mode M, class Place, bool Turned = false> struct memory_row : quiet_cursor {
  using value_type = T;
  static constexpr bool in_memory = true; // the same whenever it is read
  static constexpr bool gives_results = M.group > 1;
  shared_by_cursors<const T*> base;
  shared_by_cursors<Place> place;
  const T* p = nullptr;
  static constexpr bool constant = Place::constant;
  pack<T, constant && !M.along ? M.width : 1> value;
  [[no_unique_address]] turned_square<T, M.width, Turned> square;

  struct source {
    const T* base;
    Place place;
  };
  TENON_HOOK constexpr memory_row(const T* b, Place there) : base(b), place(there), value(), square() {}
  template <class Scope> TENON_HOOK constexpr memory_row(const source& s, const Scope&) : memory_row(s.base, s.place) {}
  TENON_HOOK constexpr void row(const position& at) {
    if constexpr (Turned) square.slot = at.slot;
    else p = base.it + place.it.offset(at);
    if constexpr (constant) {
      if constexpr (M.along) value = pack<T, 1>(*p);
      else value = load_lanes<M.width, M.lanes, Place::between_lanes>(p, place.it.lane());
    }
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index j) const {
    if constexpr (constant) {
      if constexpr (M.along) return pack<T, W>(value[0]);
      else return value;
    } else if constexpr (Turned) return square.rows[square.slot];
    else return load_lanes<W, N, Place::between_lanes>(p + j * place.it.row(), place.it.lane());
  }
  template <int N, int Rows> TENON_HOOK constexpr void turn([[maybe_unused]] const position& first, index j) {
    if constexpr (Turned)
      square.template read<N, Rows>(base.it + place.it.offset(first) + j * place.it.row(), place.it.row());
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> results(const position& first) const {
    return load_lanes<W, N, Place::in_group>(base.it + place.it.offset(first), place.it.group());
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
};

// Adds the row that gradients have gathered apart, and makes room for the next one.
template <class T> [[gnu::noinline]] constexpr void add_gathered_row(T* to, T* from, index n) {
  constexpr int w = native_lanes<T>;
  const pack<T, w> zero(T(0));
  const index full = n - n % w;
  for (index j = 0; j < full; j += w) {
    (pack<T, w>::load(to + j) + pack<T, w>::load(from + j)).store(to + j);
    zero.store(from + j);
  }
  for (index j = 0; j < n % w; ++j) {
    to[full + j] = to[full + j] + from[full + j];
    from[full + j] = T(0);
  }
}

// Where a row of gradients gathers before it is added to the row in memory; its length is 0 where another leaf adds it.
template <class T> struct row_apart {
  T* gathered = nullptr;
  index length = 0;
};
// longer rows are added to in place
inline constexpr index row_bytes_apart = 1 << 13;

// the gradient of such a row; what is constant along the row is gathered and added when the row ends
template <class T, mode M, class Place> struct gradient_row {
  T* base;
  Place place;
  T* p = nullptr;
  static constexpr bool constant = Place::constant, may_gather = M.along && Place::between_lanes == spacing::unit;
  pack<T, constant ? M.width : 1> sum;
  row_apart<T> apart;
  T* row_begin = nullptr;

  TENON_HOOK constexpr gradient_row(T* b, Place there, row_apart<T> a = {}) : base(b), place(there), apart(a) {}
  TENON_HOOK constexpr void row(const position& at) {
    p = base + place.offset(at);
    if constexpr (may_gather) {
      row_begin = p;
      if (apart.gathered) p = apart.gathered;
    }
    if constexpr (constant) sum = pack<T, M.width>(T(0));
  }
  template <int W, int N> TENON_HOOK constexpr void add(index j, pack<T, W> d) {
    if constexpr (constant) {
      const auto part = sum.template low<W>() + keep<N>(d, pack<T, W>(T(0)));
      sum = sum.template with_low<W>(part);
    } else add_lanes<N, Place::between_lanes>(d, p + j * place.row(), place.lane());
  }
  TENON_HOOK constexpr void end_row() {
    if constexpr (constant) {
      if constexpr (M.along) add_lanes<M.width, spacing::none>(sum, p);
      else add_lanes<M.lanes, Place::between_lanes>(sum, p, place.lane());
    } else if constexpr (may_gather)
      if (apart.length > 0) add_gathered_row(row_begin, apart.gathered, apart.length);
  }
};

// a row with the gradient that it receives
template <class Values, class Gradient> struct differentiated_row : Values {
  static constexpr bool differentiable = true, gathers_apart = Gradient::may_gather;
  Gradient gradient;

  struct source {
    typename Values::source values;
    typename Values::value_type* gradient;
    row_apart<typename Values::value_type> apart{};
  };
  template <class Scope>
  TENON_HOOK constexpr differentiated_row(const source& s, const Scope& scope)
      : Values(s.values, scope), gradient(s.gradient, s.values.place, s.apart) {}
  TENON_HOOK constexpr void row(const position& at) {
    Values::row(at);
    gradient.row(at);
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    gradient.template add<W, N>(j, d);
  }
  TENON_HOOK constexpr void end_row() { gradient.end_row(); }
};

// the rows of memory that is laid out as L
template <class T, class L, binding B, frame F> struct leaf_rows {
  static constexpr access numbers = access_of(L::value, B, F);
  static constexpr bool turned = F.turned && numbers.lane > 1 && numbers.group == 1;
  using place = place_of<numbers, F>;
  using values = memory_row<T, mode_of(F), typename place::type, turned>;
  using gradients = gradient_row<T, mode_of(F), typename place::type>;
};

// Rows that are in flight at the same time must not lie a page apart: a load would wait for a store whose address ends
// alike.
constexpr index unaliased(index n) {
  constexpr index page = 1024, nearby = 128; // in elements of four bytes
  const index beyond = n % page;
  return beyond < nearby ? n + nearby - beyond : n;
}

// rows in scratch lie one lane after another
template <frame F> struct scratch_place {
  static constexpr access numbers = [] {
    access a;
    a.row = F.along() ? 1 : F.width;
    a.lane = 1;
    return a;
  }();
  static constexpr index capacity =
      F.along() ? unaliased(F.row_length() + F.width) : (F.row_length() + F.width) * F.width; // of one row
  using place = place_of<numbers, F>;
  using type = typename place::type;
};

template <class T, class L, bool G, binding B, frame F> struct cursor<node::leaf<T, L, G>, B, F> {
  using rows = leaf_rows<T, L, B, F>;
  using type = typename rows::values;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::leaf<T, L, G>& n, Memory&) {
    return {n.data, rows::place::here};
  }
};

template <class T, class L, binding B, frame F>
  requires(F.adjoint)
struct cursor<node::leaf<T, L, true>, B, F> {
  using rows = leaf_rows<T, L, B, F>;
  using type = differentiated_row<typename rows::values, typename rows::gradients>;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::leaf<T, L, true>& n, Memory& memory) {
    T* const gradient = n.gradient_data();
    constexpr index length = F.row_length();
    if constexpr (type::gathers_apart && length >= 4 * F.width && length * index{sizeof(T)} <= row_bytes_apart)
      return {{n.data, rows::place::here}, gradient, memory.apart(gradient + rows::numbers.base, length)};
    else return {{n.data, rows::place::here}, gradient};
  }
};

} // namespace tenon

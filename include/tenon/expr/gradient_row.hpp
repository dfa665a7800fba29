// SPDX-License-Identifier: BSL-1.0
// Rows of gradients: what the rows of a statement hand to memory, and where it gathers before.
#pragma once

#include <tenon/expr/pairwise.hpp>

namespace tenon {

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
  lane_sum<T, M, constant ? M.width : 1> sum;
  row_apart<T> apart;
  T* row_begin = nullptr;

  TENON_HOOK constexpr gradient_row(T* b, Place there, row_apart<T> a = {}) : base(b), place(there), apart(a) {}
  TENON_HOOK constexpr void row(const position& at) {
    p = base + place.offset(at);
    if constexpr (may_gather) {
      row_begin = p;
      if (apart.gathered) p = apart.gathered;
    }
    if constexpr (constant) sum.clear();
  }
  template <int W, int N> TENON_HOOK constexpr void add(index j, pack<T, W> d) {
    if constexpr (constant) sum.template add<N>(d);
    else add_lanes<N, Place::between_lanes>(d, p + j * place.row(), place.lane());
  }
  TENON_HOOK constexpr void pause_back() {
    if constexpr (constant) sum.pause();
  }
  TENON_HOOK constexpr void end_row() {
    if constexpr (constant) {
      if constexpr (M.along) add_lanes<M.width, spacing::none>(sum.total(), p);
      else add_lanes<M.lanes, Place::between_lanes>(sum.total(), p, place.lane());
    } else if constexpr (may_gather)
      if (apart.length > 0) add_gathered_row(row_begin, apart.gathered, apart.length);
  }
};

// A row with the gradient that it receives.
template <class Values, class Gradient> struct row_with_gradient : Values {
  static constexpr bool differentiable = true;
  Gradient gradient;

  template <class Scope, class... Argument> // the latter of the gradient
  TENON_HOOK constexpr row_with_gradient(const typename Values::source& s, const Scope& scope, const Argument&... a)
      : Values(s, scope), gradient(a...) {}
  TENON_HOOK constexpr void row(const position& at) {
    Values::row(at);
    gradient.row(at);
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    gradient.template add<W, N>(j, d);
  }
  TENON_HOOK constexpr void pause_back() { gradient.pause_back(); }
  // Moved: whether elements were handed to the gradient's row, and not past it
  template <bool Moved = true> TENON_HOOK constexpr void end_row() {
    if constexpr (Moved) gradient.end_row();
  }
};

// ... which is added where it belongs
template <class Values, class Gradient> struct differentiated_row : row_with_gradient<Values, Gradient> {
  static constexpr bool gathers_apart = Gradient::may_gather;

  struct source {
    typename Values::source values;
    typename Values::value_type* gradient;
    row_apart<typename Values::value_type> apart{};
  };
  template <class Scope>
  TENON_HOOK constexpr differentiated_row(const source& s, const Scope& scope)
      : row_with_gradient<Values, Gradient>(s.values, scope, s.gradient, s.values.place, s.apart) {}
};

// Adds elements in a row to places that a layout gives.
template <class T> constexpr const T* add_to_places(T* to, const T* from, const layout& places, int d = 0) {
  if (d == places.rank()) {
    *to = *to + *from;
    return from + 1;
  }
  for (index i = 0; i < places.size[d]; ++i) from = add_to_places(to + i * places.stride[d], from, places, d + 1);
  return from;
}

// Where the gradient of memory gathers of which so many rows meet in one element that rounding would show: beside it,
// from time to time set aside, and added when all rows are done.
template <class T> class gathered_gradient {
  T* gradient_;
  const layout* places_;
  T* sums_; // of the latest rows; those set aside follow, each as long
  index numel_, every_, rows_ = 0;
  unsigned long long count_ = 0;

  constexpr void merge(int level) {
    for (index i = 0; i < numel_; ++i) sums_[i] = sums_[(level + 1) * numel_ + i] + sums_[i];
  }
  [[gnu::noinline]] constexpr void set_aside() {
    int level = 0;
    for (unsigned long long n = count_++; n & 1; n >>= 1) merge(level++);
    for (index i = 0; i < numel_; ++i) {
      sums_[(level + 1) * numel_ + i] = sums_[i];
      sums_[i] = T(0);
    }
    rows_ = 0;
  }

public:
  // memory: numel elements, and as many for each level
  constexpr gathered_gradient(T* gradient, const layout& places, T* memory, index every)
      : gradient_(gradient), places_(&places), sums_(memory), numel_(product(places.size)), every_(every) {
    for (index i = 0; i < numel_; ++i) sums_[i] = T(0);
  }
  constexpr T* sums() const { return sums_; }
  TENON_HOOK constexpr void row_done() {
    if (++rows_ == every_) set_aside();
  }
  [[gnu::noinline]] constexpr void finish() {
    for (int level = 0; count_ >> level; ++level)
      if (count_ >> level & 1) merge(level);
    add_to_places(gradient_, static_cast<const T*>(sums_), *places_);
  }
};

// a row whose gradient gathers there
template <class Values, class Gradient> struct gathering_row : row_with_gradient<Values, Gradient> {
  using row_type = row_with_gradient<Values, Gradient>;
  using memory = gathered_gradient<typename Values::value_type>;
  shared_by_cursors<memory*> gathered;

  struct source {
    typename Values::source values;
    decltype(Gradient::place) place;
    memory* gathered;
  };
  template <class Scope>
  TENON_HOOK constexpr gathering_row(const source& s, const Scope& scope)
      : row_type(s.values, scope, s.gathered->sums(), s.place), gathered(s.gathered) {}
  template <bool Moved = true> TENON_HOOK constexpr void end_row() {
    row_type::template end_row<Moved>();
    gathered.it->row_done();
  }
  TENON_HOOK constexpr void finish() { gathered.it->finish(); }
};

} // namespace tenon

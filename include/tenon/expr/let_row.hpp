// SPDX-License-Identifier: BSL-1.0
// What a let's function reads: the row that the let has computed, in scratch.
#pragma once

#include <tenon/expr/map.hpp>
#include <tenon/expr/named.hpp>

namespace tenon {

namespace node {
// inside the function: the row that the let named Tag has computed
template <class T, class S, class Tag, bool Gradient> struct let_row : expression<let_row<T, S, Tag, Gradient>> {
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = Gradient;
  static constexpr int lanes = lanes_for<T>;
  static constexpr layout whole{S::list, row_major(S::list)};

  static constexpr void walk(survey& s, const binding& b) {
    s.read(tag_id<Tag>(), b);
    s.touch(whole, b);
  }
};
} // namespace node

template <class T> struct kept_row {
  T* values;
  T* gradients;
};

// rows in scratch lie one lane after another
constexpr access scratch_access(const frame& f) {
  access a;
  a.row = f.along() ? 1 : f.width;
  a.lane = 1;
  return a;
}
template <class T, frame F> struct scratch_rows {
  static constexpr access place = scratch_access(F);
  static constexpr index capacity = (F.row_length() + F.width) * (F.along() ? 1 : F.width);
  using values = memory_row<T, place, F>;
  using gradients = gradient_row<T, place, F>;
};

template <class T, class S, class Tag, bool Gradient, binding B, frame F, bool Constant = F.constant_along_row(B)>
struct let_row_cursor : scratch_rows<T, F>::values {
  using base = typename scratch_rows<T, F>::values;
  const T* values; // a cursor's own
  typename scratch_rows<T, F>::gradients gradient;

  TENON_INLINE constexpr explicit let_row_cursor(kept_row<T> kept)
      : base(nullptr), values(kept.values), gradient(kept.gradients) {}
  TENON_INLINE constexpr void row(const position& at) {
    base::p = values + at.slot * scratch_rows<T, F>::capacity;
    gradient.p = gradient.base;
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    if constexpr (Gradient) gradient.template add<W, N>(j, d);
  }
};

// one value for the whole row, known when the let's own phases are through
template <class T, class S, class Tag, bool Gradient, binding B, frame F>
struct let_row_cursor<T, S, Tag, Gradient, B, F, true> : quiet_cursor {
  static constexpr bool gives_results = F.group > 1;
  static constexpr bool differentiates = Gradient && F.adjoint;
  kept_row<T> kept;
  int slot = 0;
  pack<T, F.along() ? 1 : F.width> value{};
  pack<T, differentiates ? F.width : 1> received;

  TENON_INLINE constexpr explicit let_row_cursor(kept_row<T> k) : kept(k) {}
  TENON_INLINE constexpr void row(const position& at) {
    slot = at.slot;
    if constexpr (differentiates) received = pack<T, F.width>(T(0));
  }
  template <int P> TENON_INLINE constexpr void begin() { value = decltype(value)::load(kept.values + slot); }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> lane(index) const {
    if constexpr (F.along()) return pack<T, W>(value[0]);
    else return value;
  }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> results(const position&) const {
    return pack<T, W>::template load<N>(kept.values);
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D d) {
    if constexpr (differentiates) {
      const auto part = received.template low<W>() + keep<N>(d, pack<T, W>(T(0)));
      received = received.template with_low<W>(part);
    }
  }
  // what a phase has handed to this reading joins the other readings'
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (differentiates) {
      (pack<T, F.width>::load(kept.gradients) + received).store(kept.gradients);
      received = pack<T, F.width>(T(0));
    }
  }
};

// a leaf by its name, where the let has copied its row
template <class Leaf, class Tag, binding B, frame F>
struct named_cursor<Leaf, Tag, B, F, true>
    : let_row_cursor<typename Leaf::value_type, typename Leaf::size_type, Tag, false, B, F> {
  using base = let_row_cursor<typename Leaf::value_type, typename Leaf::size_type, Tag, false, B, F>;
  template <class Scope, class Memory>
  TENON_INLINE constexpr named_cursor(const node::named<Leaf, Tag>&, const Scope& scope, Memory&)
      : base(find_row<Tag>(scope)) {}
};

template <class T, class S, class Tag, bool Gradient, binding B, frame F>
struct cursor<node::let_row<T, S, Tag, Gradient>, B, F> : let_row_cursor<T, S, Tag, Gradient, B, F> {
  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::let_row<T, S, Tag, Gradient>&, const Scope& scope, Memory&)
      : let_row_cursor<T, S, Tag, Gradient, B, F>(find_row<Tag>(scope)) {}
};

} // namespace tenon

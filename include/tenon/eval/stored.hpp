// SPDX-License-Identifier: BSL-1.0
// Sub-expressions that cannot run inside the row: evaluated before the rows, read like a leaf. Their gradient gathers
// beside them and is handed on when the rows are done.
#pragma once

#include <tenon/eval/plan.hpp>

namespace tenon {

// Defined in evaluate.hpp and adjoint.hpp: storing an expression is a statement of its own.
template <class L, class T, class E> constexpr void evaluate(const E& e, T* destination);
template <class L, class T, class E> constexpr void adjoint(const E& e, const T* received);

// What a statement has stored, in the order of its nodes: the frames of one statement share it.
class stored_list {
  struct entry {
    void* values;
    void* gradients;
  };
  static constexpr int capacity = 64;
  entry entries_[capacity]{};
  int count_ = 0, next_ = 0;

public:
  constexpr void restart() { next_ = 0; }
  constexpr bool known() const { return next_ < count_; }
  entry take() { return entries_[next_++]; }
  void add(void* values, void* gradients) {
    if (count_ < capacity) entries_[count_++] = {values, gradients};
    next_ = count_;
  }
};

// A leaf whose lanes lie apart, copied so that they lie side by side.
template <class T, class L, binding B, frame F> struct packed_leaf {
  static constexpr access from = access_of(L::value, B, F);
  static constexpr layout source = packed_from(from, F);
  static constexpr access place = packed_access(from, F);
  using source_layout = layout_of<source>;
  using packed_layout = row_major_layout<typename source_layout::size_type>;
  using values = memory_row<T, place, F>;
};

template <class T, class L, bool G, binding B, frame F>
struct stored_cursor<node::leaf<T, L, G>, B, F> : packed_leaf<T, L, B, F>::values {
  using packed = packed_leaf<T, L, B, F>;

  template <class Scope>
  TENON_INLINE constexpr stored_cursor(const node::leaf<T, L, G>& n, const Scope&, stored_list& list)
      : packed::values(copy(n.data + packed::from.base, list)) {}

private:
  TENON_INLINE constexpr static const T* copy(const T* from, stored_list& list) {
    if (list.known()) return static_cast<const T*>(list.take().values);
    T* const to = thread_scratch().take<T>(product(packed::source.size));
    evaluate<typename packed::packed_layout>(node::leaf<T, typename packed::source_layout>(from), to);
    list.add(to, nullptr);
    return to;
  }
};

template <class Leaf, class Tag, binding B, frame F>
struct stored_cursor<node::named<Leaf, Tag>, B, F> : stored_cursor<Leaf, B, F> {
  using stored_cursor<Leaf, B, F>::stored_cursor;
};

// An object that the cursors of one statement share: it is built with the first of them, and lies outside them, for a
// cursor whose address were known elsewhere would leave the registers. Its destructor has nothing to do at run time.
template <class T> class shared_object {
  T* p_;

public:
  template <class... Argument>
  TENON_INLINE constexpr explicit shared_object(stored_list& list, const Argument&... a) : p_(nullptr) {
    if (std::is_constant_evaluated()) p_ = new T(a...);
    else if (list.known()) p_ = static_cast<T*>(list.take().values);
    else list.add(p_ = ::new (thread_scratch().take(sizeof(T))) T(a...), nullptr);
  }
  shared_object(const shared_object&) = delete;
  shared_object& operator=(const shared_object&) = delete;
  TENON_INLINE constexpr ~shared_object() {
    if (std::is_constant_evaluated()) delete p_;
  }
  TENON_INLINE constexpr T* operator->() const { return p_; }
};

template <class E, bool Adjoint> struct stored_memory {
  using T = typename E::value_type;
  static constexpr bool differentiates = Adjoint && E::differentiable;
  using whole = row_major_layout<typename E::size_type>;
  static constexpr index numel = product(E::size_type::list);

  scratch<T> own, own_gradients; // in constant expressions
  T* values;
  T* gradients;

  TENON_INLINE constexpr stored_memory(const E& e, stored_list& list)
      : own(std::is_constant_evaluated() || !list.known() ? numel : 0),
        own_gradients(differentiates && (std::is_constant_evaluated() || !list.known()) ? numel : 0), values(own.get()),
        gradients(own_gradients.get()) {
    if (!std::is_constant_evaluated() && list.known()) {
      const auto known = list.take();
      values = static_cast<T*>(known.values);
      gradients = static_cast<T*>(known.gradients);
      return;
    }
    evaluate<whole>(e, values);
    if constexpr (differentiates)
      for (index i = 0; i < numel; ++i) gradients[i] = T(0);
    if (!std::is_constant_evaluated()) list.add(values, gradients);
  }
};

template <class E, binding B, frame F>
using stored_rows = leaf_rows<typename E::value_type, row_major_layout<typename E::size_type>, B, F>;

template <class E, binding B, frame F>
struct stored_cursor : stored_memory<E, F.adjoint>, stored_rows<E, B, F>::values {
  using memory = stored_memory<E, F.adjoint>;
  using T = typename E::value_type;
  using values_row = typename stored_rows<E, B, F>::values;
  static constexpr bool differentiates = memory::differentiates;

  const E* expression;
  typename stored_rows<E, B, F>::gradients gradient;

  template <class Scope>
  TENON_INLINE constexpr stored_cursor(const E& e, const Scope&, stored_list& list)
      : memory(e, list), values_row(memory::values), expression(&e), gradient(memory::gradients) {}

  constexpr auto leaf() const {
    using layout_type = row_major_layout<typename E::size_type>;
    if constexpr (differentiates) return node::leaf<T, layout_type, true>(memory::values, memory::gradients);
    else return node::leaf<T, layout_type, false>(memory::values);
  }
  TENON_INLINE constexpr void row(const position& at) {
    values_row::row(at);
    if constexpr (differentiates) gradient.row(at);
  }
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace&, D d) {
    if constexpr (differentiates) gradient.template add<W, N>(j, d);
  }
  TENON_INLINE constexpr void end_row() {
    if constexpr (differentiates) gradient.end_row();
  }
  constexpr void finish() {
    if constexpr (differentiates) adjoint<row_major_layout<typename E::size_type>>(*expression, memory::gradients);
  }
};

} // namespace tenon

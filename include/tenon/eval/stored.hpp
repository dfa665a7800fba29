// SPDX-License-Identifier: BSL-1.0
// Sub-expressions that cannot run inside the row: evaluated before the rows, read like a leaf. Their gradient gathers
// beside them and is handed on when the rows are done.
#pragma once

#include <tenon/eval/plan.hpp>

#include <cstdint>

namespace tenon {

// Defined in evaluate.hpp and adjoint.hpp: storing an expression is a statement of its own.
template <class L, class T, class E> constexpr void evaluate(const E& e, T* destination);
template <class L, class T, class E> constexpr void adjoint(const E& e, const T* received);

// What a statement has stored, in the order of its nodes: the frames of one statement share it. At run time it lies in
// the thread's scratch, whose scope frees it; in constant expressions the list owns it.
class stored_list {
  struct entry {
    void* values;
    void* gradients;
  };
  struct owned {
    owned* next = nullptr;
    constexpr virtual ~owned() = default;
  };
  template <class T> struct owned_array : owned {
    T* elements;
    constexpr explicit owned_array(index n) : elements(new T[static_cast<std::size_t>(n)]{}) {}
    constexpr ~owned_array() override { delete[] elements; }
  };
  template <class T> struct owned_object : owned {
    T object;
    template <class... Argument> constexpr explicit owned_object(const Argument&... a) : object(a...) {}
    constexpr ~owned_object() override {}
  };
  static constexpr int few = 16;
  entry few_entries_[few]; // uninitialised, since every statement makes a list
  entry* entries_ = few_entries_;
  int capacity_ = few, count_ = 0, next_ = 0;
  owned* first_ = nullptr;

  // the rows of gradients that the statement's leaves add to, and where those gather that lie apart
  struct gradient_begin {
    const void* row;
    const void* place; // how its lanes lie, and where the next row begins
    void* apart;
  };
  static constexpr int most_gradients = 8;
  gradient_begin gradients_[most_gradients];
  int gradient_count_ = 0;

  // what is known of a row, or nothing yet
  [[gnu::noinline]] gradient_begin* find_row(const void* row, const void* place, std::uintptr_t bytes, bool& shifted) {
    for (gradient_begin* g = gradients_; g < gradients_ + gradient_count_; ++g) {
      if (g->row == row && g->place == place) return g;
      const auto distance = reinterpret_cast<std::uintptr_t>(row) - reinterpret_cast<std::uintptr_t>(g->row);
      if (distance < bytes || -distance < bytes) shifted = true;
    }
    if (gradient_count_ < most_gradients) gradients_[gradient_count_++] = {row, place, nullptr};
    return nullptr;
  }

  [[gnu::noinline]] void grow() {
    entry* const more = take_elements<entry>(2 * capacity_);
    for (int i = 0; i < count_; ++i) more[i] = entries_[i];
    entries_ = more;
    capacity_ *= 2;
  }

  template <class Owned> constexpr Owned* own(Owned* o) {
    o->next = first_;
    first_ = o;
    return o;
  }

public:
  constexpr stored_list() = default;
  stored_list(const stored_list&) = delete;
  stored_list& operator=(const stored_list&) = delete;
  constexpr ~stored_list() {
    if (std::is_constant_evaluated())
      while (first_) {
        owned* const next = first_->next;
        delete first_;
        first_ = next;
      }
  }

  constexpr void restart() { next_ = 0; }
  constexpr bool known() const { return !std::is_constant_evaluated() && next_ < count_; }
  entry take() { return entries_[next_++]; }
  constexpr void add(void* values, void* gradients) {
    if (std::is_constant_evaluated()) return;
    if (count_ == capacity_) grow();
    entries_[count_++] = {values, gradients};
    next_ = count_;
  }
  template <class T> constexpr T* array(index n) {
    if (std::is_constant_evaluated()) return own(new owned_array<T>(n > 0 ? n : 1))->elements;
    return take_elements<T>(n);
  }
  // Where a leaf's gradients gather that are a row of n at g. Two leaves that read one tensor a few elements apart
  // would load what the other has just stored in other pieces, which waits for the memory: the later one keeps a row of
  // its own.
  template <class T> constexpr row_apart<T> apart(T* g, const void* place, index n) {
    if (std::is_constant_evaluated()) return {};
    bool shifted = false;
    const auto bytes = sizeof(T) * static_cast<std::uintptr_t>(n);
    const int before = gradient_count_;
    if (const gradient_begin* const known = find_row(g, place, bytes, shifted))
      return {static_cast<T*>(known->apart), 0};
    if (!shifted || gradient_count_ == before) return {}; // no other is near, or there is no place to note it
    T* const row = take_elements<T>(n);
    for (index i = 0; i < n; ++i) row[i] = T(0);
    gradients_[gradient_count_ - 1].apart = row;
    return {row, n};
  }
  // where a gradient gathers beside its own memory, for all frames of the statement
  template <int Levels, class T>
  constexpr gathered_gradient<T>* gathered(T* gradient, const layout& places, index every) {
    if (known()) return static_cast<gathered_gradient<T>*>(take().gradients);
    T* const memory = array<T>((Levels + 1) * product(places.size));
    auto* const sums = object<gathered_gradient<T>>(gradient, places, memory, every);
    add(nullptr, sums);
    return sums;
  }
  template <class T, class... Argument> constexpr T* object(const Argument&... a) {
    if (std::is_constant_evaluated()) return &own(new owned_object<T>(a...))->object;
    return ::new (scratch_memory::take(sizeof(T))) T(a...);
  }
};

// A leaf whose lanes lie apart, copied so that they lie side by side.
template <class T, class L, bool G, binding B, frame F> struct stored_cursor<node::leaf<T, L, G>, B, F> {
  static constexpr access unpacked = access_of(L::value, B, F), packed = packed_access(unpacked, F);
  static constexpr layout order = packed_from(unpacked, F);
  using layout_type = layout_of<order>;
  using place = place_of<packed, F>;
  using type = memory_row<T, mode_of(F), typename place::type>;

  TENON_HOOK static constexpr typename type::source source_of(const node::leaf<T, L, G>& n, stored_list& list) {
    return {copy(n.data + unpacked.base, list), place::here};
  }

private:
  constexpr static const T* copy(const T* from, stored_list& list) {
    if (list.known()) return static_cast<const T*>(list.take().values);
    T* const to = list.array<T>(product(order.size));
    evaluate<row_major_layout<typename layout_type::size_type>>(node::leaf<T, layout_type>(from), to);
    list.add(to, nullptr);
    return to;
  }
};

template <class Leaf, class Tag, binding B, frame F>
struct stored_cursor<node::named<Leaf, Tag>, B, F> : stored_cursor<Leaf, B, F> {};

// Memory of a sub-expression: its values and, to differentiate it, the gradient that they receive.
template <class T> struct stored_memory {
  T* values;
  T* gradients;
};

// evaluates e, unless the list knows it already; Unread: its values are not needed
template <bool Differentiates, bool Unread, class E>
constexpr stored_memory<typename E::value_type> store(const E& e, stored_list& list) {
  using T = typename E::value_type;
  constexpr index n = product(E::size_type::list), n_gradients = Differentiates ? n : 0;
  if (list.known()) {
    const auto known = list.take();
    return {static_cast<T*>(known.values), static_cast<T*>(known.gradients)};
  }
  T *const values = list.array<T>(n), *const gradients = list.array<T>(n_gradients);
  if constexpr (!Unread) evaluate<row_major_layout<typename E::size_type>>(e, values);
  for (index i = 0; i < n_gradients; ++i) gradients[i] = T(0);
  list.add(values, gradients);
  return {values, gradients};
}

// the rows of what is stored
template <class Values> struct stored_row : Values {
  struct source {
    typename Values::value_type* values;
    decltype(Values::source::place) place;
  };
  template <class Scope> TENON_HOOK constexpr stored_row(const source& s, const Scope&) : Values(s.values, s.place) {}
};
// ... and of its gradient, which goes on to the expression when all rows are done
template <class Row, class E> struct differentiated_stored_row : Row {
  using T = typename E::value_type;
  struct source {
    T* values;
    T* gradients;
    const E* expression;
    typename Row::source row;
  };
  const source& from;

  template <class Scope>
  TENON_HOOK constexpr differentiated_stored_row(const source& s, const Scope& scope) : Row(s.row, scope), from(s) {}
  constexpr void finish() {
    Row::finish();
    adjoint<row_major_layout<typename E::size_type>>(*from.expression, static_cast<const T*>(from.gradients));
  }
};

// what reads the stored elements as L lays them out
template <class E, class L, binding B, frame F> struct stored_rows {
  using rows = leaf_rows<typename E::value_type, L, B, F>;
  using type = stored_row<typename rows::values>;
  template <bool> static constexpr typename type::source source_in(const E& e, stored_list& list) {
    return {store<false, false>(e, list).values, rows::place::here};
  }
};
template <class E, class L, binding B, frame F>
  requires(F.adjoint && E::differentiable)
struct stored_rows<E, L, B, F> {
  using rows = differentiated_rows<typename E::value_type, L, B, F>;
  using type = differentiated_stored_row<typename rows::type, E>;
  template <bool Unread> static constexpr typename type::source source_in(const E& e, stored_list& list) {
    const auto memory = store<true, Unread>(e, list);
    return {memory.values, memory.gradients, &e, rows::source_in(memory.values, memory.gradients, list)};
  }
};
template <class E, binding B, frame F>
struct stored_cursor : stored_rows<E, row_major_layout<typename E::size_type>, B, F> {
  static constexpr auto source_of(const E& e, stored_list& list) {
    return stored_cursor::template source_in<F.unread>(e, list);
  }
};

} // namespace tenon

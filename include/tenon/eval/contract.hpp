// SPDX-License-Identifier: BSL-1.0
// The product as a node: as a statement of its own it writes the destination, inside one it yields its rows.
#pragma once

#include <tenon/eval/product_back.hpp>

namespace tenon {

// the number of a product's row, counted over all matrices
template <class Product, binding Bound> TENON_HOOK constexpr index row_of_product(const position& at) {
  index number = 0;
  for (int d = 0; d < Product::dims - 1; ++d)
    if (Product::shape[d] != 1) number = number * Product::shape[d] + at.i[Bound.loop[d]];
  return number;
}

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
  TENON_HOOK constexpr void row(const position& at) { base::p = rows->row(row_of_product<product_node, Bound>(at)); }
};

// ... with what they receive on the way back
template <class A, class B, binding Bound, frame F>
struct product_cursor_back
    : memory_row<typename node::contract<A, B>::value_type, mode_of(F), typename scratch_place<F>::type> {
  using product_node = node::contract<A, B>;
  using T = typename product_node::value_type;
  using base = memory_row<T, mode_of(F), typename scratch_place<F>::type>;
  using rows_type = product_rows_back<A, B, F.band>;
  static constexpr bool differentiable = true;

  struct source {
    rows_type* rows; // all rows share it
  };
  rows_type* rows;
  T* received = nullptr;

  template <class Scope>
  TENON_HOOK product_cursor_back(const source& s, const Scope&)
      : base(nullptr, scratch_place<F>::place::here), rows(s.rows) {}
  product_cursor_back(const product_cursor_back&) = delete; // its rows lie where the next block will
  product_cursor_back& operator=(const product_cursor_back&) = delete;
  TENON_HOOK void row(const position& at) {
    const auto here = rows->row(row_of_product<product_node, Bound>(at));
    base::p = here.values;
    received = here.received;
  }
  template <int W, int N, class Trace, class D> TENON_INLINE void pull(index j, const Trace&, D d) {
    add_lanes<N, spacing::unit>(d, received + j);
  }
  void finish() { rows->finish(); }
};

template <class A, class B, binding Bound, frame F> struct cursor<node::contract<A, B>, Bound, F> {
  static constexpr bool returns = F.adjoint && node::contract<A, B>::differentiable;
  using type = std::conditional_t<returns, product_cursor_back<A, B, Bound, F>, product_cursor<A, B, Bound, F>>;
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
      if (std::is_constant_evaluated()) {
        using rows = product_rows<A, B, L, no_band, true>;
        rows(e.left, e.right, false).compute(0, rows::matrices, destination);
      } else {
        using rows = product_rows<A, B, L, no_band, false>;
        const auto compute = [&](index first, index last) {
          const scratch_scope scope;
          rows(e.left, e.right, false).compute(first, last, destination);
        };
        if constexpr (has_threads && rows::can_be_shared) share(rows::matrices, compute);
        else compute(0, rows::matrices);
      }
    } else {
      const in_memory<A> a(e.left);
      const in_memory<B> b(e.right);
      multiply_batch<typename in_memory<A>::layout_type, false, typename in_memory<B>::layout_type, false, L, false>(
          a.data(), b.data(), destination);
    }
  }
  // left += received right^T, right += left^T received; a broadcast matrix gathers over its batch
  template <class L> static constexpr void pull(const type& e, const T* received) {
    if constexpr (type::left_back_in_rows && L::value.stride[type::dims - 1] == 1) {
      using back = product_back<A, B, L>;
      const auto walk = [&](index first, index last) {
        const scratch_scope scope;
        back(e).walk(received, first, last);
      };
      if constexpr (has_threads && back::can_be_shared)
        if (matrices_are_apart(e)) return share(back::matrices, walk);
      walk(0, back::matrices);
    } else {
      pull_whole<L>(e, received);
    }
  }

private:
  template <class L> static constexpr void pull_whole(const type& e, const T* received) {
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

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

// A row of a product, from Rows that all rows of the statement share.
template <class Product, binding Bound, frame F, class Rows>
struct product_row : memory_row<typename Product::value_type, mode_of(F), typename scratch_place<F>::type> {
  using rows_type = Rows;
  using base = memory_row<typename Product::value_type, mode_of(F), typename scratch_place<F>::type>;

  struct source {
    Rows* rows;
  };
  Rows* rows;

  template <class Scope>
  TENON_HOOK constexpr product_row(const source& s, const Scope&)
      : base(nullptr, scratch_place<F>::place::here), rows(s.rows) {}
  product_row(const product_row&) = delete; // it lies where the next block will
  product_row& operator=(const product_row&) = delete;
  TENON_HOOK constexpr auto row_at(const position& at) const { return rows->row(row_of_product<Product, Bound>(at)); }
};

template <class A, class B, binding Bound, frame F>
using rows_forward =
    product_row<node::contract<A, B>, Bound, F,
                product_rows<A, B, row_major_layout<typename node::contract<A, B>::size_type>, F.band, F.width == 1>>;
template <class A, class B, binding Bound, frame F> struct product_cursor : rows_forward<A, B, Bound, F> {
  using shared = rows_forward<A, B, Bound, F>;
  using shared::shared;
  TENON_HOOK constexpr void row(const position& at) { this->p = this->row_at(at); }
};

// ... with what it receives on the way back
template <class A, class B, binding Bound, frame F>
using rows_returned = product_row<node::contract<A, B>, Bound, F, product_rows_back<A, B, F.band>>;
template <class A, class B, binding Bound, frame F> struct product_cursor_back : rows_returned<A, B, Bound, F> {
  using shared = rows_returned<A, B, Bound, F>;
  using shared::shared;
  using T = typename node::contract<A, B>::value_type;
  static constexpr bool differentiable = true;
  T* received = nullptr;

  TENON_HOOK void row(const position& at) {
    const auto here = this->row_at(at);
    this->p = here.values;
    received = here.received;
  }
  template <int W, int N, class Trace, class D> TENON_INLINE void pull(index j, const Trace&, D d) {
    add_lanes<N, spacing::unit>(d, received + j);
  }
  void finish() { this->rows->finish(); }
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

// SPDX-License-Identifier: BSL-1.0
// Nodes that are evaluated as a whole: how each writes its destination, and hands a gradient on.
#pragma once

#include <tenon/eval/multiply.hpp>
#include <tenon/eval/stored.hpp>

namespace tenon {

// Specialised for nodes that write their destination themselves:
//   into<L>(e, destination)   destination = e
//   pull<L>(e, received)      hand the gradient on to the operands
template <class E> struct evaluates_whole {};

// An operand as memory: where it lies, or a stored copy of what it computes.
template <class E> struct in_memory {
  using T = typename E::value_type;
  using layout_type = row_major_layout<typename E::size_type>;
  scratch<T> values;

  constexpr explicit in_memory(const E& e) : values(product(E::size_type::list)) {
    evaluate<layout_type>(e, values.get());
  }
  constexpr const T* data() const { return values.get(); }
};
template <class E>
  requires requires { typename E::layout_type; }
struct in_memory<E> {
  using T = typename E::value_type;
  using layout_type = typename E::layout_type;
  const T* p;

  constexpr explicit in_memory(const E& e) : p(e.data) {}
  constexpr const T* data() const { return p; }
};

// Where an operand's gradient gathers: its own memory, or a copy that is handed on to the expression in the end.
template <class E> struct gradient_of {
  using T = typename E::value_type;
  using layout_type = row_major_layout<typename E::size_type>;
  const E& e;
  scratch<T> values;

  constexpr explicit gradient_of(const E& x) : e(x), values(product(E::size_type::list)) {
    for (index i = 0; i < product(E::size_type::list); ++i) values.get()[i] = T(0);
  }
  constexpr T* data() const { return values.get(); }
  constexpr void finish() const { adjoint<layout_type>(e, static_cast<const T*>(values.get())); }
};
template <class E>
  requires requires(const E& e) { e.gradient; }
struct gradient_of<E> {
  using layout_type = typename E::layout_type;
  typename E::value_type* p;

  constexpr explicit gradient_of(const E& e) : p(e.gradient) {}
  constexpr auto data() const { return p; }
  constexpr void finish() const {}
};

// the offset of matrix number i, counted over all dimensions but the last two
constexpr index matrix_offset(const layout& l, index i) {
  index o = 0;
  for (int d = l.rank() - 3; d >= 0; --d) {
    o += i % l.size[d] * l.stride[d];
    i /= l.size[d];
  }
  return o;
}
constexpr index matrix_count(const layout& l) {
  index n = 1;
  for (int d = 0; d < l.rank() - 2; ++d) n *= l.size[d];
  return n;
}

template <product_shape S, bool Add, class T> constexpr void multiply_matrix(const T* a, const T* b, T* c) {
  if (std::is_constant_evaluated()) multiply<S, 1, Add>(a, b, c);
  else multiply<S, native_lanes<T>, Add>(a, b, c);
}

// c = a b or c += a b for every matrix of a batch; TA and TB read an operand transposed
template <class LA, bool TA, class LB, bool TB, class LC, bool Add, class T>
constexpr void multiply_batch(const T* a, const T* b, T* c) {
  constexpr layout la = LA::value, lb = LB::value, lc = LC::value;
  constexpr int r = la.rank() - 1, q = la.rank() - 2; // the last two dimensions
  constexpr product_shape shape{lc.size[q],
                                lc.size[r],
                                la.size[TA ? q : r],
                                la.stride[TA ? r : q],
                                la.stride[TA ? q : r],
                                lb.stride[TB ? r : q],
                                lb.stride[TB ? q : r],
                                lc.stride[q]};
  constexpr index n = matrix_count(lc);
  if constexpr (lc.stride[r] != 1 && lc.size[r] != 1) {
    if constexpr (lc.stride[q] == 1 || lc.size[q] == 1) {
      // a transposed destination: its transpose is the product of the transposes
      constexpr product_shape turned{shape.n,   shape.m,   shape.k,   shape.b_n,
                                     shape.b_k, shape.a_k, shape.a_m, lc.stride[r]};
      for (index i = 0; i < n; ++i)
        multiply_matrix<turned, Add>(b + matrix_offset(lb, i), a + matrix_offset(la, i), c + matrix_offset(lc, i));
    } else {
      using whole = row_major_layout<typename LC::size_type>;
      const scratch<T> copy(product(lc.size));
      if constexpr (Add) evaluate<whole>(node::leaf<T, LC>(c), copy.get());
      multiply_batch<LA, TA, LB, TB, whole, Add>(a, b, copy.get());
      evaluate<LC>(node::leaf<T, whole>(copy.get()), c);
    }
  } else
    for (index i = 0; i < n; ++i)
      multiply_matrix<shape, Add>(a + matrix_offset(la, i), b + matrix_offset(lb, i), c + matrix_offset(lc, i));
}

template <class A, class B> struct evaluates_whole<node::contract<A, B>> {
  using type = node::contract<A, B>;
  using T = typename type::value_type;

  template <class L> static constexpr void into(const type& e, T* destination) {
    const in_memory<A> a(e.left);
    const in_memory<B> b(e.right);
    multiply_batch<typename in_memory<A>::layout_type, false, typename in_memory<B>::layout_type, false, L, false>(
        a.data(), b.data(), destination);
  }
  // left += received right^T, right += left^T received; a broadcast matrix gathers over its batch
  template <class L> static constexpr void pull(const type& e, const T* received) {
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

// a part of a layout: n elements of dimension D
template <class L, int D, index N> struct part_of {
  static constexpr layout value = [] {
    layout l = L::value;
    l.size[D] = N;
    return l;
  }();
  using type = layout_of<value>;
};

template <int D, class... A> struct evaluates_whole<node::join<D, A...>> {
  using type = node::join<D, A...>;

  template <class L, class T> static constexpr void into(const type& e, T* destination) {
    each<L>(e, destination, [](const auto& operand, auto part, auto* p) { evaluate<decltype(part)>(operand, p); });
  }
  template <class L, class T> static constexpr void pull(const type& e, const T* received) {
    each<L>(e, received, [](const auto& operand, auto part, auto* p) { adjoint<decltype(part)>(operand, p); });
  }

private:
  template <class L, class P, class Do> static constexpr void each(const type& e, P* p, Do use) {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      ((use(at<I>(e.operands), typename part_of<L, D, A::size_type::list[D]>::type{}, p),
        p += A::size_type::list[D] * L::value.stride[D]),
       ...);
    }(std::make_integer_sequence<int, sizeof...(A)>{});
  }
};

template <class E, class S> struct evaluates_whole<node::reshape<E, S>> {
  using type = node::reshape<E, S>;
  using T = typename type::value_type;
  using before = row_major_layout<typename E::size_type>;
  using after = row_major_layout<S>;

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    if constexpr (contiguous(L::value)) evaluate<before>(e.operand, destination);
    else {
      const in_memory<E> whole(e.operand);
      static_assert(contiguous(in_memory<E>::layout_type::value) || !requires { typename E::layout_type; });
      evaluate<L>(node::leaf<T, after>(whole.data()), destination);
    }
  }
  template <class L> static constexpr void pull(const type& e, const T* received) {
    if constexpr (contiguous(L::value)) adjoint<before>(e.operand, received);
    else {
      const scratch<T> whole(product(S::list));
      evaluate<after>(node::leaf<T, L>(received), whole.get());
      adjoint<before>(e.operand, static_cast<const T*>(whole.get()));
    }
  }
};

} // namespace tenon

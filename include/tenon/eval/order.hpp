// SPDX-License-Identifier: BSL-1.0
// Finds the elements that come first along a dimension: a heap holds the best so far, and is sorted in the end.
#pragma once

#include <tenon/eval/operand.hpp>
#include <tenon/expr/order.hpp>

namespace tenon {

// an element and its place in the line
template <class T> struct ranked {
  T value;
  index at;
};

// A total order: nan is larger than any number, and of equals the first comes first.
template <class T> struct comes_before {
  bool descending;

  constexpr bool operator()(const ranked<T>& a, const ranked<T>& b) const {
    return precedes(a.value, b.value) || (!precedes(b.value, a.value) && a.at < b.at);
  }
  constexpr bool precedes(T a, T b) const { return descending ? larger(a, b) : larger(b, a); }

private:
  static constexpr bool larger(T a, T b) { return (a > b) || (a != a && b == b); }
};

// A heap of n elements, of which the one that comes last is on top; it may have to sink.
template <class T, class Before> constexpr void sink(ranked<T>* heap, index n, index i, Before before) {
  const ranked<T> sinking = heap[i];
  for (index child = 2 * i + 1; child < n; i = child, child = 2 * i + 1) {
    if (child + 1 < n && before(heap[child], heap[child + 1])) ++child;
    if (!before(sinking, heap[child])) break;
    heap[i] = heap[child];
  }
  heap[i] = sinking;
}

// The k elements of a line of n that come first, in their order.
template <class T, class Before>
constexpr void first_elements(const T* line, index step, index n, ranked<T>* heap, index k, Before before) {
  for (index i = 0; i < k; ++i) heap[i] = {line[i * step], i};
  for (index i = k / 2 - 1; i >= 0; --i) sink(heap, k, i, before);
  for (index i = k; i < n; ++i) {
    const T candidate = line[i * step];
    if (!before.precedes(candidate, heap[0].value)) continue;
    heap[0] = {candidate, i};
    sink(heap, k, index(0), before);
  }
  for (index last = k - 1; last > 0; --last) {
    const ranked<T> latest = heap[0];
    heap[0] = heap[last];
    heap[last] = latest;
    sink(heap, last, index(0), before);
  }
}

template <int D, index K, class E> struct evaluates_whole<node::order<D, K, E>> {
  using type = node::order<D, K, E>;
  using T = typename E::value_type;

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    using M = typename in_memory<E>::layout_type;
    const in_memory<E> values(e.operand);
    const scratch<ranked<T>> heap(K);
    lines<L, M>(destination, values.data(), [&](To* to, const T* from) {
      first_elements(from, M::value.stride[D], M::value.size[D], heap.get(), K, comes_before<T>{e.descending});
      for (index i = 0; i < K; ++i) to[i * L::value.stride[D]] = static_cast<To>(heap.get()[i].at);
    });
  }

private:
  // all lines along D, of the destination and of the values
  template <class L, class M, int Dim = 0, class To, class Do>
  static constexpr void lines(To* to, const T* from, const Do& each) {
    if constexpr (Dim == L::rank) each(to, from);
    else if constexpr (Dim == D) lines<L, M, Dim + 1>(to, from, each);
    else
      for (index i = 0; i < L::value.size[Dim]; ++i)
        lines<L, M, Dim + 1>(to + i * L::value.stride[Dim], from + i * M::value.stride[Dim], each);
  }
};

} // namespace tenon

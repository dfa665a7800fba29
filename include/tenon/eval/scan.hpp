// SPDX-License-Identifier: BSL-1.0
// Evaluates scans: one sum for each line along the dimension, in double for floats, whatever its length.
#pragma once

#include <tenon/eval/operand.hpp>
#include <tenon/expr/scan.hpp>

namespace tenon {

template <class T> struct sum_type {
  using type = T;
};
template <> struct sum_type<float> {
  using type = double;
};

// Sums along dimension D of row-major memory, in place, from its end if Backward.
template <class S, int D, bool Backward, class T> constexpr void scan_memory(T* p) {
  constexpr index extent = S::list[D];
  constexpr index inner = row_major(S::list)[D]; // lines that lie side by side
  constexpr index outer = product(S::list) / (inner * extent);
  using sum = typename sum_type<T>::type;
  const scratch<sum> sums(inner);
  for (index o = 0; o < outer; ++o, p += extent * inner) {
    for (index i = 0; i < inner; ++i) sums.get()[i] = sum(0);
    for (index k = 0; k < extent; ++k) {
      T* const slice = p + (Backward ? extent - 1 - k : k) * inner;
      for (index i = 0; i < inner; ++i)
        slice[i] = static_cast<T>(sums.get()[i] = sums.get()[i] + static_cast<sum>(slice[i]));
    }
  }
}

template <int D, class E> struct evaluates_whole<node::scan<D, E>> {
  using type = node::scan<D, E>;
  using S = typename E::size_type;
  using T = typename E::value_type;
  using whole = row_major_layout<S>;

  template <class L, class To> static constexpr void into(const type& e, To* destination) {
    if constexpr (std::is_same_v<L, whole> && std::is_same_v<To, T>) {
      evaluate<whole>(e.operand, destination);
      scan_memory<S, D, false>(destination);
    } else {
      const scratch<T> values(product(S::list));
      evaluate<whole>(e.operand, values.get());
      scan_memory<S, D, false>(values.get());
      evaluate<L>(node::leaf<T, whole>(values.get()), destination);
    }
  }
  // an element receives what all from it on have received
  template <class L> static constexpr void pull(const type& e, const T* received) {
    const scratch<T> gradients(product(S::list));
    evaluate<whole>(node::leaf<T, L>(received), gradients.get());
    scan_memory<S, D, true>(gradients.get());
    adjoint<whole>(e.operand, static_cast<const T*>(gradients.get()));
  }
};

} // namespace tenon

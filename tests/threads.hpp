// SPDX-License-Identifier: BSL-1.0
// Statements on one thread and on several. Without OpenMP there is one, and nothing to compare.
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <cstring>

#if defined(_OPENMP)
#include <omp.h>
#endif

namespace tenon::test {

inline void set_threads([[maybe_unused]] int n) {
#if defined(_OPENMP)
  omp_set_num_threads(n);
#endif
}

// the elements of which any bit differs
template <class X> index differing(const X& a, const X& b) {
  index n = 0;
  for (index i = 0; i < X::numel; ++i) n += std::memcmp(a.data() + i, b.data() + i, sizeof(*a.data())) == 0 ? 0 : 1;
  return n;
}

// those that differ between one thread and several
template <class X, class Statement> index differences(Statement statement) {
  static X one, several;
  set_threads(1);
  statement(one);
  index n = 0;
  for (int threads = 2; threads <= 5; ++threads) {
    set_threads(threads);
    statement(several);
    n += differing(one, several);
  }
  set_threads(1);
  return n;
}

} // namespace tenon::test

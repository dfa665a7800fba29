// SPDX-License-Identifier: BSL-1.0
// Threads, where the program is compiled with OpenMP. What they share is cut so that every element is computed as by
// one thread alone: results do not depend on their number.
#pragma once

#include <tenon/shape/ints.hpp>

#if defined(_OPENMP)
#include <omp.h>

#include <exception>
#include <limits>
#endif

namespace tenon {

#if defined(_OPENMP)
inline constexpr bool has_threads = true;
#else
inline constexpr bool has_threads = false;
#endif

// operations that take some ten times as long as starting and joining threads
inline constexpr index worth_sharing = index(1) << 22;

#if defined(_OPENMP)
// What threads throw must not leave them. Of several exceptions one thread alone would have met the first.
class thrown_by_threads {
#if defined(__cpp_exceptions)
  std::exception_ptr first_;
  index thread_ = std::numeric_limits<index>::max();

public:
  template <class Do> void catch_from(index thread, const Do& some) {
    try {
      some();
    } catch (...) {
#pragma omp critical(tenon_thrown_by_threads)
      if (thread < thread_) {
        thread_ = thread;
        first_ = std::current_exception();
      }
    }
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }
#else
public:
  template <class Do> void catch_from(index, const Do& some) { some(); }
  void rethrow() const {}
#endif
};
#endif

// Calls work(begin, end) for parts of [0, n), each on a thread of its own; for all of it inside a parallel region.
template <class Work> void share(index n, const Work& work) {
#if defined(_OPENMP)
  if (n > 1 && !omp_in_parallel() && omp_get_max_threads() > 1) {
    thrown_by_threads thrown;
#pragma omp parallel
    {
      const index threads = omp_get_num_threads(), own = omp_get_thread_num();
      const index begin = n * own / threads, end = n * (own + 1) / threads;
      if (begin < end) thrown.catch_from(own, [&] { work(begin, end); });
    }
    thrown.rethrow();
    return;
  }
#endif
  work(index(0), n);
}

} // namespace tenon

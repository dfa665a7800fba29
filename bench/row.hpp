// SPDX-License-Identifier: BSL-1.0
// What the benchmarks share: data, a check against double before anything is timed, and the bytes moved.
#pragma once

#include <tenon/tenon.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace bench {

// the same numbers in every run
template <class T, tenon::index... N> tenon::Tensor<T, N...> numbers(unsigned seed) {
  tenon::Generator generator(seed);
  return tenon::randn(generator);
}

// Ends the program unless every element is near its reference.
inline void check(const char* what, const float* got, const double* expected, tenon::index n, double tolerance = 1e-5) {
  for (tenon::index i = 0; i < n; ++i)
    if (!(std::fabs(double(got[i]) - expected[i]) <= tolerance * (1 + std::fabs(expected[i])))) {
      std::fprintf(stderr, "%s: element %td is %.9g, expected %.9g\n", what, i, double(got[i]), expected[i]);
      std::exit(1);
    }
}

// Times `run`, which writes to `out`.
template <class Run> void time(benchmark::State& state, Run run, const void* out, double bytes) {
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(out);
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes * static_cast<double>(state.iterations())));
}

} // namespace bench

// SPDX-License-Identifier: BSL-1.0
// What the benchmarks share: data, a check against double before anything is timed, and the bytes moved.
#pragma once

#include <tenon/tenon.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

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

// A row of the comparison: contenders that write the same output, each checked before it is timed.
class row {
  std::string name_;
  const float* out_;
  tenon::index n_;
  double bytes_, tolerance_;
  std::function<void(double*)> reference_;
  std::shared_ptr<std::vector<double>> expected_ = std::make_shared<std::vector<double>>(); // empty until asked for

  const double* expected() const {
    if (expected_->empty()) {
      expected_->resize(static_cast<std::size_t>(n_));
      reference_(expected_->data());
    }
    return expected_->data();
  }

public:
  // `reference` computes the n elements of `out` in double, from zeros; `bytes` are those that must be moved;
  // `tolerance` is relative to 1 + |expected|
  row(std::string name, const float* out, tenon::index n, double bytes, std::function<void(double*)> reference,
      double tolerance = 1e-5)
      : name_(std::move(name)), out_(out), n_(n), bytes_(bytes), tolerance_(tolerance),
        reference_(std::move(reference)) {}

  template <class Run> const row& add(const char* who, Run run) const {
    const std::string full = name_ + "/" + who;
    benchmark::RegisterBenchmark(full.c_str(), [r = *this, run, full](benchmark::State& state) {
      run();
      check(full.c_str(), r.out_, r.expected(), r.n_, r.tolerance_);
      time(state, run, r.out_, r.bytes_);
    });
    return *this;
  }
};

// data that lives as long as the program
template <tenon::index... N> tenon::Tensor<float, N...>& input(unsigned seed) {
  return *new tenon::Tensor<float, N...>(numbers<float, N...>(seed));
}
template <tenon::index... N> tenon::Tensor<float, N...>& output() { return *new tenon::Tensor<float, N...>; }

} // namespace bench

// SPDX-License-Identifier: BSL-1.0
// What the benchmarks share: rows of contenders over the same data, each checked against double before it is timed.
#pragma once

#include <tenon/tenon.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bench {

// the same numbers in every run
template <class T, tenon::index... N> tenon::Tensor<T, N...> numbers(unsigned seed) {
  tenon::Generator generator(seed);
  return tenon::randn(generator);
}
// data that lives as long as the program
template <tenon::index... N> tenon::Tensor<float, N...>& input(unsigned seed) {
  return *new tenon::Tensor<float, N...>(numbers<float, N...>(seed));
}
template <tenon::index... N> tenon::Tensor<float, N...>& output() { return *new tenon::Tensor<float, N...>; }

// Ends the program unless every element is near its reference.
inline void check(const char* what, const float* got, const double* expected, tenon::index n, double tolerance) {
  for (tenon::index i = 0; i < n; ++i)
    if (!(std::fabs(double(got[i]) - expected[i]) <= tolerance * (1 + std::fabs(expected[i])))) {
      std::fprintf(stderr, "%s: element %td is %.9g, expected %.9g\n", what, i, double(got[i]), expected[i]);
      std::exit(1);
    }
}

// contenders that write the same output
class row {
  std::string name_;
  float* out_;
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
  static std::map<std::string, row>& all() {
    static std::map<std::string, row> rows;
    return rows;
  }
  // a row that a source of tenon's has made; peers add to it
  static const row& named(const std::string& name) {
    const auto found = all().find(name);
    if (found == all().end()) {
      std::fprintf(stderr, "no row is called %s\n", name.c_str());
      std::exit(1);
    }
    return found->second;
  }

  // `reference` computes the n elements of `out` in double, from zeros; `bytes` are those that must be moved;
  // `tolerance` is relative to 1 + |expected|
  row(std::string name, float* out, tenon::index n, double bytes, std::function<void(double*)> reference,
      double tolerance = 1e-5)
      : name_(std::move(name)), out_(out), n_(n), bytes_(bytes), tolerance_(tolerance),
        reference_(std::move(reference)) {
    all().emplace(name_, *this);
  }

  float* out() const { return out_; }

  template <class Run> const row& add(const char* who, Run run) const {
    const std::string full = name_ + "/" + who;
    benchmark::RegisterBenchmark(full.c_str(), [r = *this, run, full](benchmark::State& state) mutable {
      run();
      check(full.c_str(), r.out_, r.expected(), r.n_, r.tolerance_);
      for (auto _ : state) {
        run();
        benchmark::DoNotOptimize(r.out_);
        benchmark::ClobberMemory();
      }
      state.SetBytesProcessed(static_cast<std::int64_t>(r.bytes_ * static_cast<double>(state.iterations())));
    });
    return *this;
  }
};

// Rows are made first, then peers add to them, whatever the order of the sources.
enum class stage { rows, peers };
inline std::vector<std::function<void()>>& registrations(stage s) {
  static std::vector<std::function<void()>> of[2];
  return of[static_cast<int>(s)];
}
struct registration {
  registration(stage s, std::function<void()> f) { registrations(s).push_back(std::move(f)); }
};

} // namespace bench

// SPDX-License-Identifier: BSL-1.0
// What the tests of packs share: widths, memory with guards around it, sample values, errors in ulp.
#pragma once

#include <tenon/simd/math.hpp>
#include <tenon/simd/pack.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::test {

// f.operator()<W>() for widths narrower and wider than a register
template <class F> void each_width(F f) {
  f.template operator()<1>();
  f.template operator()<2>();
  f.template operator()<4>();
  f.template operator()<8>();
  f.template operator()<16>();
  f.template operator()<64>();
}

// f.operator()<N>() for counts from 1 to W: around every step by which a pack is halved
template <int W, class F> void each_count(F f) {
  [&]<int... N>(std::integer_sequence<int, N...>) {
    const auto call = [&]<int M>() {
      if constexpr (M <= W) f.template operator()<M>();
    };
    (call.template operator()<N>(), ...);
  }(std::integer_sequence<int, 1, 2, 3, 5, 8, 11, 16, 31, 33, 63, 64>{});
}

// Small whole numbers, so that sums and products are exact in every type and no integer overflows.
template <class T> std::vector<T> small_values(int count, unsigned seed = 1) {
  std::mt19937 engine(seed);
  std::uniform_int_distribution<int> draw(std::is_signed_v<T> ? -9 : 0, 9);
  std::vector<T> values(static_cast<std::size_t>(count));
  for (auto&& v : values) v = static_cast<T>(draw(engine));
  return values;
}

// std::vector<bool> has no data()
template <class T> struct values_of {
  std::vector<T> list;
  const T* data() const { return list.data(); }
  T operator[](int i) const { return list[static_cast<std::size_t>(i)]; }
};
template <> struct values_of<bool> {
  std::vector<unsigned char> list;
  const bool* data() const { return reinterpret_cast<const bool*>(list.data()); }
  bool operator[](int i) const { return list[static_cast<std::size_t>(i)] != 0; }
};
template <class T> values_of<T> sample(int count, unsigned seed = 1) {
  if constexpr (std::is_same_v<T, bool>) {
    auto bytes = small_values<unsigned char>(count, seed);
    for (auto& b : bytes) b &= 1;
    return {bytes};
  } else return {small_values<T>(count, seed)};
}

template <class T, int W> pack<T, W> sample_pack(unsigned seed) { return pack<T, W>::load(sample<T>(W, seed).data()); }

// long double holds every value of every element type. Not a template: assertions are slow to compile.
inline void require_same(const long double* got, const long double* want, int count) {
  for (int i = 0; i < count; ++i)
    if (!(got[i] == want[i] || (got[i] != got[i] && want[i] != want[i]))) {
      INFO("lane " << i << " of " << count);
      REQUIRE(got[i] == want[i]);
    }
  SUCCEED();
}

// the lanes of p, to be read one by one
template <class T, int W> struct lanes_array {
  T v[W];
  const T& operator[](int i) const { return v[i]; }
};
template <class T, int W> lanes_array<T, W> lanes(pack<T, W> p) {
  lanes_array<T, W> result;
  p.store(result.v);
  return result;
}

// every lane of p is what expected(i) says
template <class T, int W, class F> void require_lanes(pack<T, W> p, F expected) {
  const lanes_array<T, W> results = lanes(p);
  long double got[W], want[W];
  for (int i = 0; i < W; ++i) {
    got[i] = static_cast<long double>(results[i]);
    want[i] = static_cast<long double>(static_cast<T>(expected(i)));
  }
  require_same(got, want, W);
}

} // namespace tenon::test

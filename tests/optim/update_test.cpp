// SPDX-License-Identifier: BSL-1.0
// Updates in one pass: every element once, nothing beyond, and the same bits whatever the width.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace tenon;

namespace {
// N elements of four arrays, each between elements that must stay, all at an offset from any alignment
template <class T, tenon::index N> struct arrays {
  static constexpr T sentinel = T(-77);
  std::array<std::vector<T>, 4> data;

  arrays() {
    Generator generator(5);
    for (auto& a : data) {
      a.assign(static_cast<std::size_t>(N) + 6, sentinel);
      for (tenon::index i = 0; i < N; ++i) at(a)[i] = static_cast<T>(generator.uniform() - 0.5);
    }
    for (const std::size_t k : {2u, 3u}) // rules take the root of one or the other
      for (auto& x : data[k])
        if (x != sentinel) x = std::abs(x);
  }
  static T* at(std::vector<T>& a) { return a.data() + 3; }

  template <int W, class Rule> void step(const Rule& rule) {
    update_elements<N, W>(rule, at(data[0]), static_cast<const T*>(at(data[1])), at(data[2]), at(data[3]));
  }
};

template <class T, tenon::index N, class Rule> void check(const Rule& rule) {
  arrays<T, N> one, native, wide;
  const auto before = one.data[1];
  for (int i = 0; i < 3; ++i) {
    one.template step<1>(rule);
    native.template step<native_lanes<T>>(rule);
    wide.template step<16>(rule);
  }
  INFO(N << " elements");
  CHECK(one.data == native.data);
  CHECK(one.data == wide.data);
  CHECK(one.data[1] == before); // what is const is not written
  for (const auto& a : native.data) {
    CHECK(std::all_of(a.begin(), a.begin() + 3, [](T x) { return x == arrays<T, N>::sentinel; }));
    CHECK(std::all_of(a.end() - 3, a.end(), [](T x) { return x == arrays<T, N>::sentinel; }));
  }
  if (N > 0) CHECK(one.data != arrays<T, N>().data);
}
template <class T, class Rule> void check_sizes(const Rule& rule) {
  [&]<tenon::index... N>(std::integer_sequence<tenon::index, N...>) {
    (check<T, N>(rule), ...);
  }(std::integer_sequence<tenon::index, 0, 1, 2, 3, 5, 8, 15, 16, 17, 31, 45>{});
}
template <class T> void check_rules() {
  check_sizes<T>(detail::adam_rule<detail::decay::decoupled, T>{1, T(0.1), T(0.99), T(0.9), T(0.1), T(0.999), T(0.001),
                                                                T(3.1), T(1e-3), T(0.01)});
  check_sizes<T>(detail::rmsprop_rule<T, false>{-1, T(0.1), T(0.9), T(0.1), T(1e-3), T(0.9), T(0.01)});
}
} // namespace

TEST_CASE("an update is the same in packs of any width, in float") { check_rules<float>(); }
TEST_CASE("an update is the same in packs of any width, in double") { check_rules<double>(); }

TEST_CASE("what a function gathers over packs comes back") {
  struct total {
    double value = 0;
    void operator()(pack<float, 8> x) {
      value += reduce(x, [](auto a, auto b) { return a + b; });
    }
  };
  std::vector<float> x(21);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
  CHECK(update_elements<21, 8>(total{}, static_cast<const float*>(x.data())).value == 210);
}

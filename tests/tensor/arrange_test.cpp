// SPDX-License-Identifier: BSL-1.0
// Arrangements of dimensions, at every coordinate, whatever they are made of: named tensors, constant ones,
// views, tensors that end, and expressions.
#include "support.hpp"

#include <tenon/ops/arithmetic.hpp>
#include <tenon/tensor/can.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
using T234 = Tensor<float, 2, 3, 4>;

// Calls use(what) with the tensor 0, 1, 2, ... of shape (2, 3, 4) as each kind of operand.
template <class Use> void each_kind(Use use) {
  T234 x = counting<T234>();
  use(x);
  use(std::as_const(x));
  use(view(x, 2_c, 3_c, 4_c));
  use(std::move(x));
  const T234 y = counting<T234>();
  use(y * 1.f);
  use(permute(eval(permute(y, 2_c, 0_c, 1_c)), 1_c, 2_c, 0_c) + 0.f);
  const Tensor<float, 4, 3, 2> turned = permute(y, 2_c, 1_c, 0_c);
  use(permute(turned, 2_c, 1_c, 0_c)); // a view with strides 1, 2, 6
}

// compares a result with the operand's element that `from` names for each coordinate
template <class R, class From> void check_elements(const R& result, From from) {
  const auto t = eval(result);
  const ints size = shape_of<R>::list;
  for (tenon::index n = 0; n < product(size); ++n) {
    ints i = ints::filled(size.n, 0);
    for (tenon::index d = size.n - 1, rest = n; d >= 0; rest /= size[static_cast<int>(d--)])
      i[static_cast<int>(d)] = rest % size[static_cast<int>(d)];
    const ints s = from(i); // a coordinate of shape (2, 3, 4)
    REQUIRE(t.data()[n] == static_cast<float>(12 * s[0] + 4 * s[1] + s[2]));
  }
}
} // namespace

TEST_CASE("dimension k of a permutation is dimension d[k]", "[tensor]") {
  each_kind([]<class X>(X&& x) {
    static_assert(shape<decltype(permute(x, 2_c, 0_c, 1_c)), 4, 2, 3>);
    check_elements(permute(std::forward<X>(x), 2_c, 0_c, 1_c), [](ints i) { return ints(i[1], i[2], i[0]); });
  });
  T234 x;
  static_assert(
      std::is_same_v<decltype(permute(x, 2_c, 0_c, 1_c)), View<float, Layout<Size<4, 2, 3>, Strides<1, 12, 4>>>>);
  static_assert(std::is_same_v<decltype(x.permute(-1_c, 0_c, -2_c)), decltype(permute(x, 2_c, 0_c, 1_c))>);
  static_assert(
      std::is_same_v<decltype(permute(permute(x, 2_c, 0_c, 1_c), 1_c, 2_c, 0_c)), TensorView<float, 2, 3, 4>>);
  Tensor<float> scalar;
  static_assert(shape<decltype(permute(scalar))>);
}

TEST_CASE("transpose swaps two dimensions", "[tensor]") {
  each_kind([]<class X>(X&& x) {
    check_elements(transpose(std::forward<X>(x), 0_c, -1_c), [](ints i) { return ints(i[2], i[1], i[0]); });
  });
  T234 x;
  static_assert(std::is_same_v<decltype(transpose(x, 1_c, 1_c)), TensorView<float, 2, 3, 4>>);
  static_assert(strides<decltype(x.transpose(0_c, 1_c)), 4, 12, 1>);
}

TEST_CASE("narrow takes a run of one dimension", "[tensor]") {
  each_kind([]<class X>(X&& x) {
    static_assert(shape<decltype(narrow(x, 2_c, 1_c, 2_c)), 2, 3, 2>);
    check_elements(narrow(std::forward<X>(x), 2_c, 1_c, 2_c), [](ints i) { return ints(i[0], i[1], i[2] + 1); });
  });
  each_kind([]<class X>(X&& x) {
    check_elements(narrow(narrow(std::forward<X>(x), -2_c, 1_c, 2_c), 1_c, 1_c, 1_c),
                   [](ints i) { return ints(i[0], i[1] + 2, i[2]); });
  });
  T234 x;
  static_assert(shape<decltype(narrow(x, 1_c, 3_c, 0_c)), 2, 0, 4>);
  each_kind([]<class X>(X&& x) { // from the end
    check_elements(narrow(std::forward<X>(x), 2_c, -3_c, 2_c), [](ints i) { return ints(i[0], i[1], i[2] + 1); });
  });
}

TEST_CASE("select takes one element of a dimension, which goes", "[tensor]") {
  each_kind([]<class X>(X&& x) {
    static_assert(shape<decltype(select(x, 1_c, 2_c)), 2, 4>);
    check_elements(select(std::forward<X>(x), 1_c, 2_c), [](ints i) { return ints(i[0], 2, i[1]); });
  });
  each_kind([]<class X>(X&& x) {
    check_elements(select(select(std::forward<X>(x), 0_c, -1_c), -1_c, -2_c), [](ints i) { return ints(1, i[0], 2); });
  });
}

TEST_CASE("squeeze drops and unsqueeze adds dimensions of extent 1", "[tensor]") {
  each_kind([]<class X>(X&& x) {
    static_assert(shape<decltype(unsqueeze(x, 1_c)), 2, 1, 3, 4>);
    check_elements(unsqueeze(std::forward<X>(x), 1_c), [](ints i) { return ints(i[0], i[2], i[3]); });
  });
  each_kind([]<class X>(X&& x) {
    auto longer = unsqueeze(unsqueeze(std::forward<X>(x), -1_c), 0_c);
    static_assert(shape<decltype(longer), 1, 2, 3, 4, 1>);
    static_assert(shape<decltype(squeeze(longer)), 2, 3, 4>);
    static_assert(shape<decltype(squeeze(longer, 0_c, -1_c)), 2, 3, 4>);
    static_assert(shape<decltype(squeeze(longer, -1_c, 1_c)), 1, 2, 3, 4>);
    static_assert(shape<decltype(squeeze(longer, 0_c)), 2, 3, 4, 1>);
    static_assert(shape<decltype(squeeze(longer, 1_c)), 1, 2, 3, 4, 1>); // its extent is not 1
    check_elements(squeeze(longer, -1_c), [](ints i) { return ints(i[1], i[2], i[3]); });
    check_elements(squeeze(longer), [](ints i) { return i; });
  });
  Tensor<float> scalar = tensor(2.f);
  static_assert(shape<decltype(unsqueeze(scalar, 0_c)), 1>);
  static_assert(shape<decltype(squeeze(scalar))>);
  CHECK(unsqueeze(scalar, -1_c)(0) == 2);
}

TEST_CASE("expand stretches extents of 1 and adds dimensions in front", "[tensor]") {
  each_kind([]<class X>(X&& x) {
    auto e = expand(narrow(std::forward<X>(x), 1_c, 2_c, 1_c), 5_c, -1_c, 3_c, 4_c);
    static_assert(shape<decltype(e), 5, 2, 3, 4>);
    check_elements(e, [](ints i) { return ints(i[1], 2, i[3]); });
  });
  T234 x;
  static_assert(strides<decltype(expand(x, 7_c, -1_c, -1_c, -1_c)), 0, 12, 4, 1>);
  Tensor<float> scalar = tensor(2.f);
  CHECK(eval(expand(scalar, 2_c, 2_c))(1, 1) == 2);
}

TEST_CASE("a view of a mutable tensor writes, a view of a constant one cannot", "[tensor]") {
  T234 x = counting<T234>();
  const T234& constant = x;
  auto y = transpose(select(narrow(x, 2_c, 1_c, 3_c), 1_c, 1_c), 0_c, 1_c);
  y(2, 1) = -1;
  CHECK(x(1, 1, 3) == -1);
  y = y * 2.f;
  CHECK(x(1, 1, 3) == -2);
  CHECK(x(0, 1, 1) == 10);
  CHECK(x(0, 0, 1) == 1);
  static_assert(std::is_same_v<decltype(permute(constant, 0_c, 2_c, 1_c)(0, 0, 0)), const float&>);
  static_assert(!can_assign<T234, decltype(permute(constant, 0_c, 1_c, 2_c))>);
  static_assert(std::is_convertible_v<TensorView<float, 2>, TensorView<const float, 2>>);
  static_assert(!std::is_convertible_v<TensorView<const float, 2>, TensorView<float, 2>>);
}

TEST_CASE("what is made of a tensor that ends owns its elements", "[tensor]") {
  auto e = permute(counting<Tensor<float, 40, 30>>(), 1_c, 0_c) * 2.f;
  const Tensor<float, 40, 30> other; // where the tensor may have been
  CHECK(eval(e)(29, 39) == 2 * 1199.f);
  CHECK(other(0, 0) == 0);
  const auto row = counting<Tensor<float, 40, 30>>()[39];
  static_assert(std::is_same_v<decltype(row), const Tensor<float, 30>>);
  CHECK(row(29) == 1199);
}

TEST_CASE("arrangements are made while compiling", "[tensor]") {
  constexpr auto t = [] {
    const auto x = tensor({{1, 2, 3}, {4, 5, 6}});
    return eval(select(unsqueeze(transpose(x, 0_c, 1_c), 0_c), -1_c, 1_c));
  }();
  static_assert(std::is_same_v<decltype(t), const Tensor<int, 1, 3>>);
  static_assert(t(0, 0) == 4 && t(0, 1) == 5 && t(0, 2) == 6);
}

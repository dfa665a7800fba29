// SPDX-License-Identifier: BSL-1.0
// Views that are written from views of the same memory: permuted, shifted, exchanged. Each statement runs over its
// operand, and beside that into a fresh tensor whose elements are then copied one by one.
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class X> X numbers() {
  X x;
  tenon::index i = 0;
  for (auto& v : x) v = static_cast<value_of<X>>(static_cast<int>(1 + i++ * 7 % 31));
  return x;
}
// elements one by one into a view, the last dimension fastest
template <class T, class D> const T* copy_into(const D& to, const T* from) {
  if constexpr (D::rank == 0) to() = static_cast<value_of<D>>(*from++);
  else
    for (tenon::index i = 0; i < shape_of<D>::list[0]; ++i) from = copy_into(to[i], from);
  return from;
}

// to(x) = from(x)
template <class X, class To, class From> void check(const char* what, To to, From from) {
  INFO(what);
  X x = numbers<X>(), expected = x;
  const X before = x;
  const auto fresh = eval(from(x));
  copy_into(to(expected), fresh.data());
  to(x) = from(x);
  tenon::index wrong = 0, changed = 0;
  for (tenon::index i = 0; i < X::numel; ++i) {
    wrong += x.data()[i] == expected.data()[i] ? 0 : 1;
    changed += x.data()[i] == before.data()[i] ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(changed > 0);
}

template <class X> constexpr tenon::index n = X::size_type::list[0];
constexpr auto whole = [](auto& x) { return narrow(x, 0_c, 0_c, x.size(0_c)); };
// the part of all but one along a dimension, from the first or from the second on
template <int D, int Start>
constexpr auto part = [](auto& x) { return narrow(x, c<D>, c<Start>, c<shape_of<decltype(x)>::list[D] - 1>); };
} // namespace

TEMPLATE_TEST_CASE("permuted", "", (Tensor<float, 5, 5, 5>), (Tensor<double, 20, 20, 20>)) {
  using X = TestType;
  const auto turned = [](auto& x) { return permute(x, 1_c, 2_c, 0_c); };
  check<X>("read", whole, [](auto& x) { return permute(x, 2_c, 0_c, 1_c); });
  check<X>("written", turned, [](auto& x) { return x * 2; });
  check<X>("both", turned, [](auto& x) { return permute(x, 2_c, 1_c, 0_c) + x; });
  check<X>("twice", turned, [](auto& x) { return permute(x, 1_c, 2_c, 0_c) * permute(x, 2_c, 0_c, 1_c); });
  check<X>(
      "transposed matrices", [](auto& x) { return transpose(x, 1_c, 2_c); },
      [](auto& x) { return x - transpose(x, 0_c, 1_c); });
  check<X>("rows from columns", [](auto& x) { return x[1]; }, [](auto& x) { return select(x, 2_c, 1_c); });
  check<X>("softmax", turned, [](auto& x) { return softmax(x * value_of<X>(0.125), 1_c); });
}

TEMPLATE_TEST_CASE("shifted", "", (Tensor<float, 5, 5, 5>), (Tensor<double, 20, 20, 20>), (Tensor<int, 7, 7, 7>)) {
  using X = TestType;
  check<X>("down", part<0, 1>, part<0, 0>);
  check<X>("up", part<0, 0>, part<0, 1>);
  check<X>("down, matrices", part<1, 1>, [](auto& x) { return part<1, 0>(x) + 1; });
  check<X>("up, matrices", part<1, 0>, [](auto& x) { return part<1, 1>(x) - part<1, 0>(x); });
  check<X>("right", part<2, 1>, [](auto& x) { return part<2, 0>(x) * 2; });
  check<X>("left", part<2, 0>, [](auto& x) { return part<2, 1>(x) * 2 + part<2, 0>(x); });
  const auto low = [](auto& x) {
    auto rows = part<1, 1>(x);
    return part<2, 1>(rows);
  };
  const auto high = [](auto& x) {
    auto rows = part<1, 0>(x);
    return part<2, 0>(rows);
  };
  check<X>("along the diagonal", low, high);
  check<X>("against it", high, [&](auto& x) { return low(x) + high(x); });
  check<X>("sums so far", part<0, 1>, [](auto& x) { return cumsum(part<0, 0>(x), 0_c); });
}

TEMPLATE_TEST_CASE("exchanged, reduced, joined", "", (Tensor<float, 6, 6, 6>), (Tensor<double, 20, 20, 20>)) {
  using X = TestType;
  constexpr auto half = c<n<X> / 2>;
  const auto first = [=](auto& x) { return narrow(x, 0_c, 0_c, half); };
  const auto second = [=](auto& x) { return narrow(x, 0_c, half, half); };
  check<X>("the halves, one in place", first, [=](auto& x) { return second(x) - first(x); });
  check<X>("the halves, by cat", whole, [=](auto& x) { return cat(second(x), first(x)); });
  check<X>("a row from the mean of all", [](auto& x) { return x[1]; }, [](auto& x) { return mean(x, 0_c); });
  check<X>(
      "a column from the sums of rows", [](auto& x) { return select(x, 2_c, 0_c); },
      [](auto& x) { return sum(x, 2_c); });
  check<X>("what a maximum is taken of", whole, [](auto& x) { return x - amax(x, 2_c, keepdim) - amax(x); });
  check<X>("a factor of a product", [](auto& x) { return x[1]; }, [](auto& x) { return matmul(x[1], x[0]); });
  check<X>("both factors", whole, [](auto& x) { return matmul(x, transpose(x, 1_c, 2_c)); });
  check<X>(
      "under another shape", [](auto& x) { return view(x, c<n<X> * n<X>>, -1_c); },
      [](auto& x) { return transpose(view(x, -1_c, c<n<X> * n<X>>), 0_c, 1_c) + 1; });
  check<X>("distances", [](auto& x) { return x[0]; }, [](auto& x) { return cdist(x[0], x[1]); });
  check<X>("where", whole, [](auto& x) { return where(x > 9, transpose(x, 0_c, 2_c), x); });
}

TEST_CASE("a destination that is read through an expression of its own") {
  Tensor<float, 3, 3> x = numbers<Tensor<float, 3, 3>>();
  const auto before = x;
  const auto twice = transpose(x, 0_c, 1_c) * 2.0f;
  x += twice + twice; // x = x + e, where e reads x
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) CHECK(x(i, j) == before(i, j) + 4 * before(j, i));
}

// SPDX-License-Identifier: BSL-1.0
// The same elements under another shape: view, reshape, flatten, of tensors, views, parameters and expressions.
#include "support.hpp"

#include <tenon/autograd/variable.hpp>
#include <tenon/ops/arithmetic.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
using T234 = Tensor<float, 2, 3, 4>;

// the elements in row-major order are the numbers from 0 on
template <class X> void check_counting(const X& x) {
  const auto t = eval(x);
  for (tenon::index i = 0; i < product(shape_of<X>::list); ++i) REQUIRE(t.data()[i] == static_cast<value_of<X>>(i));
}
} // namespace

TEST_CASE("a view of a tensor refers to its elements", "[tensor]") {
  T234 x = counting<T234>();
  auto v = view(x, 6_c, 4_c);
  static_assert(std::is_same_v<decltype(v), TensorView<float, 6, 4>>);
  CHECK(v.data() == x.data());
  v(5, 3) = 100;
  CHECK(x(1, 2, 3) == 100);

  const T234& constant = x;
  static_assert(std::is_same_v<decltype(view(constant, 6_c, 4_c)), TensorView<const float, 6, 4>>);
  static_assert(std::is_same_v<decltype(x.view(24_c)), TensorView<float, 24>>);
  static_assert(std::is_same_v<decltype(constant.view(24_c)), TensorView<const float, 24>>);
}

TEST_CASE("-1 stands for the extent that is left", "[tensor]") {
  T234 x = counting<T234>();
  static_assert(shape<decltype(view(x, -1_c, 2_c, 1_c)), 12, 2, 1>);
  static_assert(shape<decltype(view(x, 2_c, -1_c)), 2, 12>);
  static_assert(shape<decltype(view(x, -1_c)), 24>);
  static_assert(shape<decltype(view(x, 24_c, -1_c)), 24, 1>);
  check_counting(view(x, -1_c, 2_c, 1_c));

  Tensor<float> scalar = tensor(3.f);
  static_assert(shape<decltype(view(scalar, -1_c)), 1>);
  Tensor<float, 1, 1> one;
  static_assert(shape<decltype(view(one))>);
  Tensor<float, 0, 3> empty;
  static_assert(shape<decltype(view(empty, -1_c, 3_c)), 0, 3>);
  static_assert(shape<decltype(view(empty, -1_c)), 0>);
}

TEST_CASE("a view of a view keeps strides where it can", "[tensor]") {
  T234 x = counting<T234>();
  const auto columns = permute(x, 2_c, 0_c, 1_c); // (4, 2, 3), strides 1, 12, 4
  const auto joined = view(columns, 4_c, 6_c);    // 2 x 3 is one run of step 4
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 6; ++j) REQUIRE(&joined(i, j) == &x.data()[i + 4 * j]);
  const auto cut = view(columns, 2_c, 2_c, 2_c, 3_c);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 2; ++j)
      for (int k = 0; k < 3; ++k) REQUIRE(&cut(i / 2, i % 2, j, k) == &x(j, k, i));
  const auto stretched = expand(narrow(x, 0_c, 0_c, 1_c), 5_c, 3_c, 4_c);
  const auto halves = view(stretched, 5_c, 12_c);
  static_assert(decltype(halves)::layout_type::value.stride == ints(0, 1));
  CHECK(&halves(4, 11) == &x(0, 2, 3));
}

TEST_CASE("reshape is a view where strides allow, and its type says so", "[tensor]") {
  T234 x = counting<T234>();
  static_assert(std::is_same_v<decltype(reshape(x, 3_c, 8_c)), TensorView<float, 3, 8>>);

  const auto r = reshape(permute(x, 1_c, 0_c, 2_c), 3_c, 8_c);
  static_assert(!has_data<decltype(r)>);
  static_assert(shape<decltype(r), 3, 8>);
  const auto t = eval(r);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 8; ++j) REQUIRE(t(i, j) == x(j / 4, i, j % 4));
  x(0, 0, 0) = -1; // evaluated anew
  CHECK(eval(r)(0, 0) == -1);
  CHECK(eval(x.permute(2_c, 1_c, 0_c).reshape(-1_c))(1) == x(1, 0, 0));
}

TEST_CASE("a tensor that ends hands its elements on", "[tensor]") {
  Tensor<float, 100, 10> x = counting<Tensor<float, 100, 10>>();
  const float* const elements = x.data();
  auto y = view(std::move(x), 10_c, -1_c);
  static_assert(std::is_same_v<decltype(y), Tensor<float, 10, 100>>);
  CHECK(y.data() == elements);
  auto z = std::move(y).reshape(1000_c);
  static_assert(std::is_same_v<decltype(z), Tensor<float, 1000>>);
  CHECK(z.data() == elements);
  check_counting(z);
  const auto f = flatten(counting<T234>());
  static_assert(std::is_same_v<decltype(f), const Tensor<float, 24>>);
  check_counting(f);
}

TEST_CASE("a view of a function is the function of views", "[tensor]") {
  T234 x = counting<T234>();
  const auto e = view(x + x * 2.f, 6_c, 4_c);
  static_assert(detail::takes_shape<Size<6, 4>, decltype(x + x * 2.f)>); // nothing is stored
  const auto t = eval(e);
  for (int i = 0; i < 24; ++i) REQUIRE(t.data()[i] == 3.f * static_cast<float>(i));
  // where an operand cannot be viewed, the function is stored
  const auto s = eval(view(permute(x, 1_c, 0_c, 2_c) + 1.f, 3_c, 8_c));
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 8; ++j) REQUIRE(s(i, j) == x(j / 4, i, j % 4) + 1);
}

TEST_CASE("a view of a parameter has its gradient, too", "[tensor]") {
  Parameter<float, 2, 6> w = counting<Tensor<float, 2, 6>>();
  const auto v = view(w, 3_c, 4_c);
  static_assert(decltype(v)::differentiable);
  CHECK(v.data == w.data());
  CHECK(v.gradient == w.grad().data());
  const auto part = narrow(v, 0_c, 1_c, 2_c);
  CHECK(part.data == w.data() + 4);
  CHECK(part.gradient == w.grad().data() + 4);
}

TEST_CASE("flatten joins a run of dimensions", "[tensor]") {
  T234 x = counting<T234>();
  static_assert(std::is_same_v<decltype(flatten(x)), TensorView<float, 24>>);
  static_assert(shape<decltype(flatten(x, 1_c)), 2, 12>);
  static_assert(shape<decltype(flatten(x, 0_c, 1_c)), 6, 4>);
  static_assert(shape<decltype(flatten(x, -2_c, -1_c)), 2, 12>);
  static_assert(shape<decltype(flatten(x, 1_c, 1_c)), 2, 3, 4>);
  Tensor<float> scalar = tensor(3.f);
  static_assert(shape<decltype(flatten(scalar)), 1>);
  check_counting(flatten(x, 0_c, 1_c));
  const auto t = eval(flatten(permute(x, 1_c, 0_c, 2_c)));
  for (int i = 0; i < 24; ++i) REQUIRE(t(i) == x(i / 4 % 2, i / 8, i % 4));
}

TEST_CASE("views are made while compiling", "[tensor]") {
  static_assert([] {
    Tensor<int, 2, 3> x = arange<int, 6>().view(2_c, 3_c);
    auto v = view(x, 3_c, 2_c);
    v(2, 1) = 7;
    return x(1, 2) == 7 && eval(reshape(transpose(x, 0_c, 1_c), -1_c))(1) == 3;
  }());
}

TEST_CASE("views are assigned through, also where they overlap what they are given", "[tensor]") {
  Tensor<int, 3, 3> x = arange<int, 9>().view(3_c, 3_c);
  transpose(x, 0_c, 1_c) = x; // as if x were copied first
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) REQUIRE(x(j, i) == 3 * i + j);
  x[1] = 5;
  CHECK(x(1, 0) + x(1, 1) + x(1, 2) == 15);
  x[2] = x[0];
  CHECK(x(2, 2) == x(0, 2));
  auto a = view(x, 9_c), b = narrow(view(x, 9_c), 0_c, 0_c, 9_c);
  a = b + 1;
  CHECK(x(1, 1) == 6);
}

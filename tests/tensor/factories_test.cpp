// SPDX-License-Identifier: BSL-1.0
// Tensors from nothing, from braces and from data.
#include "support.hpp"

#include <stdexcept>
#include <vector>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("zeros, ones and full have one value", "[tensor]") {
  static_assert(std::is_same_v<decltype(zeros<float, 2, 3>()), Tensor<float, 2, 3>>);
  for (float v : zeros<float, 2, 3>()) CHECK(v == 0);
  for (int v : ones<int, 2, 3>()) CHECK(v == 1);
  for (double v : full<double, 400>(0.5)) REQUIRE(v == 0.5);
  for (bool v : ones<bool, 3>()) CHECK(v);
  const Tensor<float, 1000> x; // on the heap, and zero as well
  for (float v : x) REQUIRE(v == 0);
  static_assert(full<int>(3)() == 3);
}

TEST_CASE("arange counts, linspace divides an interval", "[tensor]") {
  constexpr auto a = arange<int, 4>();
  static_assert(a(0) == 0 && a(3) == 3);
  constexpr auto b = arange<float, 3>(1.f, -0.5f);
  static_assert(b(0) == 1 && b(1) == 0.5f && b(2) == 0);
  const auto c = linspace<float, 5>(-1.f, 1.f);
  CHECK(c(0) == -1);
  CHECK(c(1) == -0.5f);
  CHECK(c(2) == 0);
  CHECK(c(4) == 1);
  CHECK(linspace<double, 1>(3.0, 4.0)(0) == 3);
  const auto d = linspace<float, 11>(0.f, 0.7f); // both ends exactly, and symmetric
  CHECK(d(10) == 0.7f);
  static_assert(shape<decltype(linspace<float, 0>(0.f, 1.f)), 0>);
}

TEST_CASE("eye has ones on its diagonal", "[tensor]") {
  const auto x = eye<float, 3>();
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) CHECK(x(i, j) == (i == j ? 1 : 0));
  static_assert(eye<int, 2, 4>()(1, 1) == 1 && eye<int, 2, 4>()(1, 3) == 0);
  static_assert(eye<int, 3, 1>()(0, 0) == 1 && eye<int, 3, 1>()(2, 0) == 0);
}

TEST_CASE("braces give shape and element type", "[tensor]") {
  static_assert(std::is_same_v<decltype(tensor(1.5)), Tensor<double>>);
  static_assert(std::is_same_v<decltype(tensor({1, 2, 3})), Tensor<int, 3>>);
  static_assert(std::is_same_v<decltype(tensor({{1.f, 2.f}, {3.f, 4.f}})), Tensor<float, 2, 2>>);
  static_assert(std::is_same_v<decltype(tensor({{{true}, {false}}})), Tensor<bool, 1, 2, 1>>);
  static_assert(std::is_same_v<decltype(tensor({{{{1L}}, {{2L}}}})), Tensor<long, 1, 2, 1, 1>>);
  constexpr auto x = tensor({{1, 2, 3}, {4, 5, 6}});
  static_assert(x(0, 2) == 3 && x(1, 0) == 4);
  constexpr auto y = tensor({{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}});
  static_assert(y(1, 0, 1) == 6);
  const int values[2][2] = {{1, 2}, {3, 4}};
  CHECK(tensor(values)(1, 0) == 3);
}

TEST_CASE("from copies data and refuses a wrong count", "[tensor]") {
  std::vector<float> data = {1, 2, 3, 4, 5, 6};
  const auto x = Tensor<float, 2, 3>::from(data);
  data[5] = 0;
  CHECK(x(1, 2) == 6);
  data.pop_back();
  CHECK_THROWS_MATCHES((Tensor<float, 2, 3>::from(data)), std::invalid_argument,
                       Catch::Message("from: 5 values for a tensor of 6 elements"));
  const float plain[] = {7};
  CHECK(Tensor<float>::from(plain)() == 7);
}

TEST_CASE("a view refers to memory that someone else owns", "[tensor]") {
  float memory[6] = {1, 2, 3, 4, 5, 6};
  const TensorView<float, 2, 3> x(memory);
  x(1, 1) = 50;
  CHECK(memory[4] == 50);
  x[0] = x[1];
  CHECK(memory[1] == 50);
  x = 7.f;
  CHECK(memory[0] == 7);
  const float constant[2] = {1, 2};
  CHECK(TensorView<const float, 2>(constant)(1) == 2);
}

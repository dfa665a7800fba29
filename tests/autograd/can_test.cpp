// SPDX-License-Identifier: BSL-1.0
// The concepts of the tape, where they hold and where they do not.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

TEST_CASE("checks of the tape are concepts") {
  using Scalar = Variable<float, Size<>>;
  using Matrix = Variable<float, Size<2, 3>>;
  STATIC_REQUIRE(can_backward<Scalar>);
  STATIC_REQUIRE(!can_backward<Matrix>);
  STATIC_REQUIRE(can_backward<Matrix, Tensor<float, 2, 3>&>);
  STATIC_REQUIRE(!can_backward<Matrix, Tensor<float, 3>>);
  STATIC_REQUIRE(!can_backward<Tensor<float>>);
  STATIC_REQUIRE(!can_backward<Parameter<float>>);
  using P = Parameter<float, 3>;
  using Loss = decltype(sum(std::declval<P&>()));
  STATIC_REQUIRE(can_parameter<float>);
  STATIC_REQUIRE(!can_parameter<int>);
  STATIC_REQUIRE(!can_parameter<bool>);
  STATIC_REQUIRE(can_zero_grad<P&, Parameter<double>>);
  STATIC_REQUIRE(!can_zero_grad<P, Tensor<float, 3>>);
  STATIC_REQUIRE(!can_zero_grad<Loss>);
  STATIC_REQUIRE(can_differentiate<Loss>);
  STATIC_REQUIRE(!can_differentiate<P&>); // no scalar
  STATIC_REQUIRE(can_differentiate<P&, Tensor<float, 3>>);
  STATIC_REQUIRE(!can_differentiate<P&, Tensor<float, 2>>);
  STATIC_REQUIRE(!can_differentiate<P&, float>);
  STATIC_REQUIRE(!can_differentiate<Scalar>); // its tape sweeps it
  STATIC_REQUIRE(!can_differentiate<Tensor<float>>);
  STATIC_REQUIRE(!can_differentiate<float>);
  const auto twice = [](const auto& x) { return x * 2; };
  const auto number = [](const auto&) { return 1.0; };
  STATIC_REQUIRE(can_gradcheck<decltype(twice), Tensor<double, 3>>);
  STATIC_REQUIRE(!can_gradcheck<decltype(twice), Tensor<float, 3>>);
  STATIC_REQUIRE(!can_gradcheck<decltype(twice)>);
  STATIC_REQUIRE(!can_gradcheck<decltype(twice), Tensor<double, 3>, Tensor<double, 3>>);
  STATIC_REQUIRE(!can_gradcheck<decltype(number), Tensor<double, 3>>);
  STATIC_REQUIRE(can_checkpoint<decltype(twice), const Matrix&>);
  STATIC_REQUIRE(can_checkpoint<decltype(twice), Tensor<float, 3>&>);
  STATIC_REQUIRE(!can_checkpoint<decltype(twice), decltype(square(std::declval<Matrix&>()))>);
  STATIC_REQUIRE(!can_checkpoint<decltype(twice)>);
  STATIC_REQUIRE(!can_checkpoint<decltype(twice), Matrix, Matrix>);
  STATIC_REQUIRE(!can_checkpoint<decltype(number), Matrix>);
  const auto squares = [](const auto& x) { return sum(square(x)); };
  const auto of_doubles = [](const Tensor<double, 3>& x) { return sum(square(x)); };
  STATIC_REQUIRE(can_hessian<decltype(squares), Tensor<double, 3>>);
  STATIC_REQUIRE(can_hessian<decltype(squares), Tensor<float, 2, 3>>);
  STATIC_REQUIRE(!can_hessian<decltype(twice), Tensor<double, 3>>);
  STATIC_REQUIRE(!can_hessian<decltype(number), Tensor<double, 3>>);
  STATIC_REQUIRE(!can_hessian<decltype(of_doubles), Tensor<double, 3>>);
}

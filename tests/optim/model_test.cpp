// SPDX-License-Identifier: BSL-1.0
// A model is fitted through the list of its parameters.
#include <tenon/nn/linear.hpp>
#include <tenon/nn/parameters.hpp>
#include <tenon/optim/minimize/parameters.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

TEST_CASE("minimize takes the parameters of a module") {
  Generator generator(4);
  Linear<3, 2> layer{generator}, truth{generator};
  const Tensor<float, 20, 3> x = randn(generator);
  const Tensor<float, 20, 2> y = truth(x);
  using list = decltype(parameters(layer));
  CHECK(detail::elements_in<list>::count == 8);
  const auto r = minimize([&] { return mse_loss(layer(x), y); }, parameters(layer), {.method = Method::lbfgs});
  CHECK(r.success);
  CHECK(r.fun < 1e-6f);
  for (index i = 0; i < 6; ++i) CHECK(layer.weight.data()[i] == Approx(truth.weight.data()[i]).margin(1e-2));
}

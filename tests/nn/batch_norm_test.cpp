// SPDX-License-Identifier: BSL-1.0
// BatchNorm1d and BatchNorm2d: what changes with the mode, names, averages without a momentum, and values that outlive
// a call.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <tensor_like X> std::vector<double> elements_of(const X& x) {
  const auto t = eval(x);
  return std::vector<double>(t.begin(), t.end());
}
void check_near(const std::vector<double>& actual, const std::vector<double>& expected, double bound = 1e-6) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) CHECK(actual[i] == Approx(expected[i]).margin(bound).epsilon(bound));
}
} // namespace

TEST_CASE("a new BatchNorm2d is PyTorch's") {
  BatchNorm2d<3> norm;
  std::vector<std::string> names, trained;
  const auto name = [&](const std::string& n, auto&) { names.push_back(n); };
  detail::each_named_leaf(norm, std::string(), name);
  parameters(norm).each_named([&](const std::string& n, auto&) { trained.push_back(n); });
  CHECK(names == std::vector<std::string>{"weight", "bias", "running_mean", "running_var", "num_batches_tracked"});
  CHECK(trained == std::vector<std::string>{"weight", "bias"});
  check_near(elements_of(norm.weight.value()), {1, 1, 1});
  check_near(elements_of(norm.bias.value()), {0, 0, 0});
  check_near(elements_of(norm.running_mean), {0, 0, 0});
  check_near(elements_of(norm.running_var), {1, 1, 1});
  CHECK(norm.num_batches_tracked == 0);
  CHECK(norm.training);
}

TEST_CASE("training moves the running statistics, evaluation uses them") {
  BatchNorm1d<1, double> norm({.eps = 0, .momentum = 0.5});
  const auto x = Tensor<double, 3, 1>::from(std::vector<double>{1, 2, 6});
  check_near(elements_of(norm(x)), {-2 / std::sqrt(14 / 3.0), -1 / std::sqrt(14 / 3.0), 3 / std::sqrt(14 / 3.0)});
  check_near(elements_of(norm.running_mean), {1.5});
  check_near(elements_of(norm.running_var), {4}); // (1 + 7) / 2
  CHECK(norm.num_batches_tracked == 1);
  norm.eval();
  const BatchNorm1d<1, double> before = norm;
  check_near(elements_of(norm(x)), {-0.25, 0.25, 2.25});
  CHECK(norm == before);
  norm.weight.value()(0) = 4;
  norm.bias.value()(0) = 1;
  check_near(elements_of(norm(x + 1)), {2, 4, 12});
  norm.train();
  (void)norm(x);
  CHECK(norm.num_batches_tracked == 2);
}

TEST_CASE("without a momentum the running statistics are averages") {
  BatchNorm1d<1, double> norm({.momentum = std::nullopt});
  for (const double shift : {0.0, 3.0, 9.0})
    (void)norm(Tensor<double, 2, 1>::from(std::vector<double>{shift, shift + 2}));
  check_near(elements_of(norm.running_mean), {5});
  check_near(elements_of(norm.running_var), {2});
}

TEST_CASE("without running statistics evaluation takes the batch's") {
  BatchNorm1d<2, double, false, false> norm({.eps = 0});
  CHECK(parameters(norm).numel() == 0);
  norm.eval();
  const auto x = Tensor<double, 2, 2>::from(std::vector<double>{1, 5, 3, 1});
  check_near(elements_of(norm(x)), {-1, 1, 1, -1});
  CHECK_THROWS_AS(norm(Tensor<double, 1, 2>()), std::invalid_argument);
}

TEST_CASE("one value per channel is enough in evaluation only") {
  BatchNorm1d<3> norm;
  const Tensor<float, 1, 3> x = ones<float, 1, 3>();
  CHECK_THROWS_WITH(norm(x), Catch::Contains("one value per channel"));
  CHECK(norm.num_batches_tracked == 0);
  check_near(elements_of(norm.eval()(x)), {1, 1, 1}, 1e-5);
  norm.train();
  CHECK_NOTHROW(norm(ones<float, 1, 3, 2>()));
}

TEST_CASE("gradients pass the batch's statistics, and not the running ones") {
  BatchNorm2d<2, double> norm;
  Generator generator(1);
  const Tensor<double, 3, 2, 2, 2> x = randn(generator);
  const auto taped = [&](const auto& p) { return square(norm(p * p)) * norm(p); };
  CHECK(gradcheck(taped, x));
  norm.eval();
  CHECK(gradcheck(taped, x));
}

TEST_CASE("what a layer has computed outlives it in an expression") {
  Generator generator(1);
  const Tensor<float, 4, 2, 3, 3> x = randn(generator);
  BatchNorm2d<2> norm;
  Sequential net{Conv2d<2, 2, 3, conv2d_options{.padding = 1}>(generator), BatchNorm2d<2>(), ReLU(), MaxPool2d<3>()};
  const auto lazy = [&] { return relu(permute(norm(x), 0_c, 2_c, 3_c, 1_c)) + 1; }();
  const auto flat = [&] { return flatten(norm(x), 1_c, 3_c); }();
  const auto pooled = net(x);
  // memory that the allocator would reuse
  std::vector<Tensor<float, 4, 2, 3, 3>> others(64, full<float, 4, 2, 3, 3>(-100.f));
  CHECK(static_cast<float>(amin(lazy)) == 1);
  check_near(elements_of(mean(flat, 1_c)), elements_of(mean(eval(norm(x)), dims(1_c, 2_c, 3_c))), 1e-5);
  CHECK(static_cast<float>(amin(pooled)) >= 0);
  CHECK(static_cast<float>(amax(pooled)) > 0);
}

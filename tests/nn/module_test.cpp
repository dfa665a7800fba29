// SPDX-License-Identifier: BSL-1.0
// Modules: names, nesting, arrays, training mode, copies and comparison, freezing, and Boost.Hana's view of them.
#include <tenon/nn.hpp>

#include <boost/hana/at.hpp>
#include <boost/hana/core/to.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/length.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
struct Block : Module {
  LayerNorm<8> norm;
  Linear<8, 8> fc;
  TENON_MEMBERS(Block, norm, fc)
  auto operator()(const auto& x) { return x + fc(norm(x)); }
};
struct Net : Module {
  Linear<4, 8> fc1;
  Dropout drop{0.25};
  std::array<Block, 2> blocks;
  Buffer<float, 3> seen;
  Parameter<double, 2> scale;
  double setting = 1;
  Linear<8, 3, float, false> head;
  TENON_MEMBERS(Net, fc1, drop, blocks, seen, scale, setting, head)
  auto operator()(const auto& x) { return head(blocks[1](blocks[0](drop(relu(fc1(x)))))); }
};
std::vector<std::string> names_of(Net& net) {
  std::vector<std::string> names;
  parameters(net).each_named([&](const std::string& name, auto&) { names.push_back(name); });
  return names;
}
struct WithSettings : Module {
  Linear<2, 2> layer;
  std::vector<std::array<double, 2>> ranges{{0, 1}};
  std::vector<std::string> names{"a"};
  TENON_MEMBERS(WithSettings, layer, ranges, names)
};
} // namespace

TEST_CASE("parameters have the names and the order of the members") {
  Net net;
  CHECK(names_of(net) == std::vector<std::string>{"fc1.weight", "fc1.bias", "blocks.0.norm.weight",
                                                  "blocks.0.norm.bias", "blocks.0.fc.weight", "blocks.0.fc.bias",
                                                  "blocks.1.norm.weight", "blocks.1.norm.bias", "blocks.1.fc.weight",
                                                  "blocks.1.fc.bias", "scale", "head.weight"});
  CHECK(parameters(net).numel() == 32 + 8 + 2 * (16 + 72) + 2 + 24);
  const Net& constant = net;
  int count = 0;
  parameters(constant).each([&](const auto&) { ++count; });
  CHECK(count == 12);
  CHECK(named_parameters(net).names() == names_of(net));
  CHECK(named_buffers(net).names() == std::vector<std::string>{"seen"});
  named_buffers(net).each([](const std::string&, auto& seen) { seen(1) = 5; });
  CHECK(net.seen(1) == 5);
  const std::string table = summary(net);
  CHECK(table.find("seen") != std::string::npos);
  CHECK(table.find("blocks.1.fc.weight    (8, 8)            64           256\n") != std::string::npos);
}

TEST_CASE("train and eval reach every module, and the last call wins") {
  Net net;
  CHECK(net.drop.training);
  CHECK(&net.eval() == &net);
  CHECK(!net.training);
  CHECK(!net.drop.training);
  CHECK(!net.blocks[1].fc.training);
  net.drop.train();
  CHECK(net.drop.training);
  CHECK(!net.training);
  CHECK(net.train().blocks[0].norm.training);
  int modules = 0;
  CHECK(&net.apply([&](auto&) { ++modules; }) == &net);
  CHECK(modules == 1 + 1 + 1 + 2 * 3 + 1);
}

TEST_CASE("settings of any type may stand among the members") {
  WithSettings m;
  m.eval();
  CHECK(parameters(m).numel() == 6);
  CHECK(m.ranges.size() == 1);
}

TEST_CASE("a module is a regular value") {
  Net net, other = net;
  CHECK(net == other);
  other.blocks[1].fc.bias.value()(3) += 1;
  CHECK(net != other);
  other = net;
  CHECK(net == other);
  other.seen(2) = 1;
  CHECK(net != other);
}

TEST_CASE("gradients reach all parameters but the frozen ones") {
  Net net;
  net.eval();
  net.blocks[0].fc.weight.requires_grad(false);
  Generator generator(1);
  Tensor<float, 5, 4> x = randn(generator);
  const Tensor<int, 5> target;
  {
    Tape tape;
    Variable loss = cross_entropy(net(x), target);
    tape.backward(loss);
  }
  parameters(net).each_named([](const std::string& name, const auto& p) {
    INFO(name);
    bool nothing = true;
    for (const auto g : p.grad()) nothing = nothing && g == 0;
    CHECK(nothing == (name == "blocks.0.fc.weight" || name == "scale"));
  });
  zero_grad(net);
  parameters(net).each([](const auto& p) {
    for (const auto g : p.grad()) CHECK(g == 0);
  });
}

TEST_CASE("a part of a model is frozen and thawed") {
  const auto trained = [](auto& model) {
    std::vector<std::string> names;
    named_parameters(model).each([&](const std::string& name, const auto& p) {
      if (p.requires_grad()) names.push_back(name);
    });
    return names;
  };
  Net net;
  CHECK(&net.blocks[1].requires_grad(false) == &net.blocks[1]);
  CHECK(trained(net) == std::vector<std::string>{"fc1.weight", "fc1.bias", "blocks.0.norm.weight", "blocks.0.norm.bias",
                                                 "blocks.0.fc.weight", "blocks.0.fc.bias", "scale", "head.weight"});
  net.requires_grad(false);
  net.head.requires_grad(true);
  CHECK(trained(net) == std::vector<std::string>{"head.weight"});
  Sequential list{Linear<4, 6>(), Linear<6, 2>()};
  list.requires_grad(false)[1_c].requires_grad(true);
  CHECK(trained(list) == std::vector<std::string>{"1.weight", "1.bias"});
}

TEST_CASE("Sequential and ModuleList") {
  manual_seed(7);
  Sequential net{Linear<4, 6>(), ReLU(), Dropout(0.5), Linear<6, 2>()};
  net.eval();
  CHECK(net.size() == 4);
  CHECK(!net[2_c].training);
  Generator generator(1);
  Tensor<float, 3, 4> x = randn(generator);
  const Tensor<float, 3, 2> y = net(x), expected = net[3_c](relu(net[0_c](x)));
  CHECK(std::equal(y.begin(), y.end(), expected.begin()));
  std::vector<std::string> names;
  parameters(net).each_named([&](const std::string& name, auto&) { names.push_back(name); });
  CHECK(names == std::vector<std::string>{"0.weight", "0.bias", "3.weight", "3.bias"});
  ModuleList list{LayerNorm<3>(), GELU()};
  CHECK(parameters(list).numel() == 6);
}

TEST_CASE("a module is a Boost.Hana Struct") {
  namespace hana = boost::hana;
  constexpr auto accessors = hana::accessors<Net>();
  STATIC_REQUIRE(decltype(hana::length(accessors))::value == 7);
  CHECK(std::string(hana::to<const char*>(hana::first(accessors[hana::size_c<2>]))) == "blocks");
  Net net;
  CHECK(&hana::second(accessors[hana::size_c<3>])(net) == &net.seen);
}

TEST_CASE("layers start as PyTorch's do") {
  manual_seed(3);
  Linear<100, 400> fc;
  const auto bound = [](const auto& p) { return static_cast<float>(amax(abs(p.value()))); };
  CHECK(bound(fc.weight) <= 0.1f); // 1 / sqrt(100)
  CHECK(bound(fc.weight) > 0.0999f);
  CHECK(bound(fc.bias) <= 0.1f);
  CHECK(bound(fc.bias) > 0.098f);
  Embedding<500, 40> table;
  CHECK(std::abs(static_cast<float>(mean(table.weight.value()))) < 0.03f);
  CHECK(static_cast<float>(stddev(table.weight.value())) == Approx(1).margin(0.02));
  Parameter<float, 200, 300> p;
  init::xavier_uniform_(p);
  CHECK(bound(p) == Approx(std::sqrt(6.0 / 500)).epsilon(0.001));
  init::kaiming_normal_(p);
  CHECK(static_cast<float>(stddev(p.value())) == Approx(std::sqrt(2.0 / 300)).epsilon(0.02));
}

TEST_CASE("initialisers of torch.nn.init") {
  manual_seed(5);
  Parameter<float, 100, 40, 3> kernel;
  init::kaiming_uniform_(kernel, {.a = 1, .mode = init::fan_mode::out}); // 6 / (1 + 1) / (100 * 3)
  CHECK(static_cast<float>(amax(abs(kernel.value()))) == Approx(0.1).epsilon(0.001));
  init::kaiming_normal_(kernel, {.mode = init::fan_mode::out});
  CHECK(static_cast<float>(stddev(kernel.value())) == Approx(std::sqrt(2.0 / 300)).epsilon(0.02));
  init::xavier_normal_(kernel, 2);
  CHECK(static_cast<float>(stddev(kernel.value())) == Approx(2 * std::sqrt(2.0 / 420)).epsilon(0.02));

  init::trunc_normal_(kernel, 1, 0.5, 0.5, 2);
  CHECK(static_cast<float>(amin(kernel.value())) >= 0.5f);
  CHECK(static_cast<float>(amin(kernel.value())) < 0.501f);
  CHECK(static_cast<float>(amax(kernel.value())) <= 2);
  // mean + stddev (pdf(-1) - pdf(2)) / (cdf(2) - cdf(-1))
  CHECK(static_cast<float>(mean(kernel.value())) == Approx(1 + 0.5 * (0.2419707 - 0.0539910) / 0.8185946).margin(0.01));
  CHECK_THROWS_AS(init::trunc_normal_(kernel, 0, 1, 2, 2), std::invalid_argument);

  Parameter<double, 2, 3> unit;
  init::eye_(unit);
  CHECK(unit.value()(1, 1) == 1);
  CHECK(static_cast<double>(sum(unit.value())) == 2);

  Parameter<double, 4, 3, 2> wide;
  init::orthogonal_(wide, 3);
  const Tensor<double, 4, 6> rows = view(wide.value(), 4_c, 6_c);
  const Tensor<double, 4, 4> nine = matmul(rows, transpose(rows, 0_c, 1_c)) - 9 * eye<double, 4>();
  CHECK(static_cast<double>(amax(abs(nine))) < 1e-12);
  Parameter<double, 7, 2> tall;
  init::orthogonal_(tall);
  const Tensor<double, 2, 2> nothing = matmul(transpose(tall.value(), 0_c, 1_c), tall.value()) - eye<double, 2>();
  CHECK(static_cast<double>(amax(abs(nothing))) < 1e-12);
}

TEST_CASE("Embedding: a padding row is zero and stays untrained, long rows are scaled") {
  Embedding<5, 3> table({.padding_idx = -1});
  CHECK(static_cast<float>(norm(table.weight.value()[4])) == 0);
  {
    Tape tape;
    Tensor<int, 4> ids;
    ids(0) = 4;
    ids(1) = 2;
    Variable loss = sum(table(ids));
    tape.backward(loss);
  }
  CHECK(static_cast<float>(sum(table.weight.grad()[4])) == 0);
  CHECK(static_cast<float>(sum(table.weight.grad()[2])) == 3);
  CHECK(static_cast<float>(sum(table.weight.grad()[0])) == 6);
  Embedding<5, 3> bounded({.max_norm = 0.5});
  bounded.weight.value() = full<float, 5, 3>(1.f);
  Tensor<int, 1> one;
  one(0) = 1;
  const Tensor<float, 1, 3> row = bounded(one);
  CHECK(static_cast<float>(norm(row)) == Approx(0.5).epsilon(1e-5));
  CHECK(static_cast<float>(norm(bounded.weight.value()[1])) == Approx(0.5).epsilon(1e-5));
  CHECK(bounded.weight.value()(0, 0) == 1);
  bounded.options.max_norm = 10;
  {
    Tape tape;
    Variable first = bounded(one);
    Variable both = sum(first * bounded(one)); // a row that is short enough is not written
    CHECK_NOTHROW(tape.backward(both));
  }
  CHECK_THROWS_AS((Embedding<5, 3>({.padding_idx = 5})), std::out_of_range);
}

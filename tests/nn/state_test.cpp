// SPDX-License-Identifier: BSL-1.0
// state_dict and load_state_dict: names, writing through, strictness, nothing lost on a fault.
#include <tenon/nn.hpp>
#include <tenon/tensor/print.hpp>

#include <catch2/catch.hpp>

#include <sstream>
#include <stdexcept>

using namespace tenon;
using namespace tenon::literals;

namespace {
struct Inner : Module {
  Linear<3, 2> fc;
  Buffer<float, 2> mean;
  TENON_MEMBERS(Inner, fc, mean)
};
struct Outer : Module {
  std::array<Inner, 2> parts;
  LayerNorm<4> norm;
  TENON_MEMBERS(Outer, parts, norm)
};
struct Wider : Module {
  std::array<Inner, 3> parts;
  LayerNorm<5> norm;
  TENON_MEMBERS(Wider, parts, norm)
};
} // namespace

TEST_CASE("state_dict finds tensors by dotted names") {
  Outer model;
  const auto state = state_dict(model);
  CHECK(&state["parts.1.fc.weight"_k] == &model.parts[1].fc.weight.value());
  CHECK(&state["parts.0.mean"_k] == &model.parts[0].mean);
  state["norm.bias"_k](2) = 5;
  CHECK(model.norm.bias.value()(2) == 5);
  STATIC_REQUIRE(state.contains("norm.weight"_k));
  STATIC_REQUIRE(!state.contains("norm"_k));
  STATIC_REQUIRE(!state.contains("parts.2.fc.weight"_k));
  STATIC_REQUIRE(!state.contains("parts.x.fc.weight"_k));
  STATIC_REQUIRE(!state.contains("norm.weight.more"_k));
  CHECK(state.size() == 8);
  std::vector<std::string> names;
  state.each([&](const std::string& name, const auto&) { names.push_back(name); });
  CHECK(names == std::vector<std::string>{"parts.0.fc.weight", "parts.0.fc.bias", "parts.0.mean", "parts.1.fc.weight",
                                          "parts.1.fc.bias", "parts.1.mean", "norm.weight", "norm.bias"});
}

TEST_CASE("a state is a dict of views, in the order of the members") {
  Outer model;
  const auto state = state_dict(model).as_dict();
  std::vector<std::string> names, wanted;
  state.each([&]<text Name>(key<Name>, const auto&) { names.emplace_back(Name.data()); });
  state_dict(model).each([&](const std::string& name, const auto&) { wanted.push_back(name); });
  CHECK(names == wanted);
  CHECK(state.size() == state_dict(model).size());
  CHECK(state["norm.weight"_k].data() == std::as_const(model).norm.weight.data());
  STATIC_REQUIRE(!decltype(state)::contains("norm"_k));
  const auto all = state_dict(model);
  STATIC_REQUIRE(std::is_same_v<decltype(all.keys()), decltype(state.keys())>);
  CHECK(all.values()[boost::hana::size_c<0>].data() == state.values()[boost::hana::size_c<0>].data());
  CHECK(boost::hana::front(all.items()).value.data() == boost::hana::front(state.items()).value.data());
  std::ostringstream printed, wanted_print;
  printed << all;
  wanted_print << state;
  CHECK(printed.str() == wanted_print.str());
  CHECK(printed.str().find("\"norm.bias\": ") != std::string::npos);
  const auto less = state.erase("norm.weight"_k);
  CHECK(less.size() + 1 == state.size());
  Outer other;
  load_state_dict(other, state);
  other.norm.weight.value() = full<float, 4>(7.0f);
  auto view = state["norm.weight"_k];
  view = other.norm.weight;
  CHECK(std::as_const(model).norm.weight.value()(0) == 7);
}

TEST_CASE("load_state_dict copies what a state holds") {
  Outer a, b;
  a.parts[0].mean(1) = 3;
  CHECK(a != b);
  load_state_dict(b, state_dict(a));
  CHECK(a == b);
  const Tensor<float, 4> four = full<float, 4>(2.f);
  const auto report = load_state_dict(b, dict("norm.weight"_k = four, "other"_k = four), not_strict);
  CHECK(b.norm.weight.value()(3) == 2);
  CHECK(report.unexpected == std::vector<std::string>{"other"});
  CHECK(report.missing.size() == 7);
}

TEST_CASE("what does not fit is named, and the model stays as it was") {
  Outer model;
  const Outer before = model;
  Wider other;
  CHECK_THROWS_WITH(load_state_dict(model, state_dict(other)),
                    "load_state_dict: unexpected parts.2.fc.weight, parts.2.fc.bias, parts.2.mean; of another shape "
                    "norm.weight (4) from (5), norm.bias (4) from (5)");
  CHECK(model == before);
  CHECK_THROWS_AS(load_state_dict(model, state_dict(other), not_strict), std::invalid_argument);
  CHECK(model == before);
  CHECK_THROWS_WITH(load_state_dict(model.norm, dict("bias"_k = Tensor<float, 4>())),
                    "load_state_dict: missing weight");
}

TEST_CASE("a state is loaded into the memory that is there") {
  Outer model, other;
  auto views = state_dict(model).as_dict();
  const float* const weight = std::as_const(model).parts[1].fc.weight.data();
  load_state_dict(model, state_dict(other));
  CHECK(std::as_const(model).parts[1].fc.weight.data() == weight);
  CHECK(views["parts.1.fc.weight"_k](0, 0) == other.parts[1].fc.weight.value()(0, 0));
}

TEST_CASE("a tape takes a state that is read for what it is") {
  Outer model, other;
  zero_grad(model.parts[0].fc.weight);
  const Tensor<float, 2, 3> x = ones<float, 2, 3>();
  Tape tape;
  const Variable loss = sum(model.parts[0].fc(x));
  load_state_dict(other, state_dict(model));
  std::ostringstream out;
  out << state_dict(model);
  CHECK(out.str().find("parts.0.fc.weight") != std::string::npos);
  tape.backward(loss);
  CHECK(model.parts[0].fc.weight.grad()(0, 0) == 2);
}

TEST_CASE("a dict without batch norm's count is loaded") {
  BatchNorm1d<3> norm;
  *norm.num_batches_tracked.data() = 7;
  const Tensor<float, 3> v = tensor({1.f, 2.f, 3.f});
  const auto without = dict("weight"_k = v, "bias"_k = v, "running_mean"_k = v, "running_var"_k = v);
  load_state_dict(norm, without);
  CHECK(norm.running_mean(2) == 3);
  CHECK(*norm.num_batches_tracked.data() == 7);
  CHECK(load_state_dict(norm, without, not_strict).missing.empty());
  CHECK_THROWS_AS(load_state_dict(norm, dict("weight"_k = v)), std::invalid_argument);
}

TEST_CASE("dicts of tensors are equal if all elements are") {
  Outer model;
  Outer other = model;
  const auto equal = [&] { return state_dict(model).as_dict() == state_dict(other).as_dict(); };
  CHECK(equal());
  other.norm.bias.value()(3) = 1;
  CHECK_FALSE(equal());
  const bool turned = dict("x"_k = ones<float, 2, 3>()) == dict("x"_k = ones<float, 3, 2>());
  CHECK_FALSE(turned);
  const char name[] = "gpt";
  const char* const pointer = name;
  CHECK(dict("name"_k = "gpt") == dict("name"_k = pointer));
}

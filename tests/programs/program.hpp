// SPDX-License-Identifier: BSL-1.0
// Runs a program in one statement and in many, and compares values and gradients.
#pragma once

#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <tuple>

using namespace tenon;
using namespace tenon::literals;

namespace {

// what becomes of an operation: part of a larger statement, or a statement of its own
struct lazily {
  template <class E> auto operator()(const E& e) const { return node_of(e); }
};
struct by_itself {
  template <class E> auto operator()(const E& e) const { return Variable(e); }
};

template <class A, class B> bool agree(const A& a, const B& b) {
  double worst = 0;
  for (tenon::index i = 0; i < A::numel; ++i) {
    const double off = std::abs(a.data()[i] - b.data()[i]) / (1 + std::abs(b.data()[i]));
    if (!(off <= worst)) worst = off;
  }
  return worst < 1e-8;
}

template <class T> struct parameter_like;
template <index... N> struct parameter_like<Tensor<double, N...>> {
  using type = Parameter<double, N...>;
};

template <class... X, class Program> void check(Program program) {
  Generator g(1);
  using parameters = std::tuple<typename parameter_like<X>::type...>;
  const parameters many(X(randn(g))...), without_tape = many, one = many;
  const auto run = [&](auto step, const parameters& all) {
    return std::apply([&](const auto&... p) { return program(step, p...); }, all);
  };
  using Y = tensor_of<decltype(run(lazily(), one))>;
  const Y upstream = randn(g);
  Y wanted;
  {
    Tape tape;
    Variable y = run(by_itself(), many);
    tape.backward(y, upstream);
    wanted = y;
  }
  CHECK(agree(Y(run(lazily(), without_tape)), wanted));
  backward(run(lazily(), without_tape), upstream);
  {
    Tape tape;
    Variable y = run(lazily(), one);
    CHECK(agree(Y(y.value()), wanted));
    tape.backward(y, upstream);
  }
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto compare = [](const auto& a, const auto& b) { CHECK(agree(a.grad(), b.grad())); };
    (compare(std::get<I>(without_tape), std::get<I>(many)), ...);
    (compare(std::get<I>(one), std::get<I>(many)), ...);
  }(std::index_sequence_for<X...>());
}

} // namespace

// SPDX-License-Identifier: BSL-1.0
// Modules made of modules: one after another, or a list of unlike ones. Equal ones stand in a std::array.
#pragma once

#include <tenon/nn/module.hpp>

namespace tenon {

namespace detail {
// "0, 1, 2": the names of the parts
template <std::size_t N> struct numbered_list {
  char c[4 * N + 1]{};
  constexpr numbered_list() {
    std::size_t at = 0;
    for (std::size_t i = 0; i < N; ++i) {
      if (i > 0) c[at++] = ',';
      if (i >= 10) c[at++] = static_cast<char>('0' + i / 10);
      c[at++] = static_cast<char>('0' + i % 10);
    }
  }
};
} // namespace detail

// Modules of different types, whose names are their numbers. torch.nn.ModuleList
template <class... M> struct ModuleList : Module {
  static_assert(sizeof...(M) <= 100, "ModuleList: more than 100 modules; put equal ones into a std::array");
  std::tuple<M...> parts;

  static constexpr detail::numbered_list<sizeof...(M)> numbers{};
  static constexpr const char* member_list = numbers.c;
  constexpr auto members() {
    return std::apply([](auto&... m) { return std::tie(m...); }, parts);
  }
  constexpr auto members() const {
    return std::apply([](const auto&... m) { return std::tie(m...); }, parts);
  }

  ModuleList() = default;
  explicit ModuleList(M... m)
    requires(sizeof...(M) > 0)
      : parts(std::move(m)...) {}

  // the module of a number: list[0_c]
  template <long long I> constexpr auto& operator[](constant<I>) { return part<I>(*this); }
  template <long long I> constexpr const auto& operator[](constant<I>) const { return part<I>(*this); }
  static constexpr std::size_t size() { return sizeof...(M); }

  ModuleList& train(training_mode on = true) {
    set_training(*this, on.it);
    return *this;
  }
  ModuleList& eval() { return train(false); }
  ModuleList& requires_grad(bool wanted) {
    set_requires_grad(*this, wanted);
    return *this;
  }
  template <class F> ModuleList& apply(F f) {
    apply_to(*this, f);
    return *this;
  }
  friend bool operator==(const ModuleList& a, const ModuleList& b) { return same_state(a, b); }

private:
  template <long long I, class List> static constexpr auto& part(List& list) {
    constexpr auto n = static_cast<index>(sizeof...(M));
    constexpr text sentence =
        I >= 0 && I < n ? text() : say("ModuleList: no module ", index(I), "; there are ", n, ", from 0");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return std::get<static_cast<std::size_t>(I)>(list.parts);
    else return list; // no second error
  }
};

// Modules one after another: each receives what the one before returns. torch.nn.Sequential
template <class... M> struct Sequential : ModuleList<M...> {
  using ModuleList<M...>::ModuleList;

  template <tensor_like X> constexpr auto operator()(X&& x) { return run<0>(static_cast<X&&>(x)); }
  Sequential& train(training_mode on = true) {
    set_training(*this, on.it);
    return *this;
  }
  Sequential& eval() { return train(false); }
  Sequential& requires_grad(bool wanted) {
    set_requires_grad(*this, wanted);
    return *this;
  }
  template <class F> Sequential& apply(F f) {
    apply_to(*this, f);
    return *this;
  }

private:
  template <std::size_t I, class X> constexpr auto run(X&& x) {
    if constexpr (I == sizeof...(M)) return node_of(static_cast<X&&>(x));
    else return run<I + 1>(std::get<I>(this->parts)(static_cast<X&&>(x)));
  }
};
template <class... M> Sequential(M...) -> Sequential<M...>;

} // namespace tenon

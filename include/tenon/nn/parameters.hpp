// SPDX-License-Identifier: BSL-1.0
// The parameters of models, for optimisers and for looking at them.
#pragma once

#include <tenon/nn/module.hpp>

#include <iomanip>
#include <ostream>
#include <sstream>
#include <vector>

namespace tenon {

// what stands for its parameters where these are expected
template <class X>
concept has_parameters = module<X> || detail::is_parameter<std::remove_const_t<X>>;

// The parameters of modules, and parameters of their own, by reference.
template <class... X> class parameter_list {
  std::tuple<X&...> roots_;

public:
  constexpr parameter_list(X&... roots) : roots_(roots...) {}

  // f(root...), as they were given
  template <class F> constexpr decltype(auto) apply(F&& f) const {
    return std::apply([&](const auto&... root) -> decltype(auto) { return f(root...); }, roots_);
  }
  // f(parameter) for each
  template <class F> constexpr void each(F f) const {
    const auto leaf = [&](auto& x) {
      if constexpr (detail::is_parameter<std::remove_cvref_t<decltype(x)>>) f(x);
    };
    std::apply([&](auto&... root) { (detail::each_leaf(root, leaf), ...); }, roots_);
  }
  // f(name, parameter) for each, or f(name, parameter, role); the names of several models are those that each gives
  template <class F> void each_named(F f) const {
    const auto leaf = [&](const std::string& name, auto& x, parameter_role role) {
      if constexpr (detail::is_parameter<std::remove_cvref_t<decltype(x)>>) detail::call_with_role(f, name, x, role);
    };
    std::apply([&](auto&... root) { (detail::each_named_leaf(root, std::string(), leaf), ...); }, roots_);
  }
  // how many elements they have together
  constexpr index numel() const {
    index n = 0;
    each([&](const auto& p) { n += std::remove_cvref_t<decltype(p)>::numel; });
    return n;
  }
};

// The parameters of models, and others, in the order of their members. torch.nn.Module.parameters
template <class... X> constexpr auto parameters(X&... x) {
  constexpr bool have_parameters = (has_parameters<X> && ...);
  static_assert(have_parameters, "parameters: expected modules, which derive from Module and name their members in "
                                 "TENON_MEMBERS, or parameters");
  constexpr text sentence = first_fault(text(), detail::base_fault<std::remove_const_t<X>>()...);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (have_parameters && sentence.empty()) return parameter_list<X...>(x...);
  else return parameter_list<>();
}

// The leaves of one kind in a module, with their names as in PyTorch, "fc1.weight".
template <class M, bool Parameters> class named_leaves {
  M* module_;

public:
  constexpr explicit named_leaves(M& m) : module_(&m) {}

  // f(name, leaf) for each, in the order of the members
  template <class F> void each(F f) const {
    const auto leaf = [&](const std::string& name, auto& x) {
      if constexpr (detail::is_parameter<std::remove_cvref_t<decltype(x)>> == Parameters)
        detail::call_with_role(f, name, x, parameter_role::weight);
    };
    detail::each_named_leaf(*module_, std::string(), leaf);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    each([&](const std::string& name, const auto&) { all.push_back(name); });
    return all;
  }
};
// torch.nn.Module.named_parameters and named_buffers
template <module M> constexpr named_leaves<M, true> named_parameters(M& model) { return named_leaves<M, true>(model); }
template <module M> constexpr named_leaves<M, false> named_buffers(M& model) { return named_leaves<M, false>(model); }

// Forgets all gradients of a model. torch.nn.Module.zero_grad
template <module M> constexpr void zero_grad(M& model) {
  parameters(model).each([](const auto& p) { p.zero_grad(); });
}

// A table of a model's parameters and buffers: name, shape, elements, bytes.
template <module M> std::string summary(const M& model) {
  struct row {
    std::string name, shape;
    index elements, bytes;
  };
  std::vector<row> rows;
  index elements = 0, bytes = 0;
  std::size_t widest = 5, shapes = 5;
  const auto add = [&](const std::string& name, const auto& leaf) {
    using L = std::remove_cvref_t<decltype(leaf)>;
    const text shape = say(L::size_type::list);
    const index size = L::numel * static_cast<index>(sizeof(typename L::value_type));
    rows.push_back({name, std::string(shape.data(), static_cast<std::size_t>(shape.size())), L::numel, size});
    elements += L::numel;
    bytes += size;
    widest = std::max(widest, name.size());
    shapes = std::max(shapes, rows.back().shape.size());
  };
  detail::each_named_leaf(model, std::string(), add);
  std::ostringstream out;
  const auto line = [&](const std::string& name, const std::string& shape, const auto& count, const auto& size) {
    out << std::left << std::setw(static_cast<int>(widest) + 2) << name << std::setw(static_cast<int>(shapes) + 2)
        << shape << std::right << std::setw(12) << count << std::setw(14) << size << '\n';
  };
  line("name", "shape", "elements", "bytes");
  for (const row& r : rows) line(r.name, r.shape, r.elements, r.bytes);
  line("total", "", elements, bytes);
  return out.str();
}

} // namespace tenon

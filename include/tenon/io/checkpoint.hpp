// SPDX-License-Identifier: BSL-1.0
// The state of a model, or of all that training consists of, in one safetensors file.
#pragma once

#include <tenon/io/safetensors.hpp>
#include <tenon/nn/module.hpp>
#include <tenon/nn/struct_dict.hpp>

#include <functional>

namespace tenon {

namespace detail {
template <class> inline constexpr bool is_reference = false;
template <class X> inline constexpr bool is_reference<std::reference_wrapper<X>> = true;

// what takes the members of an object's state
struct takes_state {
  void operator()(const std::string&, const auto*, const ints&) const {}
};

// Every tensor and number of x's state under its dotted name.
template <class X> void list_state(X& x, const std::string& name, std::vector<TensorRef>& state) {
  using Plain = std::remove_const_t<X>;
  const auto add = [&state]<class T>(const std::string& of, T* data, const ints& shape) {
    static_assert(!std::is_const_v<T>, "load, save: a constant cannot be loaded; give std::ref of what is not const");
    state.push_back({of, dtype_of<T>(), std::vector<index>(shape.v, shape.v + shape.n), data});
  };
  if constexpr (is_reference<Plain>) list_state(x.get(), name, state);
  else if constexpr (is_dict<Plain>)
    x.each([&]<text Key>(key<Key>, auto& value) { list_state(value, dotted(name, Key.data(), Key.size()), state); });
  else if constexpr (module<Plain> || is_array<Plain>) {
    const auto leaf = [&](const std::string& of, auto& tensor) {
      add(of, tensor.data(), std::remove_cvref_t<decltype(tensor)>::size_type::list);
    };
    each_named_leaf(x, name, leaf);
  } else if constexpr (structure<Plain>)
    each_field(
        x, [&]<text Key>(key<Key>, auto& value) { list_state(value, dotted(name, Key.data(), Key.size()), state); });
  else if constexpr (requires { x.each_state(takes_state{}); })
    x.each_state([&](const std::string& member, auto* data, const ints& shape) {
      add(dotted(name, member.data(), static_cast<int>(member.size())), data, shape);
    });
  else if constexpr (std::is_arithmetic_v<Plain>) add(name, &x, ints{});
  else {
    constexpr bool is_tensor = requires { x.data(), Plain::size_type::list; };
    static_assert(is_tensor, "load, save: expected a module, an optimiser, a tensor, a number, or another object with "
                             "each_state; or a dict or Struct of such");
    if constexpr (is_tensor) add(name, x.data(), Plain::size_type::list);
  }
}
template <class X> std::vector<TensorRef> state_of(X& x) {
  std::vector<TensorRef> state;
  list_state(x, {}, state);
  return state;
}
} // namespace detail

// Writes the state of a module to a safetensors file, with PyTorch's names; or that of an optimiser, a scheduler, an
// average, a generator, a number; or of the members of a dict or Struct, each under its key:
//   save(dict("model"_k = std::ref(model), "optimizer"_k = std::ref(optimizer), "step"_k = step), "run.safetensors");
// Gradients are not written. The file is replaced as a whole. Throws file_error.
template <class X> void save(const X& x, const std::string& path, const Metadata& metadata = {}) {
  const auto state = detail::state_of(const_cast<X&>(x)); // which is only read
  save_safetensors(path, {state.begin(), state.end()}, metadata);
}

// Reads all of it back, or nothing: if a name is missing or unexpected, or has another shape or type, or the file is
// malformed, file_error tells of all that does not fit. With {.strict = false} names may differ, and are returned.
template <class X> IncompatibleKeys load(X&& x, const std::string& path, LoadAllOptions options = {}) {
  return load_safetensors(path, detail::state_of(x), options);
}

} // namespace tenon

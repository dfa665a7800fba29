// SPDX-License-Identifier: BSL-1.0
// The state of a model, or of all that training consists of, in one safetensors file.
#pragma once

#include <tenon/io/safetensors.hpp>
#include <tenon/nn/module.hpp>
#include <tenon/nn/state.hpp>
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

template <bool Written, class X> auto* data_of(X& tensor) {
  using T = typename std::remove_const_t<X>::value_type;
  if constexpr (Written || std::is_const_v<X>) return tensor.data();
  else return const_cast<T*>(std::as_const(tensor).data());
}

// Every tensor and number of x's state under its dotted name; to be written, which a tape takes note of, or only read.
template <bool Written, class X> void list_state(X& x, const std::string& name, std::vector<TensorRef>& state) {
  using Plain = std::remove_const_t<X>;
  const auto add = [&state]<class T>(const std::string& of, T* data, const ints& shape) {
    static_assert(!std::is_const_v<T>, "load, save: a constant cannot be loaded; give std::ref of what is not const");
    state.push_back({of, dtype_of<T>(), std::vector<index>(shape.v, shape.v + shape.n), data});
  };
  if constexpr (is_reference<Plain>) list_state<Written>(x.get(), name, state);
  else if constexpr (is_dict<Plain>)
    x.each([&]<text Key>(key<Key>, auto& value) {
      list_state<Written>(value, dotted(name, Key.data(), Key.size()), state);
    });
  else if constexpr (module<Plain> || is_array<Plain>) {
    const auto leaf = [&](const std::string& of, auto& tensor) {
      add(of, data_of<Written>(tensor), std::remove_cvref_t<decltype(tensor)>::size_type::list);
    };
    each_named_leaf(x, name, leaf);
  } else if constexpr (structure<Plain>)
    each_field(x, [&]<text Key>(key<Key>, auto& value) {
      list_state<Written>(value, dotted(name, Key.data(), Key.size()), state);
    });
  else if constexpr (requires { x.each_state(takes_state{}); })
    x.each_state([&](const std::string& member, auto* data, const ints& shape) {
      add(dotted(name, member.data(), static_cast<int>(member.size())), data, shape);
    });
  else if constexpr (std::is_arithmetic_v<Plain>) add(name, &x, ints{});
  else {
    constexpr bool is_tensor = requires { x.data(), Plain::size_type::list; };
    static_assert(is_tensor, "load, save: expected a module, an optimiser, a tensor, a number, or another object with "
                             "each_state; or a dict or Struct of such");
    if constexpr (is_tensor) add(name, data_of<Written>(x), Plain::size_type::list);
  }
}
// whether something that a dict holds ends with it
template <class X> inline constexpr bool holds_copies = true;
template <class X> inline constexpr bool holds_copies<std::reference_wrapper<X>> = false;
template <class T, class L> inline constexpr bool holds_copies<View<T, L>> = false;
template <class... Entry>
inline constexpr bool holds_copies<Dict<Entry...>> = (holds_copies<decltype(Entry::value)> || ...);
template <bool Written = true, class X> std::vector<TensorRef> state_of(X& x) {
  std::vector<TensorRef> state;
  list_state<Written>(x, {}, state);
  return state;
}
} // namespace detail

// Writes the state of a module to a safetensors file, with PyTorch's names; or that of an optimiser, a scheduler, an
// average, a generator, a number; or of the members of a dict or Struct, each under its key:
//   save(dict("model"_k = std::ref(model), "optimizer"_k = std::ref(optimizer), "step"_k = step), "run.safetensors");
// Gradients are not written. The file is replaced as a whole. Throws file_error.
template <class X> void save(const X& x, const std::string& path, const Metadata& metadata = {}) {
  const auto state = detail::state_of<false>(const_cast<X&>(x));
  save_safetensors(path, {state.begin(), state.end()}, metadata);
}

// Reads all of it back, or nothing: if a name is missing or unexpected, or has another shape or type, or the file is
// malformed, file_error tells of all that does not fit. With {.strict = false} names may differ, and are returned. A
// num_batches_tracked that is missing stays as it is.
template <class X> IncompatibleKeys load(X&& x, const std::string& path, LoadAllOptions options = {}) {
  constexpr bool is_lost = !std::is_reference_v<X> && detail::is_dict<X> && detail::holds_copies<X>;
  static_assert(!is_lost, "load: the dict holds a copy, which ends with it; give std::ref of what is to be loaded");
  const SafetensorsFile file(path);
  auto state = detail::state_of(x);
  std::erase_if(state, [&](const TensorRef& t) { return detail::may_be_missing(t.name) && !file.contains(t.name); });
  return file.load(state, options);
}

} // namespace tenon

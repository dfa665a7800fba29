// SPDX-License-Identifier: BSL-1.0
// Modules: classes whose members are parameters, buffers, other modules, arrays of these, and plain settings. A module
// is a regular value: it is copied and compared like one.
#pragma once

#include <tenon/autograd/variable.hpp>
#include <tenon/nn/members.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tenon {

// The base of modules. Dropout and batch norm behave otherwise in training, which is what a new module is in.
struct Module {
  bool training = true;
};
// true or false, and nothing that becomes one
struct training_mode {
  bool it;
  constexpr training_mode(bool on) : it(on) {}
  template <class B>
    requires(!std::is_same_v<B, bool>)
  constexpr training_mode(B) : it(true) {
    static_assert(std::is_void_v<B>, "train: expected true or false");
  }
};
template <class M>
concept module = std::derived_from<std::remove_cvref_t<M>, Module> && has_members<std::remove_cvref_t<M>>;

// What a parameter is to the module that has it: a bias where its name ends so, else what the module says of itself in
// `static constexpr auto role = parameter_role::norm`, else a weight.
enum class parameter_role { weight, bias, norm, embedding };

// State that is saved with a module but not trained, such as running means.
template <class T, index... N> struct Buffer : Tensor<T, N...> {
  using Tensor<T, N...>::Tensor;
  using Tensor<T, N...>::operator=;
};

namespace detail {
template <class> inline constexpr bool is_parameter = false;
template <class T, index... N> inline constexpr bool is_parameter<Parameter<T, N...>> = true;
template <class> inline constexpr bool is_buffer = false;
template <class T, index... N> inline constexpr bool is_buffer<Buffer<T, N...>> = true;
template <class> inline constexpr bool is_array = false;
template <class X, std::size_t N> inline constexpr bool is_array<std::array<X, N>> = true;

// what has parameters, or would have if it named them
template <class X> inline constexpr bool has_state = std::derived_from<X, Module> || is_parameter<X> || is_buffer<X>;
template <class X, std::size_t N> inline constexpr bool has_state<std::array<X, N>> = has_state<X>;
template <class> inline constexpr bool holds_state = false;
template <template <class...> class C, class... X> inline constexpr bool holds_state<C<X...>> = (has_state<X> || ...);

// what is wrong with a member, which the walks below would pass by
template <class X> constexpr text member_fault(const text& name) {
  if (std::derived_from<X, Module> && !has_members<X>)
    return say("TENON_MEMBERS: ", name, " is a module that does not name its members with TENON_MEMBERS");
  if (!std::derived_from<X, Module> && holds_state<X>)
    return say("TENON_MEMBERS: ", name, " keeps modules or parameters where none are looked for; use std::array, ",
               "ModuleList or Sequential");
  return {};
}
// of a class that has its members from a base
template <class M> constexpr text base_fault() {
  if constexpr (requires { typename M::members_of; })
    if (!std::is_same_v<typename M::members_of, M>)
      return say("TENON_MEMBERS: a class derived from a module names all members itself, those of its base as well");
  return {};
}
// the first fault among the members of M, which is told once
template <class M> struct checked_members {
  static constexpr text sentence = []<int... I>(std::integer_sequence<int, I...>) {
    return first_fault(
        base_fault<M>(),
        member_fault<std::remove_cvref_t<std::tuple_element_t<I, decltype(std::declval<M&>().members())>>>(
            member_name<M, I>::value)...);
  }(std::make_integer_sequence<int, member_count<M>>{});
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  static constexpr bool done = true;
};

// Calls f(name, member) for each member, the name being a std::integral_constant-like type with a `value`.
template <class M, class F> constexpr void each_member(M& m, F f) {
  static_assert(checked_members<std::remove_const_t<M>>::done);
  auto members = m.members();
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (f(member_name<std::remove_const_t<M>, I>{}, std::get<static_cast<std::size_t>(I)>(members)), ...);
  }(std::make_integer_sequence<int, member_count<M>>{});
}

// what a module computes more than once from: a leaf where it lies, anything else evaluated and recorded
template <tensor_like X> auto evaluated_once(X&& x) {
  if constexpr (requires { typename node_for<X>::layout_type; }) return node_of(static_cast<X&&>(x));
  else return Variable<value_of<X>, shape_of<X>>(static_cast<X&&>(x));
}

inline std::string dotted(const std::string& prefix, const char* name, int length) {
  std::string s = prefix;
  if (!s.empty()) s += '.';
  return s.append(name, static_cast<std::size_t>(length));
}
inline std::string dotted(const std::string& prefix, std::size_t number) {
  const std::string s = std::to_string(number);
  return dotted(prefix, s.data(), static_cast<int>(s.size()));
}

template <class M> constexpr parameter_role role_of_member(std::string_view name) {
  if (name.ends_with("bias")) return parameter_role::bias;
  if constexpr (requires { requires std::same_as<decltype(M::role), const parameter_role>; }) return M::role;
  else return parameter_role::weight;
}
// f(name, leaf, role) or f(name, leaf)
template <class F, class X> decltype(auto) call_with_role(F& f, const std::string& name, X& leaf, parameter_role role) {
  if constexpr (requires { f(name, leaf, role); }) return f(name, leaf, role);
  else {
    constexpr bool fits = requires { f(name, leaf); };
    static_assert(fits, "expected a function of every parameter: [](const std::string& name, const auto& parameter)");
    if constexpr (fits) return f(name, leaf);
    else return false;
  }
}

// Every parameter and buffer of x in their order: f(name, leaf), with names as in PyTorch, "fc1.weight", or
// f(name, leaf, role).
template <class X, class F>
void each_named_leaf(X& x, const std::string& name, F& f, parameter_role role = parameter_role::weight) {
  using Plain = std::remove_const_t<X>;
  if constexpr (is_parameter<Plain> || is_buffer<Plain>) call_with_role(f, name, x, role);
  else if constexpr (is_array<Plain>)
    for (std::size_t i = 0; i < x.size(); ++i) each_named_leaf(x[i], dotted(name, i), f, role);
  else if constexpr (module<Plain>)
    each_member(x, [&](auto member, auto& value) {
      const std::string_view own(member.value.data(), static_cast<std::size_t>(member.value.size()));
      each_named_leaf(value, dotted(name, member.value.data(), member.value.size()), f, role_of_member<Plain>(own));
    });
}
// the same without names
template <class X, class F> constexpr void each_leaf(X& x, F& f) {
  using Plain = std::remove_const_t<X>;
  if constexpr (is_parameter<Plain> || is_buffer<Plain>) f(x);
  else if constexpr (is_array<Plain>)
    for (auto& element : x) each_leaf(element, f);
  else if constexpr (module<Plain>) each_member(x, [&](auto, auto& value) { each_leaf(value, f); });
}
} // namespace detail

// Puts a module and all in it into training or out of it; the last call wins. torch.nn.Module.train
template <class X> constexpr void set_training(X& x, bool on) {
  if constexpr (detail::is_array<X>)
    for (auto& element : x) set_training(element, on);
  else if constexpr (module<X>) {
    x.training = on;
    detail::each_member(x, [&](auto, auto& member) { set_training(member, on); });
  }
}

// Freezes all parameters in a module, or thaws them. torch.nn.Module.requires_grad_
template <class X> constexpr void set_requires_grad(X& x, bool wanted) {
  const auto leaf = [wanted](auto& l) {
    if constexpr (detail::is_parameter<std::remove_cvref_t<decltype(l)>>) l.requires_grad(wanted);
  };
  detail::each_leaf(x, leaf);
}

// Calls f(module) for every module in x, the outermost last. torch.nn.Module.apply
template <class X, class F> constexpr void apply_to(X& x, F&& f) {
  if constexpr (detail::is_array<X>)
    for (auto& element : x) apply_to(element, f);
  else if constexpr (module<X>) {
    detail::each_member(x, [&](auto, auto& member) { apply_to(member, f); });
    f(x);
  }
}

// whether two modules of one type have equal parameters and buffers
template <module M> bool same_state(const M& a, const M& b) {
  bool same = true;
  const auto compare = [&](const auto& self, const auto& x, const auto& y) -> void {
    using X = std::remove_cvref_t<decltype(x)>;
    if constexpr (detail::is_parameter<X>) self(self, x.value(), y.value());
    else if constexpr (requires {
                         x.begin();
                         x.data();
                         X::numel;
                       })
      same = same && std::equal(x.begin(), x.end(), y.begin());
    else if constexpr (detail::is_array<X>)
      for (std::size_t i = 0; i < x.size(); ++i) self(self, x[i], y[i]);
    else if constexpr (module<X>) {
      const auto xs = x.members(), ys = y.members();
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (self(self, std::get<I>(xs), std::get<I>(ys)), ...);
      }(std::make_index_sequence<std::tuple_size_v<decltype(xs)>>{});
    }
  };
  compare(compare, a, b);
  return same;
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// What is saved of a module: its parameters and buffers by name.
#pragma once

#include <tenon/nn/dict.hpp>
#include <tenon/nn/parameters.hpp>

#include <string_view>

namespace tenon {

namespace detail {
// The leaf that a dotted name leads to, or nothing.
constexpr int first_dot(const text& name) {
  for (int i = 0; i < name.n; ++i)
    if (name.c[i] == '.') return i;
  return name.n;
}
constexpr text before(const text& name, int end) {
  text t;
  for (int i = 0; i < end; ++i) t << name.c[i];
  return t;
}
constexpr text after(const text& name, int begin) {
  text t;
  for (int i = begin; i < name.n; ++i) t << name.c[i];
  return t;
}
constexpr int member_number(const char* list, int count, const text& name) {
  for (int i = 0; i < count; ++i)
    if (listed_name(list, i) == name) return i;
  return -1;
}
// the number that a name is, or -1
constexpr index as_number(const text& name) {
  index n = name.n > 0 && name.n < 10 ? 0 : -1;
  for (int i = 0; i < name.n && n >= 0; ++i) n = name.c[i] < '0' || name.c[i] > '9' ? -1 : 10 * n + (name.c[i] - '0');
  return n;
}
struct no_leaf {};
template <text Name, class X> constexpr auto& leaf_named(X& x, no_leaf& none) {
  using Plain = std::remove_const_t<X>;
  constexpr int dot = first_dot(Name);
  constexpr text head = before(Name, dot), rest = after(Name, dot + 1);
  if constexpr (is_parameter<Plain> || is_buffer<Plain>) {
    if constexpr (Name.empty()) return x;
    else return none;
  } else if constexpr (Name.empty()) return none;
  else if constexpr (is_array<Plain>) {
    if constexpr (constexpr index i = as_number(head); i >= 0 && i < static_cast<index>(std::tuple_size_v<Plain>))
      return leaf_named<rest>(x[static_cast<std::size_t>(i)], none);
    else return none;
  } else if constexpr (module<Plain>) {
    constexpr int i = member_number(Plain::member_list, member_count<Plain>, head);
    if constexpr (i >= 0) return leaf_named<rest>(std::get<static_cast<std::size_t>(i)>(x.members()), none);
    else return none;
  } else return none;
}
constexpr text dotted(const text& prefix, const text& name) { return prefix.empty() ? name : say(prefix, ".", name); }
// all names of a module's leaves, quoted
template <class X> constexpr void list_names(text& out, const text& prefix) {
  if constexpr (is_parameter<X> || is_buffer<X>) out << (out.empty() ? "\"" : ", \"") << prefix << '"';
  else if constexpr (is_array<X>)
    for (std::size_t i = 0; i < std::tuple_size_v<X>; ++i)
      list_names<typename X::value_type>(out, dotted(prefix, say(static_cast<index>(i))));
  else if constexpr (module<X>)
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (list_names<std::remove_cvref_t<std::tuple_element_t<I, decltype(std::declval<X&>().members())>>>(
           out, dotted(prefix, listed_name(X::member_list, I))),
       ...);
    }(std::make_integer_sequence<int, member_count<X>>{});
}
template <class M> struct leaf_names {
  static constexpr text value = [] {
    text t;
    list_names<M>(t, {});
    return t;
  }();
};

// the tensor in a leaf
template <class X> constexpr auto& tensor_in(X& x) {
  if constexpr (is_parameter<std::remove_const_t<X>>) return x.value();
  else return x;
}
// a view of it, which can be written unless the leaf is const
template <class X> constexpr auto view_of_leaf(X& x) {
  auto* const data = tensor_in(x).data();
  using T = std::remove_pointer_t<decltype(data)>;
  return View<T, row_major_layout<typename std::remove_const_t<X>::size_type>>(data);
}
// entries of a dict for all leaves below a name
template <text Prefix, class X> constexpr auto leaf_entries(X& x) {
  using Plain = std::remove_const_t<X>;
  if constexpr (is_parameter<Plain> || is_buffer<Plain>)
    return std::tuple{keyed<Prefix, decltype(view_of_leaf(x))>{view_of_leaf(x)}};
  else if constexpr (is_array<Plain> || module<Plain>) {
    constexpr auto count = [] {
      if constexpr (is_array<Plain>) return std::tuple_size_v<Plain>;
      else return static_cast<std::size_t>(member_count<Plain>);
    }();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      constexpr auto name = [](std::size_t i) {
        const text own = [i] {
          if constexpr (is_array<Plain>) return say(static_cast<index>(i));
          else return listed_name(Plain::member_list, static_cast<int>(i));
        }();
        return dotted(Prefix, own);
      };
      if constexpr (is_array<Plain>) return std::tuple_cat(leaf_entries<name(I)>(x[I])...);
      else return std::tuple_cat(leaf_entries<name(I)>(std::get<I>(x.members()))...);
    }(std::make_index_sequence<count>{});
  } else return std::tuple<>{};
}
} // namespace detail

// of dicts of tensors
template <tensor_like A, tensor_like B> constexpr bool equal_entries(const A& a, const B& b) {
  if constexpr (std::is_same_v<shape_of<A>, shape_of<B>>) return static_cast<bool>(all(a == b));
  else return false;
}

// The parameters and buffers of a module as a map from dotted names to tensors; it refers to the module.
template <class M> class StateDict {
  M* module_;

public:
  constexpr explicit StateDict(M& m) : module_(&m) {}

  template <text Name> static constexpr bool contains(key<Name>) {
    return !std::is_same_v<leaf_type<Name>, detail::no_leaf>;
  }
  // the tensor of that name
  template <text Name> constexpr auto& operator[](key<Name>) const {
    constexpr text sentence = [] {
      if (contains(key<Name>{})) return text();
      return say("state_dict: no key \"", Name, "\"; keys are ", detail::leaf_names<std::remove_const_t<M>>::value);
    }();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return detail::tensor_in(detail::leaf_named<Name>(*module_, nothing));
    else return detail::nowhere;
  }
  // f(name, tensor) in the order of the members
  template <class F> void each(F f) const {
    const auto leaf = [&](const std::string& name, auto& x) { f(name, detail::tensor_in(x)); };
    detail::each_named_leaf(*module_, std::string(), leaf);
  }
  // the same as a dict, whose values are views of the tensors: for merge, erase, comparison
  constexpr auto as_dict() const {
    return std::apply([](const auto&... entry) { return dict(entry...); }, detail::leaf_entries<text{}>(*module_));
  }
  // sequences of Boost.Hana, as those of a dict
  constexpr auto keys() const { return as_dict().keys(); }
  constexpr auto values() const { return as_dict().values(); }
  constexpr auto items() const { return as_dict().items(); }
  friend std::ostream& operator<<(std::ostream& out, const StateDict& d) { return out << d.read_only().as_dict(); }
  // the same, which nothing can be written through
  constexpr StateDict<const M> read_only() const { return StateDict<const M>(*module_); }
  std::size_t size() const {
    std::size_t n = 0;
    each([&](const std::string&, const auto&) { ++n; });
    return n;
  }

private:
  inline static detail::no_leaf nothing{};
  template <text Name>
  using leaf_type = std::remove_cvref_t<decltype(detail::leaf_named<Name>(std::declval<M&>(), nothing))>;
};

// torch.nn.Module.state_dict
template <module M> constexpr StateDict<M> state_dict(M& model) { return StateDict<M>(model); }

// What did not fit when a state was loaded: names, and shapes for those that differ.
struct load_report {
  std::vector<std::string> missing, unexpected, misshapen;
  bool fits() const { return missing.empty() && unexpected.empty() && misshapen.empty(); }
  std::string message() const {
    std::string s;
    const auto list = [&](const char* what, const std::vector<std::string>& names) {
      if (names.empty()) return;
      s += s.empty() ? "load_state_dict: " : "; ";
      s += what;
      for (std::size_t i = 0; i < names.size(); ++i) s += (i > 0 ? ", " : " ") + names[i];
    };
    list("missing", missing);
    list("unexpected", unexpected);
    list("of another shape", misshapen);
    return s;
  }
};
struct not_strict_t {};
inline constexpr not_strict_t not_strict{};

namespace detail {
template <class> inline constexpr bool is_state = false;
template <class M> inline constexpr bool is_state<StateDict<M>> = true;
template <class... Entry> inline constexpr bool is_state<Dict<Entry...>> = (tensor_like<decltype(Entry::value)> && ...);
// what is wrong with a call of load_state_dict
template <class State, class... Others> constexpr text load_fault() {
  if (!is_state<State>)
    return say("load_state_dict: expected a state_dict or a dict of tensors; load(model, path) reads a file");
  if (sizeof...(Others) > 0) return say("load_state_dict: expected nothing or not_strict behind the state");
  return {};
}
// f(name, tensor) of everything in a dict, whose keys are the names
template <class... Entry, class F> void each_tensor(const Dict<Entry...>& d, F f) {
  d.each([&]<text Name>(key<Name>, const auto& value) {
    f(std::string(Name.data(), static_cast<std::size_t>(Name.size())), value);
  });
}
template <class M, class F> void each_tensor(const StateDict<M>& d, F f) { d.read_only().each(f); }

// batch norm's count, which older files lack
inline bool may_be_missing(std::string_view name) { return name.ends_with("num_batches_tracked"); }

// Which names and shapes of a state agree with a model's; `take` says what to do with a tensor and what it is given.
template <class M, class State, class Take> load_report compare_state(M& model, const State& state, Take take) {
  load_report report;
  std::vector<std::string> known;
  state_dict(model).each([&](const std::string& name, auto& to) {
    known.push_back(name);
    using To = std::remove_cvref_t<decltype(to)>;
    bool found = false;
    each_tensor(state, [&](const std::string& given, const auto& from) {
      if (given != name) return;
      found = true;
      using From = std::remove_cvref_t<decltype(from)>;
      if constexpr (std::is_same_v<typename From::size_type, typename To::size_type>) take(to, from);
      else {
        const text shapes = say(To::size_type::list, " from ", From::size_type::list);
        report.misshapen.push_back(name + ' ' + std::string(shapes.data(), static_cast<std::size_t>(shapes.size())));
      }
    });
    if (!found && !may_be_missing(name)) report.missing.push_back(name);
  });
  each_tensor(state, [&](const std::string& given, const auto&) {
    if (std::find(known.begin(), known.end(), given) == known.end()) report.unexpected.push_back(given);
  });
  return report;
}
template <class M, class State> void take_state(M& model, const State& state) {
  compare_state(model, state, [](auto& to, const auto& from) { to = from; });
}
template <class M, class State> load_report report_of(const M& model, const State& state) {
  return compare_state(model, state, [](const auto&, const auto&) {});
}
} // namespace detail

// Copies the tensors of a state_dict, or of a dict of tensors, into the model where names and shapes agree. Throws
// std::invalid_argument with the names of all that do not, and leaves the model as it was. A num_batches_tracked that
// is missing is none of them. torch.nn.Module.load_state_dict
template <module M, class State, class... Others> void load_state_dict(M& model, const State& state, const Others&...) {
  constexpr text sentence = detail::load_fault<State, Others...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    const load_report report = detail::report_of(model, state);
    if (!report.fits()) fail<std::invalid_argument>(report.message());
    detail::take_state(model, state);
  }
}
// ... and returns the names that are missing or unexpected; shapes that differ still throw.
template <module M, class State> load_report load_state_dict(M& model, const State& state, not_strict_t) {
  load_report report = detail::report_of(model, state);
  if (!report.misshapen.empty()) fail<std::invalid_argument>(report.message());
  detail::take_state(model, state);
  return report;
}

} // namespace tenon

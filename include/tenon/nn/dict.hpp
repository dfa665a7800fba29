// SPDX-License-Identifier: BSL-1.0
// A map whose keys are known to the compiler: dict("lr"_k = 1e-3, "name"_k = "gpt"). A key that it does not have does
// not compile, and the error names those it has.
#pragma once

#include <tenon/shape/key.hpp>
#include <tenon/shape/require.hpp>
#include <tenon/tensor/print.hpp>

#include <boost/hana/tuple.hpp>

#include <ostream>
#include <string_view>
#include <tuple>

namespace tenon {

template <class... Entry> class Dict;

namespace detail {
template <class... Entry> constexpr text quoted_keys() {
  text t;
  bool first = true;
  ((t << (first ? "" : ", ") << '"' << Entry::name << '"', first = false), ...);
  return t;
}
// what a key leads to that does not exist: after that error there is no second one
struct no_value {
  template <class X> constexpr const no_value& operator=(const X&) const { return *this; }
  template <class X> constexpr operator X() const { return X(); }
  template <class... X> constexpr const no_value& operator()(const X&...) const { return *this; }
};
inline constexpr no_value nowhere{};

template <text Name, class... Entry> inline constexpr bool has_key = ((Entry::name == Name) || ...);
template <text Name, class... Entry> constexpr text check_key(const char* what) {
  if (has_key<Name, Entry...>) return {};
  if (sizeof...(Entry) == 0) return say(what, ": no key \"", Name, "\"; there are none");
  return say(what, ": no key \"", Name, "\"; keys are ", quoted_keys<Entry...>());
}
template <class... Entry> constexpr text check_keys() {
  const text names[] = {Entry::name..., text()};
  for (std::size_t i = 0; i < sizeof...(Entry); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return say("dict: key \"", names[i], "\" repeats");
  return {};
}
// the entry of a name, found by overload resolution
template <text Name, class Value> constexpr keyed<Name, Value>& entry_of(keyed<Name, Value>& e) { return e; }
template <text Name, class Value> constexpr const keyed<Name, Value>& entry_of(const keyed<Name, Value>& e) {
  return e;
}

// of two entries; literals are compared by their characters, and others may bring an equal_entries
template <class A, class B> constexpr bool equal_values(const A& a, const B& b) {
  if constexpr (std::is_same_v<A, const char*> && std::is_same_v<B, const char*>) return std::string_view(a) == b;
  else if constexpr (requires { equal_entries(a, b); }) return equal_entries(a, b);
  else if constexpr (requires { static_cast<bool>(a == b); }) return a == b;
  else return false; // as values of unlike types in Python
}

template <class X>
concept printable = requires(std::ostream& out, const X& x) { out << x; };
template <class> inline constexpr bool is_dict = false;
template <class... Entry> inline constexpr bool is_dict<Dict<Entry...>> = true;
} // namespace detail

template <class... Entry> class Dict : Entry... {
public:
  constexpr Dict() = default;
  constexpr explicit Dict(Entry... e)
    requires(sizeof...(Entry) > 0)
      : Entry(std::move(e))... {}

  template <text Name> constexpr auto& operator[](key<Name>) {
    constexpr text sentence = detail::check_key<Name, Entry...>("dict");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return detail::entry_of<Name>(*this).value;
    else return detail::nowhere;
  }
  template <text Name> constexpr const auto& operator[](key<Name>) const {
    constexpr text sentence = detail::check_key<Name, Entry...>("dict");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return detail::entry_of<Name>(*this).value;
    else return detail::nowhere;
  }

  static constexpr std::size_t size() { return sizeof...(Entry); }
  template <text Name> static constexpr bool contains(key<Name>) { return detail::has_key<Name, Entry...>; }
  // sequences of Boost.Hana, in the order in which the entries were given
  static constexpr auto keys() { return boost::hana::make_tuple(key<Entry::name>{}...); }
  constexpr auto values() const { return boost::hana::make_tuple(static_cast<const Entry&>(*this).value...); }
  constexpr auto items() const { return boost::hana::make_tuple(static_cast<const Entry&>(*this)...); }
  // f(key, value) in that order
  template <class F> constexpr void each(F f) { (f(key<Entry::name>{}, static_cast<Entry&>(*this).value), ...); }
  template <class F> constexpr void each(F f) const {
    (f(key<Entry::name>{}, static_cast<const Entry&>(*this).value), ...);
  }

  // Sets the values of keys that are here already.
  template <class... Other> constexpr Dict& update(const Dict<Other...>& other) {
    constexpr text sentence = first_fault(text(), detail::check_key<Other::name, Entry...>("dict")...);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty())
      other.each([this]<text Name>(key<Name> k, const auto& value) { (*this)[k] = value; });
    return *this;
  }
  // the entries of both; where they share a key the other's value counts
  template <class... Other> constexpr auto merge(const Dict<Other...>& other) const {
    return merged(*this, other, std::tuple<Other...>{other.template entry<Other::name>()...});
  }
  template <text Name> constexpr auto erase(key<Name>) const {
    constexpr text sentence = detail::check_key<Name, Entry...>("dict");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return from(std::tuple_cat(kept < Entry::name == Name > (static_cast<const Entry&>(*this))...));
  }

  // equal keys with equal values, in any order
  template <class... Other> friend constexpr bool operator==(const Dict& a, const Dict<Other...>& b) {
    if constexpr (sizeof...(Other) != sizeof...(Entry) || !(detail::has_key<Entry::name, Other...> && ...))
      return false;
    else return (detail::equal_values(static_cast<const Entry&>(a).value, b[key<Entry::name>{}]) && ...);
  }
  // {"lr": 0.001, "name": "gpt"}
  friend std::ostream& operator<<(std::ostream& out, const Dict& d) {
    constexpr bool prints = (detail::printable<decltype(Entry::value)> && ...);
    static_assert(prints, "dict: a value has no operator<<, so that the dict cannot be printed");
    out << '{';
    const char* separator = "";
    d.each([&]<text Name>(key<Name>, const auto& value) {
      out << separator << '"' << Name.data() << "\": ";
      if constexpr (std::is_convertible_v<decltype(value), std::string_view>) out << '"' << value << '"';
      else if constexpr (detail::printable<decltype(value)>) out << value;
      separator = ", ";
    });
    return out << '}';
  }

  template <text Name> constexpr const auto& entry() const { return detail::entry_of<Name>(*this); }
  template <class... E> static constexpr auto from(std::tuple<E...> entries) {
    return std::apply([](auto&... e) { return Dict<E...>(std::move(e)...); }, entries);
  }

private:
  template <class...> friend class Dict;

  // an entry in a tuple of its own, or none
  template <bool Drop, class E> static constexpr auto kept(const E& e) {
    if constexpr (Drop) return std::tuple<>{};
    else return std::tuple<E>{e};
  }
  template <class Other, class... More>
  static constexpr auto merged(const Dict& self, const Other& other, const std::tuple<More...>& more) {
    const auto own = [&]<class E>(const E& e) {
      if constexpr (Other::contains(key<E::name>{})) return std::tuple{other.template entry<E::name>()};
      else return std::tuple<E>{e};
    };
    const auto added = []<class E>(const E& e) { return kept<contains(key<E::name>{})>(e); };
    return from(std::tuple_cat(own(static_cast<const Entry&>(self))..., added(std::get<More>(more))...));
  }
};

// A map from literal keys to values of any types: dict("lr"_k = 1e-3, "name"_k = "gpt").
template <text... Name, class... Value> constexpr auto dict(keyed<Name, Value>... entries) {
  constexpr text sentence = detail::check_keys<keyed<Name, Value>...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) return Dict<keyed<Name, Value>...>(std::move(entries)...);
  else return Dict<>();
}

} // namespace tenon

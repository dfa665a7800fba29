// SPDX-License-Identifier: BSL-1.0
// From a Struct of Boost.Hana to a dict and back: to_dict(options), from_dict<Options>(d).
#pragma once

#include <tenon/nn/dict.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/unpack.hpp>

namespace tenon {

// a class whose members Boost.Hana knows: by BOOST_HANA_DEFINE_STRUCT, BOOST_HANA_ADAPT_STRUCT or TENON_MEMBERS
template <class S>
concept structure = boost::hana::Struct<std::remove_cvref_t<S>>::value;

namespace detail {
template <class Field>
using field_key = key<text(std::remove_cvref_t<decltype(boost::hana::first(std::declval<Field>()))>::c_str())>;

// f(field...) with the pairs of name and access of all members
template <class S, class F> constexpr decltype(auto) with_fields(F f) {
  return boost::hana::unpack(boost::hana::accessors<std::remove_const_t<S>>(), f);
}
// f(key, member) for each member, in their order
template <class S, class F> constexpr void each_field(S& s, F f) {
  with_fields<S>(
      [&]<class... Field>(const Field&... field) { (f(field_key<Field>{}, boost::hana::second(field)(s)), ...); });
}

// what is wrong with the keys of a dict for the members of a Struct
template <class S, class... Entry> constexpr text check_fields() {
  return with_fields<S>([]<class... Field>(const Field&...) {
    text names;
    ((names << (names.empty() ? "\"" : ", \"") << field_key<Field>::name << '"'), ...);
    const auto check_member = [&](const text& name) {
      return ((field_key<Field>::name == name) || ...)
                 ? text()
                 : say("from_dict: no member \"", name, "\"; members are ", names);
    };
    return first_fault(text(), check_key<field_key<Field>::name, Entry...>("dict")..., check_member(Entry::name)...);
  });
}
} // namespace detail

// The members of a Struct under their names, in their order; those that are Structs become dicts as well.
template <structure S> constexpr auto to_dict(const S& s) {
  const auto value = []<class X>(const X& x) {
    if constexpr (structure<X>) return to_dict(x);
    else return x;
  };
  return detail::with_fields<S>([&]<class... Field>(const Field&... field) {
    return dict((detail::field_key<Field>{} = value(boost::hana::second(field)(s)))...);
  });
}

// A Struct with the values of a dict, which has a key for every member and no other; members that are Structs take
// dicts.
template <structure S, class... Entry> constexpr S from_dict(const Dict<Entry...>& d) {
  constexpr text sentence = detail::check_fields<S, Entry...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  S s{};
  if constexpr (sentence.empty())
    detail::each_field(s, [&]<text Name, class Member>(key<Name> k, Member& member) {
      if constexpr (structure<Member> && detail::is_dict<std::remove_cvref_t<decltype(d[k])>>)
        member = from_dict<Member>(d[k]);
      else member = d[k];
    });
  return s;
}

} // namespace tenon

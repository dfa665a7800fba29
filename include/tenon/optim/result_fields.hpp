// SPDX-License-Identifier: BSL-1.0
// The members of a result by their names, so that it is a dict as well: r["nfev"_k] is r.nfev.
#pragma once

#include <tenon/shape/key.hpp>
#include <tenon/shape/require.hpp>

namespace tenon::detail {

template <text Name, class Pointer> struct named_member {
  static constexpr text name = Name;
  Pointer pointer;
};
template <class... Members> struct named_members : Members... {
  static constexpr text names = [] {
    text t;
    ((t << (t.empty() ? "" : ", ") << Members::name), ...);
    return t;
  }();
};
template <class... Members> named_members(Members...) -> named_members<Members...>;

template <text Name, class Pointer> constexpr named_member<Name, Pointer> member(Pointer p) { return {p}; }
template <text Name, class Pointer> constexpr Pointer member_of(const named_member<Name, Pointer>& m) {
  return m.pointer;
}

// the member of a result of class What
template <text What, text Name, class Result, class Members>
constexpr auto& field_named(Result& r, const Members& members) {
  constexpr bool known = requires { member_of<Name>(members); };
  constexpr text sentence = known ? text() : say(What, ": no field \"", Name, "\"; there are ", Members::names);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (known) return r.*member_of<Name>(members);
  else return r; // no second error
}

} // namespace tenon::detail

// SPDX-License-Identifier: BSL-1.0
// The members of a result by their names, so that it is a dict as well: r["nfev"_k] is r.nfev.
#pragma once

#include <tenon/shape/key.hpp>

namespace tenon::detail {

template <text Name, class Pointer> struct named_member {
  Pointer pointer;
};
template <class... Members> struct named_members : Members... {};
template <class... Members> named_members(Members...) -> named_members<Members...>;

template <text Name, class Pointer> constexpr named_member<Name, Pointer> member(Pointer p) { return {p}; }
template <text Name, class Pointer> constexpr Pointer member_of(const named_member<Name, Pointer>& m) {
  return m.pointer;
}

} // namespace tenon::detail

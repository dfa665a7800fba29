// SPDX-License-Identifier: BSL-1.0
// Names that are types: "heads"_k, and what is bound to one: "heads"_k = 8_c.
#pragma once

#include <tenon/shape/text.hpp>

#include <utility>

namespace tenon {

template <text Name, class Value> struct keyed {
  static constexpr text name = Name;
  using value_type = Value;
  Value value;
};

template <text Name> struct key {
  static constexpr text name = Name;
  template <class Value> constexpr auto operator=(Value&& v) const {
    return keyed<Name, std::decay_t<Value>>{static_cast<Value&&>(v)};
  }
};

namespace literals {
template <text Name> constexpr key<Name> operator""_k() { return {}; }
} // namespace literals

} // namespace tenon

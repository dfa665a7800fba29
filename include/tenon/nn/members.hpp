// SPDX-License-Identifier: BSL-1.0
// The members of a module, by the one line in which it names them: TENON_MEMBERS(Mlp, fc1, drop, fc2). They make the
// module a Boost.Hana Struct.
#pragma once

#include <tenon/shape/text.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <tuple>
#include <utility>

namespace tenon {

// a class that has named its members
template <class M>
concept has_members = requires(M& m) {
  m.members();
  std::remove_cvref_t<M>::member_list;
};

namespace detail {
// name number i of a list "a, b, c"
constexpr text listed_name(const char* list, int i) {
  text name;
  for (; *list; ++list) {
    if (*list == ',') --i;
    else if (*list != ' ' && i == 0) name << *list;
  }
  return name;
}
template <class M, int I> struct member_name {
  static constexpr text value = listed_name(M::member_list, I);
};
template <class M>
inline constexpr int member_count = static_cast<int>(std::tuple_size_v<decltype(std::declval<M&>().members())>);
} // namespace detail

} // namespace tenon

// boost::hana::accessors, the definition of a Struct
namespace boost::hana {
template <class M> struct accessors_impl<M, when<tenon::has_members<M>>> {
  template <int I> struct access {
    template <class X> constexpr decltype(auto) operator()(X&& x) const {
      return std::get<static_cast<std::size_t>(I)>(x.members());
    }
  };
  template <int I, std::size_t... C> static constexpr auto name(std::index_sequence<C...>) {
    return string<tenon::detail::member_name<M, I>::value.c[C]...>{};
  }
  template <int... I> static constexpr auto all(std::integer_sequence<int, I...>) {
    return make_tuple(make_pair(
        name<I>(std::make_index_sequence<static_cast<std::size_t>(tenon::detail::member_name<M, I>::value.n)>{}),
        access<I>{})...);
  }
  static constexpr auto apply() { return all(std::make_integer_sequence<int, tenon::detail::member_count<M>>{}); }
};
} // namespace boost::hana

// In the class of a module: its own name, then its members in the order in which they are saved.
#define TENON_MEMBERS(Self, ...)                                                                                       \
  using members_of = Self;                                                                                             \
  static constexpr char member_list[] = #__VA_ARGS__;                                                                  \
  constexpr auto members() { return std::tie(__VA_ARGS__); }                                                           \
  constexpr auto members() const { return std::tie(__VA_ARGS__); }                                                     \
  Self& train(::tenon::training_mode on = true) {                                                                      \
    static_assert(::tenon::detail::checked_members<Self>::done);                                                       \
    ::tenon::set_training(*this, on.it);                                                                               \
    return *this;                                                                                                      \
  }                                                                                                                    \
  Self& eval() { return train(false); }                                                                                \
  Self& requires_grad(bool wanted) {                                                                                   \
    ::tenon::set_requires_grad(*this, wanted);                                                                         \
    return *this;                                                                                                      \
  }                                                                                                                    \
  template <class F> Self& apply(F f) {                                                                                \
    ::tenon::apply_to(*this, f);                                                                                       \
    return *this;                                                                                                      \
  }                                                                                                                    \
  [[maybe_unused]] friend bool operator==(const Self& a, const Self& b) { return ::tenon::same_state(a, b); }

// SPDX-License-Identifier: BSL-1.0
// Numbers that are types: 2_c and c<2> are the same Boost.Hana integral constant.
#pragma once

#include <boost/hana/div.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/less.hpp>
#include <boost/hana/minus.hpp>
#include <boost/hana/mod.hpp>
#include <boost/hana/mult.hpp>
#include <boost/hana/negate.hpp>
#include <boost/hana/not_equal.hpp>
#include <boost/hana/plus.hpp>

namespace tenon {

template <long long N> using constant = boost::hana::integral_constant<long long, N>;
template <long long N> inline constexpr constant<N> c{};

namespace literals {
using boost::hana::literals::operator""_c;
} // namespace literals

} // namespace tenon

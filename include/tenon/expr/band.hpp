// SPDX-License-Identifier: BSL-1.0
// Bands: matrices of which element (i, j) is blank wherever j > i + ahead, as the scores of causal attention are. Blank
// is 0, or -infinity where exponentials follow. What is known to be blank is neither computed nor multiplied.
#pragma once

#include <tenon/expr/fold.hpp>
#include <tenon/expr/leaf.hpp>
#include <tenon/expr/let.hpp>
#include <tenon/expr/scalar.hpp>
#include <tenon/expr/spread.hpp>

#include <limits>

namespace tenon {

// Clang warns of each infinity that is named where it is told that there is none.
constexpr bool is_lowest(float x) { return x < std::numeric_limits<float>::lowest(); }

// how far ahead an expression's elements may differ from -infinity
template <class E> inline constexpr index lowest_band_of = no_band;
// whether an expression has no infinite elements, unless they are nan
template <class E> inline constexpr bool is_finite = false;
template <class Op, class... A>
  requires requires { requires Op::finite; }
inline constexpr bool is_finite<node::map<Op, A...>> = true;
template <class E, class S, arrangement R> inline constexpr bool is_finite<node::spread<E, S, R>> = is_finite<E>;
template <class E> inline constexpr bool is_finite<node::stop<E>> = is_finite<E>;
template <class T, class S, class E, class F, bool G>
inline constexpr bool is_finite<node::let_row<T, S, node::let<E, F>, G>> = is_finite<E>;

template <class Op, class... A>
  requires requires { Op::ahead; }
inline constexpr index lowest_band_of<node::map<Op, A...>> =
    is_lowest(Op::template fill<float>()) ? Op::ahead : no_band;
template <class Op, class A, class B>
  requires requires { requires Op::lowest_stays; }
inline constexpr index lowest_band_of<node::map<Op, A, B>> = is_finite<B> ? lowest_band_of<A> : no_band;
template <class E> inline constexpr index lowest_band_of<node::stop<E>> = lowest_band_of<E>;
template <class E, class F>
inline constexpr index lowest_band_of<node::let<E, F>> = lowest_band_of<typename node::let<E, F>::body_type>;
template <class T, class S, class E, class F, bool G>
inline constexpr index lowest_band_of<node::let_row<T, S, node::let<E, F>, G>> = lowest_band_of<E>;

// how far ahead an expression's elements may differ from zero
template <class E> inline constexpr index band_of = no_band;
template <class Op, class... A>
  requires requires { Op::ahead; }
inline constexpr index band_of<node::map<Op, A...>> = Op::template fill<float>() == 0 ? Op::ahead : no_band;
template <class Op, class A, class B>
  requires requires { requires Op::zero_stays; }
inline constexpr index band_of<node::map<Op, A, B>> = band_of<A>;
template <class Op, class A>
  requires requires { requires Op::lowest_vanishes; }
inline constexpr index band_of<node::map<Op, A>> = lowest_band_of<A>;
template <class E, class F>
inline constexpr index band_of<node::let<E, F>> = band_of<typename node::let<E, F>::body_type>;
template <class T, class S, class E, class F, bool G>
inline constexpr index band_of<node::let_row<T, S, node::let<E, F>, G>> = band_of<E>;

// Whether every loop over row i may end at column i + Ahead: what it leaves out is blank, and blanks add nothing to
// reductions.
template <class E, index Ahead> inline constexpr bool cuts = false;
template <class T, class L, bool G, index Ahead> inline constexpr bool cuts<node::leaf<T, L, G>, Ahead> = true;
template <class Leaf, class Tag, index Ahead> inline constexpr bool cuts<node::named<Leaf, Tag>, Ahead> = true;
template <class T, class S, index Ahead> inline constexpr bool cuts<node::scalar<T, S>, Ahead> = true;
template <class T, class S, int D, index Ahead> inline constexpr bool cuts<node::coordinate<T, S, D>, Ahead> = true;
template <class T, class S, class Tag, bool G, index Ahead>
inline constexpr bool cuts<node::let_row<T, S, Tag, G>, Ahead> = true;
template <class Op, class... A, index Ahead>
inline constexpr bool cuts<node::map<Op, A...>, Ahead> = (cuts<A, Ahead> && ...);
template <class E, class S, arrangement R, index Ahead>
inline constexpr bool cuts<node::spread<E, S, R>, Ahead> = cuts<E, Ahead>;
template <class E, index Ahead> inline constexpr bool cuts<node::stop<E>, Ahead> = cuts<E, Ahead>;
template <class E, class F, index Ahead>
inline constexpr bool cuts<node::let<E, F>, Ahead> =
    (E::size_type::list[E::size_type::rank - 1] == 1 || node::let<E, F>::names_leaf || band_of<E> == Ahead ||
     lowest_band_of<E> == Ahead) &&
    cuts<E, Ahead> && cuts<typename node::let<E, F>::body_type, Ahead>;

// whether a reduction of E takes E's blanks for nothing
template <class Op, class E, index Ahead>
inline constexpr bool blanks_add_nothing = (band_of<E> == Ahead && Op::template identity<float>() == 0) ||
                                           (lowest_band_of<E> == Ahead && is_lowest(Op::template identity<float>()));
template <class Op, unsigned Dims, class E, index Ahead>
inline constexpr bool cuts<node::fold<Op, Dims, E>, Ahead> =
    Dims == 1u << (E::size_type::rank - 1) && blanks_add_nothing<Op, E, Ahead> && cuts<E, Ahead>;

// columns of row i of a band that is n wide
constexpr index reach(index band, index i, index n) {
  if (band == no_band) return n;
  const index end = i + band + 1;
  return end < 0 ? 0 : end < n ? end : n;
}

} // namespace tenon

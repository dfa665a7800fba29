// SPDX-License-Identifier: BSL-1.0
// Dropout. Whether an element is kept follows from its number and the generator's state, so that the way back finds the
// same mask again, whatever the width of a register, and none is stored.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/tensor/random.hpp>

namespace tenon {

namespace detail {
// Dropped elements are selected away, not multiplied by 0: inf and nan among them become 0, too.
struct dropout_op {
  static constexpr bool selects = true;
  template <class T, class...> using result = T;

  // A permutation of 32 bits in which every bit depends on every other: multiplications by odd numbers and shifts.
  template <class I> TENON_INLINE static constexpr I mixed(I x) {
    x = (x ^ x >> I(16u)) * I(0x7feb352du);
    x = (x ^ x >> I(15u)) * I(0x846ca68bu);
    return x ^ x >> I(16u);
  }
  template <class I> TENON_INLINE static constexpr auto kept(I number, I first, I second, I threshold) {
    return mixed(mixed(number ^ first) + second) >> I(8u) >= threshold;
  }
  template <class P, class I>
  TENON_INLINE static constexpr P value(P x, P scale, I number, I first, I second, I threshold) {
    return select(kept(number, first, second, threshold), x * scale, P(typename P::value_type(0)));
  }
  template <int K, class D, class P, class I>
  TENON_INLINE static constexpr D pull(D d, P, P, P scale, I number, I first, I second, I threshold) {
    const D zero(typename D::value_type(0));
    if constexpr (K == 0) return select(kept(number, first, second, threshold), d * scale, zero);
    else return zero;
  }
};
// x with a mask whose extents are those of Numbers, which are x's or 1
template <class Numbers, class E> constexpr auto dropped(E e, double p, Generator& g) {
  using S = typename E::size_type;
  using T = typename E::value_type;
  using word = node::scalar<std::uint32_t, S>;
  const auto words = g.words(g.reserve(1));
  const T scale = p < 1 ? static_cast<T>(1 / (1 - p)) : T(0);
  const auto threshold = static_cast<std::uint32_t>(p * 0x1p24);
  const auto number = stretch<S>(Numbers{});
  return node::map<dropout_op, E, node::scalar<T, S>, std::remove_const_t<decltype(number)>, word, word, word>(
      e, node::scalar<T, S>(scale), number, word(words[0]), word(words[1]), word(threshold));
}
constexpr void check_dropout(double p) {
  if (!(p >= 0 && p <= 1))
    fail<std::invalid_argument>("dropout: probability " + std::to_string(p) + " is not within 0 and 1");
}
template <class X, class P, class G> constexpr text dropout_fault(const char* what) {
  if (!std::is_convertible_v<P, double> || !std::is_same_v<G, Generator&>)
    return say(what, ": expected a probability and a generator: ", what, "(x, 0.5, generator)");
  return check_fractions<value_of<X>>(what);
}
template <class X, class P, class G> constexpr text dropout2d_fault() {
  if (shape_of<X>::rank < 3) return say("dropout2d: shape ", shape_of<X>::list, "; expected (N, C, ...)");
  return dropout_fault<X, P, G>("dropout2d");
}
} // namespace detail

// Elements of x are 0 with probability p, the others are divided by 1 - p; the generator gives every call a mask of its
// own. Throws std::invalid_argument unless p is within 0 and 1. torch.nn.functional.dropout
template <tensor_like X, class P = missing, class G = missing>
constexpr auto dropout(X&& x, const P& p = {}, G&& g = {}) {
  constexpr text sentence = detail::dropout_fault<X, P, G>("dropout");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else {
    detail::check_dropout(p);
    return detail::dropped<node::coordinate<std::uint32_t, shape_of<X>, -1>>(node_of(static_cast<X&&>(x)), p, g);
  }
}

// Whole channels of x (N, C, ...) are 0 with probability p. torch.nn.functional.dropout2d
template <tensor_like X, class P = missing, class G = missing>
constexpr auto dropout2d(X&& x, const P& p = {}, G&& g = {}) {
  constexpr text sentence = detail::dropout2d_fault<X, P, G>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else {
    detail::check_dropout(p);
    constexpr ints channels = [] {
      ints s = shape_of<X>::list;
      for (int d = 2; d < s.n; ++d) s[d] = 1;
      return s;
    }();
    return detail::dropped<node::coordinate<std::uint32_t, size_of<channels>, -1>>(node_of(static_cast<X&&>(x)), p, g);
  }
}

} // namespace tenon

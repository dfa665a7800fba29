// SPDX-License-Identifier: BSL-1.0
// Attention, from a product, a softmax and a product.
#pragma once

#include <tenon/ops/matmul.hpp>
#include <tenon/ops/softmax.hpp>
#include <tenon/ops/triangle.hpp>

namespace tenon {

struct causal_t {};
inline constexpr causal_t causal{};

namespace detail {
// softmax of the scores that a query sees, up to key i + Ahead; a row without any is zero
template <index Ahead, class E> constexpr auto causal_softmax(E scores) {
  constexpr unsigned dim = 1u << (E::size_type::rank - 1);
  using T = typename E::value_type;
  return let(lower<Ahead, fill_zero>(scores), [](auto s) {
    const auto largest = folded<shift_op, dim>(lower<Ahead, fill_lowest>(stopped(s)));
    return let(apply<finite_op>(largest), [s](auto shift) {
      return let(lower<Ahead, fill_zero>(exp(s - back(s, shift))), [](auto e) {
        const auto total = folded<sum_op, dim>(e);
        return e * back(e, reciprocal(where(total == T(0), T(1), total)));
      });
    });
  });
}

// softmax of scores of which some are masked; a row without any is zero, and so is its gradient
template <class E, class M> constexpr auto masked_softmax(E scores, M mask) {
  constexpr int last = E::size_type::rank - 1;
  constexpr unsigned dim = 1u << last;
  using T = typename E::value_type;
  return let(scores, [mask](auto s) {
    const auto shift =
        apply<finite_op>(folded<amax_op, dim>(where(mask, stopped(s), -std::numeric_limits<T>::infinity())));
    return let(where(mask, exp(where(mask, s - back(s, shift), T(0))), T(0)), [](auto e) {
      const auto total = folded<sum_op, dim>(e);
      return e / back(e, where(total == T(0), T(1), total));
    });
  });
}
template <class Q, class K> constexpr auto attention_scores(Q&& q, K&& k) {
  constexpr double width = static_cast<double>(shape_of<Q>::list[shape_of<Q>::rank - 1]);
  constexpr auto root = [] { // of the head's width
    double r = width > 1 ? width : 1;
    for (int i = 0; i < 64; ++i) r = 0.5 * (r + width / r);
    return r;
  }();
  return matmul(static_cast<Q&&>(q), transpose(static_cast<K&&>(k), c<-2>, c<-1>)) * (1.0 / root);
}
// the weights with which queries sum the values; each way of masking has its own
template <class Q, class K> constexpr auto attention_weights(Q&& q, K&& k) {
  return softmax(attention_scores(static_cast<Q&&>(q), static_cast<K&&>(k)), c<-1>);
}
template <class Q, class K, tensor_like M> constexpr auto attention_weights(Q&& q, K&& k, M&& mask) {
  const auto scores = attention_scores(static_cast<Q&&>(q), static_cast<K&&>(k));
  if constexpr (std::is_same_v<value_of<M>, bool>)
    return masked_softmax(scores, stretch<shape_of<decltype(scores)>>(node_of(static_cast<M&&>(mask))));
  else return softmax(scores + static_cast<M&&>(mask), c<-1>);
}
template <class Q, class K> constexpr auto attention_weights(Q&& q, K&& k, causal_t) {
  const auto scores = attention_scores(static_cast<Q&&>(q), static_cast<K&&>(k));
  using S = shape_of<decltype(scores)>;
  constexpr index ahead = S::list[S::rank - 1] - S::list[S::rank - 2];
  return causal_softmax<ahead>(scores);
}
} // namespace detail

// softmax(q k^T / sqrt(d)) v for q (..., T, d), k (..., S, d), v (..., S, e).
// torch.nn.functional.scaled_dot_product_attention
template <tensor_like Q, tensor_like K, tensor_like V>
constexpr auto scaled_dot_product_attention(Q&& q, K&& k, V&& v) {
  return matmul(detail::attention_weights(static_cast<Q&&>(q), static_cast<K&&>(k)), static_cast<V&&>(v));
}
// with a mask of bool, true where a query sees a key, or of numbers that are added to the scores; it
// broadcasts
template <tensor_like Q, tensor_like K, tensor_like V, tensor_like M>
constexpr auto scaled_dot_product_attention(Q&& q, K&& k, V&& v, M&& mask) {
  return matmul(detail::attention_weights(static_cast<Q&&>(q), static_cast<K&&>(k), static_cast<M&&>(mask)),
                static_cast<V&&>(v));
}
// causal: query i sees the keys up to S - T + i
template <tensor_like Q, tensor_like K, tensor_like V>
constexpr auto scaled_dot_product_attention(Q&& q, K&& k, V&& v, causal_t) {
  return matmul(detail::attention_weights(static_cast<Q&&>(q), static_cast<K&&>(k), causal), static_cast<V&&>(v));
}

} // namespace tenon

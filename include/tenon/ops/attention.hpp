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
// softmax of scores that are -infinity where a query does not see a key; a row without any is zero, as is its gradient
template <class E> constexpr auto softmax_or_zero(E scores) {
  constexpr unsigned dim = 1u << (E::size_type::rank - 1);
  using T = typename E::value_type;
  return let(scores, [](auto s) {
    return let(apply<finite_op>(folded<shift_op, dim>(stopped(s))), [s](auto shift) {
      return let(exp(s - back(s, shift)), [](auto e) {
        const auto total = folded<sum_op, dim>(e);
        return e * back(e, reciprocal(where(total == T(0), T(1), total)));
      });
    });
  });
}
// ... of those that a mask of bool shows
template <class E, class M> constexpr auto masked_softmax(E scores, M mask) {
  return softmax_or_zero(where(mask, scores, -std::numeric_limits<typename E::value_type>::infinity()));
}
inline constexpr char attention_name[] = "scaled_dot_product_attention";
constexpr text check_attention(const ints& q, const ints& k, const ints& v) {
  if (q.n < 2 || k.n < 2 || v.n < 2)
    return say(attention_name, ": queries ", q, ", keys ", k, " and values ", v, ": each needs rows and columns");
  if (q[q.n - 1] != k[k.n - 1])
    return say(attention_name, ": queries ", q, " and keys ", k, ": widths ", q[q.n - 1], " and ", k[k.n - 1],
               " differ");
  if (k[k.n - 2] != v[v.n - 2])
    return say(attention_name, ": keys ", k, " and values ", v, ": ", k[k.n - 2], " keys and ", v[v.n - 2], " values");
  if (!check_broadcast(batch_of(q), batch_of(k)).empty() ||
      !check_broadcast(broadcast(batch_of(q), batch_of(k)), batch_of(v)).empty())
    return say(attention_name, ": queries ", q, ", keys ", k, " and values ", v, ": the batches do not broadcast");
  return {};
}
constexpr ints score_size(const ints& q, const ints& k) {
  ints s = broadcast(batch_of(q), batch_of(k));
  s.push_back(q[q.n - 2]);
  s.push_back(k[k.n - 2]);
  return s;
}
// ... of a mask; nothing but a tensor or the tag `causal` is one
template <class M> constexpr text check_mask(const ints& scores) {
  if constexpr (!tensor_like<M>) {
    using tag = std::remove_cvref_t<M>;
    if (std::is_same_v<tag, missing> || std::is_same_v<tag, causal_t>) return {};
    return say(attention_name, ": expected a mask or the tag causal");
  } else {
    const ints& mask = shape_of<M>::list;
    if (!check_broadcast(scores, mask).empty() || broadcast(scores, mask) != scores)
      return say(attention_name, ": a mask of shape ", mask, " for scores of shape ", scores);
    if (std::is_integral_v<value_of<M>> && !std::is_same_v<value_of<M>, bool>)
      return say(attention_name, ": the mask holds integers; expected bool, or numbers to add to the scores");
    return {};
  }
}
template <class Q, class K, class V, class M = missing> constexpr text attention_fault() {
  if constexpr (!tensor_like<K> || !tensor_like<V>) return say(attention_name, ": the keys and values must be tensors");
  else {
    constexpr ints q = shape_of<Q>::list, k = shape_of<K>::list, v = shape_of<V>::list;
    if (const text t =
            first_fault(check_fractions<value_of<Q>>(attention_name), check_fractions<value_of<K>>(attention_name),
                        check_fractions<value_of<V>>(attention_name), check_attention(q, k, v));
        !t.empty())
      return t;
    return check_mask<M>(score_size(q, k));
  }
}
template <class Q, class K> constexpr auto attention_scores(Q&& q, K&& k) {
  constexpr index width = shape_of<Q>::list[shape_of<Q>::rank - 1];
  constexpr double root = simd::detail::constant_sqrt(width > 0 ? static_cast<double>(width) : 1.0);
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
  else return softmax_or_zero(node_of(scores + static_cast<M&&>(mask)));
}
template <class Q, class K> constexpr auto attention_weights(Q&& q, K&& k, causal_t) {
  const auto scores = attention_scores(static_cast<Q&&>(q), static_cast<K&&>(k));
  using S = shape_of<decltype(scores)>;
  constexpr index ahead = S::list[S::rank - 1] - S::list[S::rank - 2];
  return softmax_or_zero(lower<ahead, fill_lowest>(node_of(scores)));
}
} // namespace detail

// softmax(q k^T / sqrt(d)) v for q (..., T, d), k (..., S, d), v (..., S, e). With a mask of bool, true where a query
// sees a key, or of numbers that are added to the scores, which broadcasts; or with the tag `causal`: query i sees the
// keys up to S - T + i. torch.nn.functional.scaled_dot_product_attention
template <tensor_like Q, class K = missing, class V = missing, class M = missing>
constexpr auto scaled_dot_product_attention(Q&& q, K&& k = {}, V&& v = {}, M&& mask = {}) {
  constexpr text sentence = detail::attention_fault<Q, K, V, M>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<Q>, shape_of<Q>>();
  else if constexpr (std::is_same_v<M, missing>)
    return matmul(detail::attention_weights(static_cast<Q&&>(q), static_cast<K&&>(k)), static_cast<V&&>(v));
  else
    return matmul(detail::attention_weights(static_cast<Q&&>(q), static_cast<K&&>(k), static_cast<M&&>(mask)),
                  static_cast<V&&>(v));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// What a head makes of hidden states: scores, computed when they are read.
#pragma once

#include <tenon/models/outputs.hpp>
#include <tenon/ops/matmul.hpp>

namespace tenon::detail {

template <class Hidden, class Weight> class lazy_logits : public expression<lazy_logits<Hidden, Weight>> {
  Hidden hidden_;
  const Weight* weight_;

public:
  using node_type = decltype(linear(std::declval<const Hidden&>(), std::declval<const Weight&>()));
  using value_type = typename node_type::value_type;
  using size_type = typename node_type::size_type;
  static constexpr bool differentiable = true;

  lazy_logits(Hidden h, const Weight& w) : hidden_(std::move(h)), weight_(&w) {}
  auto node() const { return linear(hidden_, *weight_); }
};

// an output of the loss, if there is one, and the scores
template <template <class...> class Output, class Loss = not_asked_for, class Hidden, class Weight>
auto scored(Loss loss, Hidden h, const Weight& head) {
  using logits = lazy_logits<Hidden, Weight>;
  using none = not_asked_for;
  return Output<Loss, logits, none, none, none>(std::move(loss), logits(std::move(h), head), {}, {}, {});
}

} // namespace tenon::detail

// SPDX-License-Identifier: BSL-1.0
// What a head makes of hidden states: scores, computed when they are read.
#pragma once

#include <tenon/models/outputs.hpp>
#include <tenon/ops/matmul.hpp>

#include <tuple>

namespace tenon::detail {

// of a weight, and a bias where the head has one
template <class Hidden, class... Head> class lazy_logits : public expression<lazy_logits<Hidden, Head...>> {
  Hidden hidden_;
  std::tuple<const Head*...> head_;

public:
  using node_type = decltype(linear(std::declval<const Hidden&>(), std::declval<const Head&>()...));
  using value_type = typename node_type::value_type;
  using size_type = typename node_type::size_type;
  static constexpr bool differentiable = true;

  lazy_logits(Hidden h, const Head&... head) : hidden_(std::move(h)), head_(&head...) {}
  auto node() const {
    return std::apply([this](const auto*... head) { return linear(hidden_, *head...); }, head_);
  }
};

// an output of the loss, if there is one, and the scores
template <template <class...> class Output, class Loss = not_asked_for, class Hidden, class... Head>
auto scored(Loss loss, Hidden h, const Head&... head) {
  using logits = lazy_logits<Hidden, Head...>;
  using none = not_asked_for;
  return Output<Loss, logits, none, none, none>(std::move(loss), logits(std::move(h), head...), {}, {}, {});
}

} // namespace tenon::detail

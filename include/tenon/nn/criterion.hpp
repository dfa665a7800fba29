// SPDX-License-Identifier: BSL-1.0
// Criterions: losses as objects that hold their options, with the names of torch.nn. Each is called as criterion(input,
// target); how losses are reduced is its template argument.
#pragma once

#include <tenon/ops/cross_entropy.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>
#include <tenon/ops/probability_loss.hpp>
#include <tenon/ops/ranking_loss.hpp>

#include <algorithm>
#include <memory>

namespace tenon {

// Class weights of a criterion's own, which losses share: the tensor that they come from may end.
class kept_weights : public class_weights {
  template <class T> void keep(const T* from, index n) {
    const std::shared_ptr<T[]> copy(new T[static_cast<std::size_t>(n)]);
    std::copy(from, from + n, copy.get());
    owner = copy;
    static_cast<class_weights&>(*this) = class_weights(copy.get(), n);
  }

public:
  std::shared_ptr<const void> owner;

  kept_weights() = default;
  kept_weights(const class_weights& w) {
    w.visit([this](const auto* data, index n) { keep(data, n); });
  }
  template <class W>
    requires std::is_convertible_v<const W&, class_weights>
  kept_weights(const W& w) : kept_weights(class_weights(w)) {}
};

template <loss_reduction R = reduction::mean_t> struct CrossEntropyLoss {
  cross_entropy_settings<kept_weights> options{};
  explicit CrossEntropyLoss(const cross_entropy_options& o = {}, R = {})
      : options{o.weight, o.ignore_index, o.label_smoothing} {}
  template <class T, index C>
  explicit CrossEntropyLoss(const Tensor<T, C>& weight, R r = {}) : CrossEntropyLoss({.weight = weight}, r) {}
  explicit CrossEntropyLoss(R) {}
  auto operator()(auto&& logits, auto&& target) const {
    return cross_entropy(static_cast<decltype(logits)>(logits), static_cast<decltype(target)>(target), options, R{});
  }
};

template <loss_reduction R = reduction::mean_t> struct NLLLoss {
  nll_loss_settings<kept_weights> options{};
  explicit NLLLoss(const nll_loss_options& o = {}, R = {}) : options{o.weight, o.ignore_index} {}
  template <class T, index C> explicit NLLLoss(const Tensor<T, C>& weight, R r = {}) : NLLLoss({.weight = weight}, r) {}
  explicit NLLLoss(R) {}
  auto operator()(auto&& x, auto&& target) const {
    return nll_loss(static_cast<decltype(x)>(x), static_cast<decltype(target)>(target), options, R{});
  }
};

template <loss_reduction R = reduction::mean_t> struct MSELoss {
  constexpr explicit MSELoss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return mse_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};
template <loss_reduction R = reduction::mean_t> struct L1Loss {
  constexpr explicit L1Loss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return l1_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};

// What the losses of two classes are multiplied by: tensors that broadcast to them, or nothing.
template <class Weight = missing, class PosWeight = missing> struct bce_weights {
  Weight weight{};        // of each loss
  PosWeight pos_weight{}; // of the target's part, for BCEWithLogitsLoss
};

namespace detail {
// with a weight of its own, for the criterion may end before the loss is swept
template <class L, class W> constexpr auto weighted_loss(L loss, const W& weight) {
  if constexpr (std::is_same_v<W, missing>) return loss;
  else return loss * W(weight);
}
} // namespace detail

// BCELoss{}, BCELoss{bce_weights{.weight = w}, reduction::sum}
template <loss_reduction R = reduction::mean_t, class Weight = missing> struct BCELoss {
  Weight weight{};
  constexpr explicit BCELoss(R = {}) {}
  constexpr explicit BCELoss(bce_weights<Weight, missing> w, R = {}) : weight(std::move(w.weight)) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    auto losses = binary_cross_entropy(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), reduction::none);
    return detail::reduced_loss(detail::weighted_loss(losses, weight), R{});
  }
};
template <loss_reduction R = reduction::mean_t, class Weight = missing, class PosWeight = missing>
struct BCEWithLogitsLoss {
  bce_weights<Weight, PosWeight> weights{};
  constexpr explicit BCEWithLogitsLoss(R = {}) {}
  constexpr explicit BCEWithLogitsLoss(bce_weights<Weight, PosWeight> w, R = {}) : weights(std::move(w)) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    if constexpr (std::is_same_v<PosWeight, missing>)
      return reduced(
          binary_cross_entropy_with_logits(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), reduction::none));
    else {
      const auto logits = node_of(static_cast<decltype(x)>(x));
      const auto target = node_of(static_cast<decltype(y)>(y));
      return reduced((target - 1) * logsigmoid(-logits) - target * PosWeight(weights.pos_weight) * logsigmoid(logits));
    }
  }

private:
  template <class L> constexpr auto reduced(L losses) const {
    return detail::reduced_loss(detail::weighted_loss(losses, weights.weight), R{});
  }
};

// the tag that says that KLDivLoss is given the logarithms of its targets
struct log_target_t {};
inline constexpr log_target_t log_target{};

template <class R = reduction::mean_t, class Target = missing> struct KLDivLoss {
  constexpr explicit KLDivLoss(R = {}, Target = {}) {}
  constexpr explicit KLDivLoss(log_target_t)
    requires std::is_same_v<Target, log_target_t>
  {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    if constexpr (std::is_same_v<Target, log_target_t>)
      return kl_div(static_cast<decltype(x)>(x), exp(static_cast<decltype(y)>(y)), R{});
    else return kl_div(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};
KLDivLoss(log_target_t) -> KLDivLoss<reduction::mean_t, log_target_t>;

template <loss_reduction R = reduction::mean_t> struct SmoothL1Loss {
  double beta = 1.0;
  constexpr explicit SmoothL1Loss(double b = 1.0, R = {}) : beta(b) {}
  constexpr explicit SmoothL1Loss(R) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return smooth_l1_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), beta, R{});
  }
};

template <loss_reduction R = reduction::mean_t> struct HuberLoss {
  double delta = 1.0;
  constexpr explicit HuberLoss(double d = 1.0, R = {}) : delta(d) {}
  constexpr explicit HuberLoss(R) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return huber_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), delta, R{});
  }
};

// P is the order of the norm: TripletMarginLoss{{.margin = 0.5}, reduction::mean, 1_c}
template <loss_reduction R = reduction::mean_t, class P = constant<2>> struct TripletMarginLoss {
  triplet_margin_options options{};
  constexpr explicit TripletMarginLoss(triplet_margin_options o = {}, R = {}, P = {}) : options(o) {}
  constexpr explicit TripletMarginLoss(R) {}
  constexpr auto operator()(auto&& anchor, auto&& positive, auto&& negative) const {
    return triplet_margin_loss(static_cast<decltype(anchor)>(anchor), static_cast<decltype(positive)>(positive),
                               static_cast<decltype(negative)>(negative), options, R{}, P{});
  }
};

template <loss_reduction R = reduction::mean_t> struct CosineEmbeddingLoss {
  margin_options options{};
  constexpr explicit CosineEmbeddingLoss(margin_options o = {}, R = {}) : options(o) {}
  constexpr explicit CosineEmbeddingLoss(R) {}
  constexpr auto operator()(auto&& x1, auto&& x2, auto&& sign) const {
    return cosine_embedding_loss(static_cast<decltype(x1)>(x1), static_cast<decltype(x2)>(x2),
                                 static_cast<decltype(sign)>(sign), options, R{});
  }
};

template <loss_reduction R = reduction::mean_t> struct MarginRankingLoss {
  margin_options options{};
  constexpr explicit MarginRankingLoss(margin_options o = {}, R = {}) : options(o) {}
  constexpr explicit MarginRankingLoss(R) {}
  constexpr auto operator()(auto&& x1, auto&& x2, auto&& sign) const {
    return margin_ranking_loss(static_cast<decltype(x1)>(x1), static_cast<decltype(x2)>(x2),
                               static_cast<decltype(sign)>(sign), options, R{});
  }
};

} // namespace tenon

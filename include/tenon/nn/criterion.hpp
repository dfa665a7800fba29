// SPDX-License-Identifier: BSL-1.0
// Criterions: losses as objects that hold their options, with the names of torch.nn. Each is called as criterion(input,
// target); how losses are reduced is its template argument.
#pragma once

#include <tenon/ops/cross_entropy.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>
#include <tenon/ops/probability_loss.hpp>
#include <tenon/ops/ranking_loss.hpp>

namespace tenon {

template <class R = reduction::mean_t> struct CrossEntropyLoss {
  cross_entropy_options options{};
  explicit CrossEntropyLoss(cross_entropy_options o = {}, R = {}) : options(o) {}
  auto operator()(auto&& logits, auto&& target) const {
    return cross_entropy(static_cast<decltype(logits)>(logits), static_cast<decltype(target)>(target), options, R{});
  }
};

template <class R = reduction::mean_t> struct NLLLoss {
  nll_loss_options options{};
  explicit NLLLoss(nll_loss_options o = {}, R = {}) : options(o) {}
  auto operator()(auto&& x, auto&& target) const {
    return nll_loss(static_cast<decltype(x)>(x), static_cast<decltype(target)>(target), options, R{});
  }
};

template <class R = reduction::mean_t> struct MSELoss {
  constexpr explicit MSELoss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return mse_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};
template <class R = reduction::mean_t> struct L1Loss {
  constexpr explicit L1Loss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return l1_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};
template <class R = reduction::mean_t> struct BCELoss {
  constexpr explicit BCELoss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return binary_cross_entropy(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};
template <class R = reduction::mean_t> struct BCEWithLogitsLoss {
  constexpr explicit BCEWithLogitsLoss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return binary_cross_entropy_with_logits(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};
template <class R = reduction::mean_t> struct KLDivLoss {
  constexpr explicit KLDivLoss(R = {}) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return kl_div(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), R{});
  }
};

template <class R = reduction::mean_t> struct SmoothL1Loss {
  double beta;
  constexpr explicit SmoothL1Loss(double b = 1.0, R = {}) : beta(b) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return smooth_l1_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), beta, R{});
  }
};

template <class R = reduction::mean_t> struct HuberLoss {
  double delta;
  constexpr explicit HuberLoss(double d = 1.0, R = {}) : delta(d) {}
  constexpr auto operator()(auto&& x, auto&& y) const {
    return huber_loss(static_cast<decltype(x)>(x), static_cast<decltype(y)>(y), delta, R{});
  }
};

template <class R = reduction::mean_t> struct TripletMarginLoss {
  triplet_margin_options options{};
  constexpr explicit TripletMarginLoss(triplet_margin_options o = {}, R = {}) : options(o) {}
  constexpr auto operator()(auto&& anchor, auto&& positive, auto&& negative) const {
    return triplet_margin_loss(static_cast<decltype(anchor)>(anchor), static_cast<decltype(positive)>(positive),
                               static_cast<decltype(negative)>(negative), options, R{});
  }
};

template <class R = reduction::mean_t> struct CosineEmbeddingLoss {
  margin_options options{};
  constexpr explicit CosineEmbeddingLoss(margin_options o = {}, R = {}) : options(o) {}
  constexpr auto operator()(auto&& x1, auto&& x2, auto&& sign) const {
    return cosine_embedding_loss(static_cast<decltype(x1)>(x1), static_cast<decltype(x2)>(x2),
                                 static_cast<decltype(sign)>(sign), options, R{});
  }
};

template <class R = reduction::mean_t> struct MarginRankingLoss {
  margin_options options{};
  constexpr explicit MarginRankingLoss(margin_options o = {}, R = {}) : options(o) {}
  constexpr auto operator()(auto&& x1, auto&& x2, auto&& sign) const {
    return margin_ranking_loss(static_cast<decltype(x1)>(x1), static_cast<decltype(x2)>(x2),
                               static_cast<decltype(sign)>(sign), options, R{});
  }
};

} // namespace tenon

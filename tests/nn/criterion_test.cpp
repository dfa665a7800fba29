// SPDX-License-Identifier: BSL-1.0
// Criterions say what their functions say, with their options and reductions.
#include <tenon/nn.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class A, class B> void check_equal(const A& a, const B& b) {
  const auto x = eval(a), y = eval(b);
  REQUIRE(x.numel == y.numel);
  for (index i = 0; i < x.numel; ++i) CHECK(x.data()[i] == Approx(y.data()[i]));
}
} // namespace

TEST_CASE("criterions call their losses") {
  Generator g(1);
  const Tensor<float, 4, 5> z = randn(g), y = rand(g);
  const Tensor<float, 4, 5> p = softmax(z, 1_c), x = sigmoid(z);
  Tensor<int, 4> t;
  t(1) = 3;
  const Tensor<float, 5> w = full<float, 5>(2.f);
  check_equal(CrossEntropyLoss{{.label_smoothing = 0.1}}(z, t), cross_entropy(z, t, {.label_smoothing = 0.1}));
  check_equal(CrossEntropyLoss{{.weight = w}, reduction::none}(z, t),
              cross_entropy(z, t, {.weight = w}, reduction::none));
  check_equal(CrossEntropyLoss{}(z, p), cross_entropy(z, p));
  check_equal(NLLLoss{}(log(p), t), nll_loss(log(p), t));
  check_equal(NLLLoss{{.ignore_index = 3}, reduction::sum}(log(p), t),
              nll_loss(log(p), t, {.ignore_index = 3}, reduction::sum));
  check_equal(MSELoss{}(z, y), mse_loss(z, y));
  check_equal(MSELoss{reduction::sum}(z, y), mse_loss(z, y, reduction::sum));
  check_equal(L1Loss{}(z, y), l1_loss(z, y));
  check_equal(SmoothL1Loss{0.5}(z, y), smooth_l1_loss(z, y, 0.5));
  check_equal(HuberLoss{0.5, reduction::none}(z, y), huber_loss(z, y, 0.5, reduction::none));
  check_equal(BCELoss{}(x, y), binary_cross_entropy(x, y));
  check_equal(BCEWithLogitsLoss{}(z, y), binary_cross_entropy_with_logits(z, y));
  check_equal(KLDivLoss{reduction::batchmean}(log(p), y), kl_div(log(p), y, reduction::batchmean));
  check_equal(TripletMarginLoss{{.margin = 2}}(z, y, p), triplet_margin_loss(z, y, p, {.margin = 2}));
  const Tensor<float, 4> sign = full<float, 4>(-1.f);
  check_equal(CosineEmbeddingLoss{}(z, y, sign), cosine_embedding_loss(z, y, sign));
  check_equal(MarginRankingLoss{{.margin = 0.3}}(z, y, full<float, 4, 5>(1.f)),
              margin_ranking_loss(z, y, full<float, 4, 5>(1.f), {.margin = 0.3}));
}

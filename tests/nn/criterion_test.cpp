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

TEST_CASE("criterions may be given a reduction only") {
  Generator g(2);
  const Tensor<float, 4, 5> z = randn(g), y = rand(g), p = softmax(z, 1_c);
  Tensor<int, 4> t;
  t(2) = 4;
  check_equal(CrossEntropyLoss{reduction::sum}(z, t), cross_entropy(z, t, reduction::sum));
  check_equal(NLLLoss{reduction::none}(log(p), t), nll_loss(log(p), t, reduction::none));
  check_equal(SmoothL1Loss{reduction::sum}(z, y), smooth_l1_loss(z, y, 1.0, reduction::sum));
  check_equal(HuberLoss{reduction::sum}(z, y), huber_loss(z, y, 1.0, reduction::sum));
  check_equal(TripletMarginLoss{reduction::none}(z, y, p), triplet_margin_loss(z, y, p, reduction::none));
  check_equal(TripletMarginLoss{{.margin = 0.5}, reduction::mean, 1_c}(z, y, p),
              triplet_margin_loss(z, y, p, {.margin = 0.5}, reduction::mean, 1_c));
  const Tensor<float, 4> sign = full<float, 4>(1.f);
  check_equal(CosineEmbeddingLoss{reduction::sum}(z, y, sign), cosine_embedding_loss(z, y, sign, reduction::sum));
  check_equal(MarginRankingLoss{reduction::sum}(z, y, full<float, 4, 5>(-1.f)),
              margin_ranking_loss(z, y, full<float, 4, 5>(-1.f), reduction::sum));
}

// values of torch 1.13
TEST_CASE("losses of two classes have weights, and divergences logarithms as targets") {
  const Tensor<double, 2, 3> z = tensor({{0.5, -1., 2.}, {1.5, 0.25, -0.5}}),
                             y = tensor({{1., 0., 0.5}, {0.25, 1., 0.}});
  const Tensor<double, 3> w = tensor({1., 2., 0.5}), positive = tensor({3., 1., 0.5});
  check_equal(BCELoss{bce_weights{.weight = w}}(sigmoid(z), y), tensor(0.7298991624280887));
  check_equal(BCELoss{bce_weights{.weight = w}, reduction::sum}(sigmoid(z), y), tensor(4.379394974568532));
  check_equal(BCEWithLogitsLoss{bce_weights{.weight = w}}(z, y), tensor(0.7298991624280887));
  check_equal(BCEWithLogitsLoss{bce_weights{.pos_weight = positive}}(z, y), tensor(0.8846374948956419));
  const bce_weights both{.weight = w, .pos_weight = positive};
  check_equal(BCEWithLogitsLoss{both, reduction::none}(z, y),
              tensor({{1.42223095254032, 0.6265233750364456, 0.5475980041411147},
                      {1.4271199169741287, 1.1518788397576873, 0.23703849209005334}}));
  const Parameter<double, 2, 3> p = z;
  p.zero_grad();
  {
    Tape tape;
    const Variable loss = BCEWithLogitsLoss{both}(p, y); // the criterion has ended when the loss is swept
    tape.backward(loss);
  }
  check_equal(p.grad(), tensor({{-0.18877033439907268, 0.08964714045666504, 0.034216484040284316},
                                {0.07939361904841091, -0.14594116637140064, 0.03146172239984545}}));
  const Tensor<double, 2, 3> x = log_softmax(z, 1_c), t = log_softmax(y, 1_c);
  check_equal(KLDivLoss{log_target}(x, t), tensor(0.1614190192829523));
  check_equal(KLDivLoss{reduction::batchmean, log_target}(x, t), tensor(0.4842570578488569));
}

TEST_CASE("a criterion keeps its weights, and so does a loss that it has given") {
  Generator g(5);
  const Tensor<float, 4, 3> z = randn(g);
  Tensor<int, 4> t;
  t(1) = 2;
  Parameter<float, 4, 3> p(z);
  const Tensor<float, 3> w = tensor({1.f, 3.f, 0.5f});
  const auto make = [] {
    const Tensor<float, 3> local = tensor({1.f, 3.f, 0.5f});
    return CrossEntropyLoss{{.weight = local}};
  };
  const auto make_nll = [] {
    const Tensor<float, 3> local = tensor({1.f, 3.f, 0.5f});
    return NLLLoss{{.weight = local}, reduction::sum};
  };
  auto criterion = make();
  const auto copy = criterion;
  check_equal(criterion(z, t), cross_entropy(z, t, {.weight = w}));
  check_equal(criterion(z, softmax(z, 1_c)), cross_entropy(z, softmax(z, 1_c), {.weight = w}));
  check_equal(make_nll()(log_softmax(z, 1_c), t), nll_loss(log_softmax(z, 1_c), t, {.weight = w}, reduction::sum));
  const Tensor<float, 3> other = tensor({2.f, 0.25f, 1.f});
  criterion.options.weight = other;
  check_equal(criterion(z, t), cross_entropy(z, t, {.weight = other}));
  check_equal(copy(z, t), cross_entropy(z, t, {.weight = w})); // shares nothing that is assigned
  check_equal(CrossEntropyLoss(w)(z, t), copy(z, t));
  check_equal(NLLLoss(w)(log_softmax(z, 1_c), t), copy(z, t));
  {
    Tape tape;
    const Variable loss = make()(p, t); // the criterion has ended when the loss is swept
    tape.backward(loss);
  }
  const Tensor<float, 4, 3> swept = p.grad();
  p.zero_grad();
  backward(cross_entropy(p, t, {.weight = w}));
  check_equal(swept, p.grad());
}

TEST_CASE("BCEWithLogitsLoss with pos_weight 1 is exact for large logits") {
  const Tensor<double, 3> z = tensor({20.0001, -35.0, 400.0}), y = tensor({0.0, 0.0, 0.25});
  const Tensor<double, 3> one = ones<double, 3>();
  const BCEWithLogitsLoss loss{bce_weights{.pos_weight = one}, reduction::none};
  const Tensor<double, 3> ours = loss(z, y);
  CHECK(ours(0) == Approx(20.000100002060947).epsilon(1e-15));
  CHECK(ours(1) == Approx(6.305116760146985e-16).epsilon(1e-14));
  CHECK(ours(2) == 300);
}

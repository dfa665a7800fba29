// SPDX-License-Identifier: BSL-1.0
// XLNet's two streams against loops in double, its gradients against differences, and what must not leak.
#include "plain_xlnet.hpp"

#include <tenon/autograd.hpp>
#include <tenon/optim/adam.hpp>
#include <tenon/text/permutation.hpp>

#include <catch2/catch.hpp>

#include <numeric>
#include <sstream>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr XLNetConfig tiny{.vocab_size = 10, .d_model = 8, .n_layer = 2, .n_head = 2, .d_inner = 12, .dropout = 0.2};
using Model = XLNet<tiny, double>;
using Ids = Tensor<TokenId, 2, 8>;
using Mask = Tensor<float, 2, 8, 8>;

// a to f, then bos, eos, pad and mask
struct Letters {
  std::vector<TokenId> encode(std::string_view text) const {
    std::vector<TokenId> ids;
    for (const char letter : text) ids.push_back(letter - 'a');
    return ids;
  }
  std::string decode(std::span<const TokenId> ids) const {
    std::string text;
    for (const TokenId id : ids) text += static_cast<char>('a' + id);
    return text;
  }
  TokenId vocab_size() const { return 10; }
  SpecialTokens special() const { return {6, 7, 8, 9}; }
  bool begins_word(TokenId) const { return true; }
};
PermutationBatch some_batch(Generator& generator) {
  const DataCollatorForPermutationLanguageModeling collate(Letters{}, {.plm_probability = 0.5, .max_span_length = 3});
  std::vector<Example> examples;
  for (int row = 0; row < 2; ++row) {
    const auto first = random_below(generator, 6);
    const auto ids = Letters().encode(std::string("abcdefabcdefab").substr(first, 8));
    examples.push_back({ids, ids});
  }
  return collate(examples, 8, generator);
}
template <class T, class V> T tensor_from(const std::vector<V>& elements) {
  T t;
  std::ranges::copy(elements, t.begin());
  return t;
}
// all tokens in a random order: what comes at a place or behind it is hidden there, all of it from the first
Mask random_order(Generator& generator) {
  Mask mask;
  for (tenon::index b = 0; b < 2; ++b) {
    const auto place = shuffled(8, generator);
    for (tenon::index i = 0; i < 8; ++i)
      for (tenon::index j = 0; j < 8; ++j)
        mask(b, i, j) = place[static_cast<std::size_t>(i)] <= place[static_cast<std::size_t>(j)] ? 1.0f : 0.0f;
  }
  return mask;
}
Mask all_targets() {
  Mask m;
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < 8; ++i) m(b, i, i) = 1;
  return m;
}
Ids some_ids() {
  Generator generator(4);
  return randint(generator, 0, 10);
}
plain::order order_of(const Mask& mask, tenon::index b, std::vector<std::size_t> targets) {
  plain::order o{{8, std::vector<bool>(8)}, std::move(targets)};
  for (tenon::index i = 0; i < 8; ++i)
    for (tenon::index j = 0; j < 8; ++j)
      o.hidden[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = mask(b, i, j) > 0;
  return o;
}
const std::vector<std::size_t> everywhere{0, 1, 2, 3, 4, 5, 6, 7};
std::vector<TokenId> row(const Ids& ids, tenon::index b) { return {ids.data() + 8 * b, ids.data() + 8 * b + 8}; }

template <class A, class B> double difference(const A& a, const B& b) { return static_cast<double>(amax(abs(a - b))); }
} // namespace

TEST_CASE("both streams agree with loops") {
  Generator generator(5);
  auto model = plain::model_with_large_weights<tiny, double>();
  const auto all_weights = plain::weights_of(model);
  const plain::xlnet loops(all_weights, tiny);
  const Mask targets = all_targets();
  for (int round = 0; round < 6; ++round) {
    const auto batch = some_batch(generator);
    const auto ids = round % 2 ? some_ids() : tensor_from<Ids>(batch.input_ids);
    const auto mask = round % 2 ? random_order(generator) : tensor_from<Mask>(batch.perm_mask);
    const auto o = model(ids, mask, targets, output_hidden_states, output_attentions);
    const auto logits = eval(o.logits);
    for (tenon::index b = 0; b < 2; ++b) {
      const auto order = order_of(mask, b, everywhere);
      const auto wanted = loops(row(ids, b), &order);
      CHECK(plain::distance(logits[b], wanted.logits) < 1e-10);
      for (std::size_t l = 0; l <= 2; ++l) {
        CHECK(plain::distance(o.hidden_states[l].content.value()[b], wanted.content[l]) < 1e-10);
        CHECK(plain::distance(o.hidden_states[l].query.value()[b], wanted.query[l]) < 1e-10);
      }
      for (std::size_t l = 0; l < 2; ++l)
        for (tenon::index head = 0; head < 2; ++head) {
          const auto h = static_cast<std::size_t>(head);
          CHECK(plain::distance(o.attentions[l].content.value()[b][head], wanted.content_attention[l][h]) < 1e-10);
          CHECK(plain::distance(o.attentions[l].query.value()[b][head], wanted.query_attention[l][h]) < 1e-10);
        }
    }
  }
}
TEST_CASE("one stream sees all, as the content does where nothing is hidden") {
  auto model = plain::model_with_large_weights<tiny, double>();
  const auto all_weights = plain::weights_of(model);
  const auto ids = some_ids();
  const auto one = model(ids, output_hidden_states);
  const auto logits = eval(one.logits);
  for (tenon::index b = 0; b < 2; ++b)
    CHECK(plain::distance(logits[b], plain::xlnet(all_weights, tiny)(row(ids, b)).logits) < 1e-10);
  const auto two = model(ids, Mask{}, all_targets(), output_hidden_states, output_attentions);
  for (std::size_t l = 0; l <= 2; ++l) CHECK(difference(two.hidden_states[l].content, one.hidden_states[l]) < 1e-12);
}
TEST_CASE("some positions may be predicted, in any order") {
  Generator generator(6);
  auto model = plain::model_with_large_weights<tiny, double>();
  const auto all_weights = plain::weights_of(model);
  const plain::xlnet loops(all_weights, tiny);
  const auto ids = some_ids();
  const Mask mask = random_order(generator);
  const std::size_t places[2][3]{{5, 0, 3}, {7, 6, 1}};
  Tensor<float, 2, 3, 8> targets;
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index m = 0; m < 3; ++m) targets(b, m, static_cast<tenon::index>(places[b][m])) = 1;
  const auto logits = eval(model(ids, mask, targets).logits);
  for (tenon::index b = 0; b < 2; ++b) {
    const auto order = order_of(mask, b, {std::begin(places[b]), std::end(places[b])});
    CHECK(plain::distance(logits[b], loops(row(ids, b), &order).logits) < 1e-10);
  }
}
TEST_CASE("a prediction depends on what it sees, and on nothing else") {
  Generator generator(7);
  const auto model = plain::model_with_large_weights<tiny, double>();
  const Mask targets = all_targets();
  for (int round = 0; round < 4; ++round) {
    const auto batch = some_batch(generator);
    const Ids ids = tensor_from<Ids>(batch.input_ids);
    const Mask mask = round % 2 ? random_order(generator) : tensor_from<Mask>(batch.perm_mask);
    const auto before = eval(model(ids, mask, targets, output_hidden_states, output_attentions).logits);
    for (tenon::index j = 0; j < 8; ++j) {
      Ids other = ids;
      for (tenon::index b = 0; b < 2; ++b) other(b, j) = (ids(b, j) + 1) % 10;
      const auto after = eval(model(other, mask, targets, output_hidden_states, output_attentions).logits);
      for (tenon::index b = 0; b < 2; ++b)
        for (tenon::index i = 0; i < 8; ++i) {
          INFO("sequence " << b << ", prediction " << i << ", token " << j);
          if (mask(b, i, j) > 0) CHECK(difference(before[b][i], after[b][i]) == 0);
          else CHECK(difference(before[b][i], after[b][i]) > 1e-6);
        }
    }
  }
}
TEST_CASE("the loss is the mean over the labels that count") {
  Generator generator(8);
  const auto model = plain::model_with_large_weights<tiny, double>();
  const Ids ids = some_ids();
  const Mask mask = random_order(generator), targets = all_targets();
  Ids labels = ids;
  labels(0, 2) = labels(1, 7) = labels(1, 0) = no_label;
  const auto logp = eval(log_softmax(model(ids, mask, targets, output_hidden_states, output_attentions).logits, -1_c));
  double sum = 0;
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < 8; ++i)
      if (labels(b, i) != no_label) sum -= logp(b, i, labels(b, i));
  CHECK(static_cast<double>(model(ids, mask, targets, labels).loss) == Approx(sum / 13).epsilon(1e-12));
  Tape tape; // what ends with the call belongs to the statements
  const Variable loss = model(some_ids(), Mask(mask), all_targets(), Ids(labels)).loss;
  tape.backward(loss);
  CHECK(static_cast<double>(loss) == Approx(sum / 13).epsilon(1e-12));
}
TEST_CASE("every parameter's gradient against differences, without dropout and with it") {
  Generator generator(8);
  auto model = plain::model_with_large_weights<tiny, double>();
  const Ids ids = some_ids();
  const Mask mask = random_order(generator), targets = all_targets();
  const auto loss_of = [&] {
    manual_seed(1); // the same elements are dropped each time
    return model(ids, mask, targets, ids).loss;
  };
  const auto loss_now = [&] { return static_cast<double>(loss_of()); };
  const double whole = loss_now(); // in evaluation
  model.train();
  for (const double p : {0.0, 0.2}) {
    auto set_dropout = [p](auto& m) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(m)>, Dropout>) m.p = p;
    };
    apply_to(model, set_dropout);
    CHECK((loss_now() == whole) == (p == 0));
    zero_grad(model);
    {
      Tape tape;
      const auto loss = loss_of();
      tape.backward(loss);
    }
    parameters(model).each_named([&](const std::string& name, auto& parameter) {
      const tenon::index n = std::remove_cvref_t<decltype(parameter)>::numel;
      for (const tenon::index i : {n / 3, n / 2, n - 1}) {
        INFO(name << ", element " << i << ", dropout " << p);
        const double x = parameter.data()[i], step = 1e-6;
        parameter.data()[i] = x + step;
        const double above = loss_now();
        parameter.data()[i] = x - step;
        const double below = loss_now();
        parameter.data()[i] = x;
        CHECK(parameter.grad().data()[i] == Approx((above - below) / (2 * step)).epsilon(1e-5).margin(1e-8));
        // segments are left out, and nothing else
        const bool unread = name.ends_with("r_s_bias") || name.ends_with("seg_embed");
        CHECK((parameter.grad().data()[i] == 0) == unread);
      }
    });
  }
  CHECK(static_cast<double>(model.eval()(ids, mask, targets, ids).loss) == whole);
}
TEST_CASE("a few hundred steps learn a text that repeats") {
  Generator generator(9);
  Model model(generator);
  model.eval(); // nothing is dropped
  AdamW optimizer{parameters(model), {.lr = 1e-2}};
  const Mask targets = all_targets();
  std::vector<double> losses;
  while (losses.size() < 400) {
    const auto batch = some_batch(generator);
    if (std::ranges::count(batch.labels, no_label) == 16) continue; // nothing is hidden
    const auto ids = tensor_from<Ids>(batch.input_ids), labels = tensor_from<Ids>(batch.labels);
    const auto mask = tensor_from<Mask>(batch.perm_mask);
    Tape tape;
    const auto loss = model(ids, mask, targets, labels).loss;
    losses.push_back(static_cast<double>(loss));
    optimizer.zero_grad();
    tape.backward(loss);
    optimizer.step();
  }
  const double first = std::accumulate(losses.begin(), losses.begin() + 10, 0.0) / 10;
  const double last = std::accumulate(losses.end() - 10, losses.end(), 0.0) / 10;
  INFO("from " << first << " to " << last);
  CHECK(first > std::log(6.0));
  CHECK(last < 0.8); // without looking around it would be that of 6 letters
}
TEST_CASE("parameters have the names of XLNetLMHeadModel") {
  Model model;
  std::vector<std::string> names;
  parameters(model).each_named([&](const std::string& name, const auto&) { names.push_back(name); });
  std::vector<std::string> wanted{"transformer.mask_emb", "transformer.word_embedding.weight"};
  for (const std::string layer : {"transformer.layer.0.", "transformer.layer.1."})
    for (const char* name :
         {"rel_attn.q", "rel_attn.k", "rel_attn.v", "rel_attn.o", "rel_attn.r", "rel_attn.r_r_bias",
          "rel_attn.r_s_bias", "rel_attn.r_w_bias", "rel_attn.seg_embed", "rel_attn.layer_norm.weight",
          "rel_attn.layer_norm.bias", "ff.layer_norm.weight", "ff.layer_norm.bias", "ff.layer_1.weight",
          "ff.layer_1.bias", "ff.layer_2.weight", "ff.layer_2.bias"})
      wanted.push_back(layer + name);
  wanted.push_back("lm_loss.bias");
  CHECK(names == wanted);
  CHECK(state_dict(model)["transformer.mask_emb"_k].size() == Size<1, 1, 8>{});
  CHECK(state_dict(model)["transformer.layer.1.rel_attn.o"_k].size() == Size<8, 2, 4>{});
  CHECK(state_dict(model)["transformer.layer.0.rel_attn.seg_embed"_k].size() == Size<2, 2, 4>{});
  CHECK(state_dict(model)["transformer.layer.0.ff.layer_1.weight"_k].size() == Size<12, 8>{});
}
TEST_CASE("an output says what it holds") {
  const Model model;
  const Mask targets = all_targets();
  const auto o = model(some_ids(), Mask{}, targets, output_hidden_states, output_attentions);
  STATIC_REQUIRE(!o.contains("loss"_k));
  std::ostringstream text;
  text << o;
  CHECK(text.str() == "XLNetLMHeadModelOutput(logits=(2, 8, 10), hidden_states=3 x (content (2, 8, 8), query (2, 8, "
                      "8)), attentions=2 x (content (2, 2, 8, 8), query (2, 2, 8, 8)))");
}

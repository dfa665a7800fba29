// SPDX-License-Identifier: BSL-1.0
// Llama against loops in double, its names, its gradients against differences, and its cache.
#include <tenon/autograd.hpp>
#include <tenon/models/generate.hpp>
#include <tenon/models/llama.hpp>
#include <tenon/nn/state.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr LlamaConfig tiny{.vocab_size = 11,
                           .hidden_size = 16,
                           .intermediate_size = 20,
                           .num_hidden_layers = 2,
                           .num_attention_heads = 4,
                           .num_key_value_heads = 2,
                           .max_position_embeddings = 24,
                           .rope_theta = 100};
constexpr LlamaConfig tied{.vocab_size = 11,
                           .hidden_size = 8,
                           .intermediate_size = 12,
                           .num_hidden_layers = 1,
                           .num_attention_heads = 2,
                           .max_position_embeddings = 8,
                           .tie_word_embeddings = true,
                           .attention_bias = true};

template <LlamaConfig C, class T = double> auto model_with_large_weights() {
  Generator generator(3);
  Llama<C, T> model(generator);
  parameters(model).each([&](auto& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    typename tensor_for<T, typename P::size_type>::type noise = randn(generator) * 0.3;
    p.value() += noise;
  });
  return model;
}

using matrix = std::vector<std::vector<double>>;
using weights = std::map<std::string, std::vector<double>>;

template <class M> weights weights_of(M& model) {
  weights all;
  state_dict(model).each([&](const std::string& name, const auto& t) {
    all[name] = std::vector<double>(t.data(), t.data() + std::remove_cvref_t<decltype(t)>::numel);
  });
  return all;
}
matrix times(const matrix& x, const std::vector<double>& w) { // x W^T
  const std::size_t in = x[0].size(), out = w.size() / in;
  matrix y(x.size(), std::vector<double>(out));
  for (std::size_t n = 0; n < x.size(); ++n)
    for (std::size_t o = 0; o < out; ++o)
      for (std::size_t i = 0; i < in; ++i) y[n][o] += x[n][i] * w[o * in + i];
  return y;
}
matrix normalised(matrix x, const std::vector<double>& w, double eps) {
  for (auto& row : x) {
    double squares = 0;
    for (const double v : row) squares += v * v;
    const double scale = 1 / std::sqrt(squares / static_cast<double>(row.size()) + eps);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] *= scale * w[i];
  }
  return x;
}
void turn(matrix& x, std::size_t width, double theta) { // each head's pairs
  const std::size_t half = width / 2;
  for (std::size_t n = 0; n < x.size(); ++n)
    for (std::size_t head = 0; head < x[n].size(); head += width)
      for (std::size_t i = 0; i < half; ++i) {
        const double angle =
            static_cast<double>(n) / std::pow(theta, 2.0 * static_cast<double>(i) / static_cast<double>(width));
        const double a = x[n][head + i], b = x[n][head + i + half];
        x[n][head + i] = a * std::cos(angle) - b * std::sin(angle);
        x[n][head + i + half] = b * std::cos(angle) + a * std::sin(angle);
      }
}
// one sequence: logits, the state before each layer and what the head reads, and of each layer the keys and values of
// all positions and the weights of each head
struct plain_output {
  matrix logits;
  std::vector<matrix> states, keys, values;
  std::vector<std::vector<matrix>> attentions;
};
plain_output plain_llama(const weights& w, const LlamaConfig& c, const std::vector<std::int64_t>& ids) {
  plain_output all;
  const auto hidden = static_cast<std::size_t>(c.hidden_size), heads = static_cast<std::size_t>(c.num_attention_heads),
             width = hidden / heads, shared = heads / static_cast<std::size_t>(c.num_key_value_heads);
  matrix x;
  for (const std::int64_t id : ids) {
    const auto row = w.at("model.embed_tokens.weight").begin() + id * c.hidden_size;
    x.emplace_back(row, row + c.hidden_size);
  }
  for (tenon::index l = 0; l < c.num_hidden_layers; ++l) {
    const std::string layer = "model.layers." + std::to_string(l) + ".";
    all.states.push_back(x);
    const auto h = normalised(x, w.at(layer + "input_layernorm.weight"), c.rms_norm_eps);
    auto q = times(h, w.at(layer + "self_attn.q_proj.weight")), k = times(h, w.at(layer + "self_attn.k_proj.weight"));
    const auto v = times(h, w.at(layer + "self_attn.v_proj.weight"));
    turn(q, width, c.rope_theta);
    turn(k, width, c.rope_theta);
    all.keys.push_back(k);
    all.values.push_back(v);
    all.attentions.emplace_back(heads, matrix(x.size(), std::vector<double>(x.size())));
    matrix y(x.size(), std::vector<double>(hidden));
    for (std::size_t head = 0; head < heads; ++head)
      for (std::size_t n = 0; n < x.size(); ++n) {
        const std::size_t mine = head * width, theirs = head / shared * width;
        std::vector<double> p(n + 1);
        double total = 0;
        for (std::size_t s = 0; s <= n; ++s) {
          double score = 0;
          for (std::size_t i = 0; i < width; ++i) score += q[n][mine + i] * k[s][theirs + i];
          total += p[s] = std::exp(score / std::sqrt(static_cast<double>(width)));
        }
        for (std::size_t s = 0; s <= n; ++s) all.attentions.back()[head][n][s] = p[s] / total;
        for (std::size_t s = 0; s <= n; ++s)
          for (std::size_t i = 0; i < width; ++i) y[n][mine + i] += p[s] / total * v[s][theirs + i];
      }
    const auto added = times(y, w.at(layer + "self_attn.o_proj.weight"));
    for (std::size_t n = 0; n < x.size(); ++n)
      for (std::size_t i = 0; i < hidden; ++i) x[n][i] += added[n][i];
    const auto m = normalised(x, w.at(layer + "post_attention_layernorm.weight"), c.rms_norm_eps);
    auto gate = times(m, w.at(layer + "mlp.gate_proj.weight"));
    const auto up = times(m, w.at(layer + "mlp.up_proj.weight"));
    for (std::size_t n = 0; n < x.size(); ++n)
      for (std::size_t i = 0; i < gate[n].size(); ++i) gate[n][i] *= up[n][i] / (1 + std::exp(-gate[n][i]));
    const auto down = times(gate, w.at(layer + "mlp.down_proj.weight"));
    for (std::size_t n = 0; n < x.size(); ++n)
      for (std::size_t i = 0; i < hidden; ++i) x[n][i] += down[n][i];
  }
  all.states.push_back(normalised(x, w.at("model.norm.weight"), c.rms_norm_eps));
  all.logits = times(all.states.back(), w.at("lm_head.weight"));
  return all;
}
Tensor<std::int64_t, 2, 7> some_ids() {
  Generator generator(4);
  return randint(generator, 0, 11);
}
} // namespace

TEST_CASE("Llama's logits against loops") {
  const auto ids = some_ids();
  auto model = model_with_large_weights<tiny>();
  const auto logits = eval(model(ids).logits);
  for (tenon::index b = 0; b < 2; ++b) {
    const auto wanted =
        plain_llama(weights_of(model), tiny, std::vector<std::int64_t>(ids.data() + 7 * b, ids.data() + 7 * b + 7))
            .logits;
    for (tenon::index n = 0; n < 7; ++n)
      for (tenon::index v = 0; v < 11; ++v)
        CHECK(logits(b, n, v) ==
              Approx(wanted[static_cast<std::size_t>(n)][static_cast<std::size_t>(v)]).epsilon(1e-10));
  }
}
TEST_CASE("tags show what the layers of Llama have computed") {
  const auto ids = some_ids();
  auto model = model_with_large_weights<tiny>();
  const auto o = model(ids, ids, use_cache, output_hidden_states, output_attentions);
  STATIC_REQUIRE(o.size() == 5);
  STATIC_REQUIRE(!decltype(model(ids))::contains("hidden_states"_k));
  STATIC_REQUIRE(decltype(model(ids, output_attentions))::contains("attentions"_k));
  CHECK(o.past_key_values.size() == 2);
  CHECK(o.hidden_states.size() == 3);
  CHECK(o.attentions.size() == 2);
  CHECK(o.attentions[0].size() == Size<2, 4, 7, 7>{});
  CHECK(o.past_key_values[0].key.size() == Size<2, 2, 7, 4>{});
  CHECK(static_cast<double>(o.loss) == Approx(static_cast<double>(model(ids, ids).loss)).epsilon(1e-14));
  for (tenon::index b = 0; b < 2; ++b) {
    const auto wanted =
        plain_llama(weights_of(model), tiny, std::vector<std::int64_t>(ids.data() + 7 * b, ids.data() + 7 * b + 7));
    const auto same = [](double got, const std::vector<matrix>& all, std::size_t layer, tenon::index n,
                         tenon::index i) {
      CHECK(got == Approx(all[layer][static_cast<std::size_t>(n)][static_cast<std::size_t>(i)]).margin(1e-12));
    };
    for (tenon::index n = 0; n < 7; ++n) {
      for (std::size_t l = 0; l < 3; ++l)
        for (tenon::index i = 0; i < 16; ++i) same(o.hidden_states[l](b, n, i), wanted.states, l, n, i);
      for (std::size_t l = 0; l < 2; ++l) {
        for (tenon::index head = 0; head < 2; ++head)
          for (tenon::index i = 0; i < 4; ++i) {
            same(o.past_key_values[l].key(b, head, n, i), wanted.keys, l, n, 4 * head + i);
            same(o.past_key_values[l].value(b, head, n, i), wanted.values, l, n, 4 * head + i);
          }
        for (tenon::index head = 0; head < 4; ++head)
          for (tenon::index k = 0; k < 7; ++k)
            same(o.attentions[l](b, head, n, k), wanted.attentions[l], static_cast<std::size_t>(head), n, k);
      }
    }
  }
}
TEST_CASE("what Llama is called with may end before the way back") {
  const Llama<tied> model;
  const auto ids = [] {
    Tensor<std::int64_t, 2, 6> t;
    for (std::int64_t i = 0; auto& id : t) id = i++ * 4 % 11;
    return t;
  };
  const auto named = ids();
  const float expected = model(named, named).loss;
  Tape tape;
  const Variable loss = model(ids(), ids()).loss;
  tape.backward(loss);
  CHECK(static_cast<float>(loss) == expected);
}

TEST_CASE("parameters have the names of LlamaForCausalLM") {
  Llama<tiny> model;
  std::vector<std::string> names;
  parameters(model).each_named([&](const std::string& name, const auto&) { names.push_back(name); });
  CHECK(names.size() == 1 + 2 * 9 + 1 + 1);
  CHECK(names[0] == "model.embed_tokens.weight");
  CHECK(names[1] == "model.layers.0.self_attn.q_proj.weight");
  CHECK(names[4] == "model.layers.0.self_attn.o_proj.weight");
  CHECK(names[5] == "model.layers.0.mlp.gate_proj.weight");
  CHECK(names[8] == "model.layers.0.input_layernorm.weight");
  CHECK(names[18] == "model.layers.1.post_attention_layernorm.weight");
  CHECK(names[19] == "model.norm.weight");
  CHECK(names[20] == "lm_head.weight");
  CHECK(state_dict(model)["model.layers.1.self_attn.k_proj.weight"_k].size() == Size<8, 16>{});
  Llama<tied> other;
  CHECK(state_dict(other)["model.layers.0.self_attn.o_proj.bias"_k].size() == Size<8>{});
}
TEST_CASE("every parameter's gradient against differences") {
  const auto ids = some_ids();
  auto model = model_with_large_weights<tiny>();
  const auto loss_now = [&] { return static_cast<double>(model(ids, ids).loss); };
  {
    Tape tape;
    const auto loss = model(ids, ids).loss;
    tape.backward(loss);
  }
  // the loss is the mean of -log p over what follows
  const auto logp = eval(log_softmax(model(ids).logits, -1_c));
  double sum = 0;
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index n = 0; n < 6; ++n) sum -= logp(b, n, ids(b, n + 1));
  CHECK(loss_now() == Approx(sum / 12).epsilon(1e-12));
  parameters(model).each_named([&](const std::string& name, auto& p) {
    const tenon::index n = std::remove_cvref_t<decltype(p)>::numel;
    for (const tenon::index i : {n / 3, n / 2, n - 1}) {
      INFO(name << ", element " << i);
      const double x = p.data()[i], step = 1e-6;
      p.data()[i] = x + step;
      const double above = loss_now();
      p.data()[i] = x - step;
      const double below = loss_now();
      p.data()[i] = x;
      CHECK(p.grad().data()[i] == Approx((above - below) / (2 * step)).epsilon(1e-5).margin(1e-8));
    }
  });
}
TEST_CASE("a cache gives what the full pass gives") {
  const auto ids = some_ids();
  const auto check = [&]<class T>(T, double bound) {
    const auto model = model_with_large_weights<tiny, T>();
    const auto wanted = eval(model(ids).logits);
    Cache<tiny, 2, 20, T> cache;
    const auto go = [&]<tenon::index N>() {
      const tenon::index past = cache.length();
      Tensor<std::int64_t, 2, N> some;
      for (tenon::index b = 0; b < 2; ++b)
        for (tenon::index i = 0; i < N; ++i) some(b, i) = ids(b, past + i);
      const auto o = model(some, cache);
      const auto got = eval(o.logits);
      for (tenon::index b = 0; b < 2; ++b)
        for (tenon::index i = 0; i < N; ++i)
          for (tenon::index v = 0; v < 11; ++v)
            CHECK(std::abs(static_cast<double>(got(b, i, v) - wanted(b, past + i, v))) < bound);
    };
    for (int i = 0; i < 7; ++i) go.template operator()<1>();
    cache.crop(3);
    go.template operator()<4>();
    CHECK(cache.length() == 7);
  };
  check(double(), 1e-12);
  check(float(), 1e-4);
}
TEST_CASE("Llama writes what it finds likeliest") {
  const auto model = model_with_large_weights<tied>();
  const std::vector<std::int64_t> prompt{4, 9};
  const auto got = generate(model, prompt, {.max_new_tokens = 6});
  Tensor<std::int64_t, 1, 8> all{};
  all(0, 0) = 4;
  all(0, 1) = 9;
  for (tenon::index i = 2; i < 8; ++i) {
    const auto logits = eval(model(all).logits); // what comes later does not change what is read here
    tenon::index best = 0;
    for (tenon::index v = 1; v < 11; ++v)
      if (logits(0, i - 1, v) > logits(0, i - 1, best)) best = v;
    all(0, i) = best;
    CHECK(got[static_cast<std::size_t>(i - 2)] == best);
  }
}

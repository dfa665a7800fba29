// SPDX-License-Identifier: BSL-1.0
// A cache and the tokens after it give what the model gives for all tokens at once.
#include "golden_gpt.hpp"

#include "allocations.hpp"

using namespace tenon;
using namespace tenon::literals;
using namespace golden;

namespace {
// columns [first, first + N) of ids (2, 8)
template <tenon::index N> auto columns(const Tensor<std::int64_t, 2, 8>& ids, tenon::index first) {
  Tensor<std::int64_t, 2, N> some;
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < N; ++i) some(b, i) = ids(b, first + i);
  return some;
}
// the next N tokens, their logits behind those of the earlier ones
template <tenon::index N, class M, class C, class L>
void advance(const M& model, C& cache, const Tensor<std::int64_t, 2, 8>& ids, L& logits) {
  const tenon::index past = cache.length();
  const auto o = model(columns<N>(ids, past), cache);
  const auto some = eval(o.logits);
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < N; ++i)
      for (tenon::index v = 0; v < 13; ++v) logits(b, past + i, v) = some(b, i, v);
  CHECK(cache.length() == past + N);
}
template <class T> struct example {
  const nlohmann::json& golden = case_named("gpt2_tied_tanh");
  GPT<tied, T> model = model_of<tied, T>(golden);
  Tensor<std::int64_t, 2, 8> ids;
  Tensor<T, 2, 8, 13> logits;
  Cache<tied, 2, 8, T> cache;
  example() { read(golden["inputs"]["input_ids"], ids); }
};
} // namespace

TEST_CASE("token by token, and a prefix with a chunk of three, as in PyTorch") {
  example<double> e;
  for (int i = 0; i < 8; ++i) advance<1>(e.model, e.cache, e.ids, e.logits);
  check(e.logits, e.golden["outputs"]["logits_incremental"], 1e-12, "token by token");
  check(e.cache.key(0), e.golden["outputs"]["past0.k"], 1e-12, "key");
  check(e.cache.value(1), e.golden["outputs"]["past1.v"], 1e-12, "value");
  e.cache.reset();
  advance<5>(e.model, e.cache, e.ids, e.logits);
  advance<3>(e.model, e.cache, e.ids, e.logits);
  check(e.logits, e.golden["outputs"]["logits_prefill_then_chunk"], 1e-12, "prefix and chunk");
}
TEST_CASE("random splits give what the full pass gives") {
  example<float> f;
  example<double> d;
  Generator generator(7);
  for (int trial = 0; trial < 20; ++trial) {
    f.cache.reset();
    d.cache.reset();
    for (tenon::index left = 8; left > 0; left = 8 - d.cache.length()) {
      const tenon::index n =
          1 + static_cast<tenon::index>(generator.uniform() * static_cast<double>(std::min<tenon::index>(left, 4)));
      const auto both = [&]<tenon::index N>() {
        advance<N>(f.model, f.cache, f.ids, f.logits);
        advance<N>(d.model, d.cache, d.ids, d.logits);
      };
      if (n == 1) both.operator()<1>();
      else if (n == 2) both.operator()<2>();
      else if (n == 3) both.operator()<3>();
      else both.operator()<4>();
    }
    check(f.logits, f.golden["outputs"]["logits"], 1e-5, "float");
    check(d.logits, d.golden["outputs"]["logits"], 1e-12, "double");
  }
}
TEST_CASE("crop keeps the first tokens, and what followed them leaves no trace") {
  example<double> e;
  advance<5>(e.model, e.cache, e.ids, e.logits);
  // what is not a number must not reach what comes after it
  e.model.transformer.wte.weight.value()[3] = std::numeric_limits<double>::quiet_NaN();
  Tensor<std::int64_t, 2, 3> poison = full<std::int64_t, 2, 3>(3);
  CHECK(std::isnan(eval(e.model(poison, e.cache).logits)(0, 0, 0)));
  e.model = model_of<tied, double>(e.golden);
  e.cache.crop(-4);
  CHECK(e.cache.length() == 4);
  advance<4>(e.model, e.cache, e.ids, e.logits);
  check(e.logits, e.golden["outputs"]["logits"], 1e-12, "after crop");
  e.cache.crop(100);
  CHECK(e.cache.length() == 8);
  CHECK_THROWS_WITH(e.cache.crop(-9), "Cache: crop(-9) of 8 tokens");
  CHECK_THROWS_WITH(e.cache.crop(2, 2), "Cache: crop of sequence 2 of 2");
  CHECK_THROWS_AS(e.cache.crop(0, -1), std::out_of_range);
  e.cache.reset();
  CHECK(e.cache.length() == 0);
  CHECK(static_cast<double>(amax(abs(e.cache.value(1)))) == 0);
}
TEST_CASE("each sequence goes on where it has ended") {
  example<double> e;
  advance<5>(e.model, e.cache, e.ids, e.logits);
  e.cache.crop(2, 1);
  CHECK(e.cache.length(0) == 5);
  CHECK(e.cache.length(1) == 2);
  CHECK(e.cache.length() == 5);
  auto next = columns<3>(e.ids, 5);
  for (tenon::index i = 0; i < 3; ++i) next(1, i) = e.ids(1, 2 + i);
  const auto check_next = [&](const auto& got) {
    for (tenon::index i = 0; i < 3; ++i)
      for (tenon::index v = 0; v < 13; ++v) {
        const auto wanted = [&](tenon::index b, tenon::index n) {
          return e.golden["outputs"]["logits"]["data"][static_cast<std::size_t>((8 * b + n) * 13 + v)].get<double>();
        };
        CHECK(got(0, i, v) == Approx(wanted(0, 5 + i)).epsilon(1e-12));
        CHECK(got(1, i, v) == Approx(wanted(1, 2 + i)).epsilon(1e-12));
      }
  };
  const auto o = e.model(next, e.cache);
  check_next(eval(o.logits));
  CHECK(e.cache.length(0) == 8);
  CHECK(e.cache.length(1) == 5);
  const auto more = columns<1>(e.ids, 0);
  CHECK_THROWS_WITH(e.model(more, e.cache), "Cache: 8 tokens and 1 more exceed its capacity of 8");
  // the second has no six tokens, so neither loses any
  CHECK_THROWS_WITH(e.cache.crop(-6), "Cache: crop(-6) of 5 tokens");
  CHECK(e.cache.length(0) == 8);
  e.cache.crop(-3);
  CHECK(e.cache.length(0) == 5);
  CHECK(e.cache.length(1) == 2);
  // lengths go with what has been read
  Tensor<std::int64_t, 2> number{};
  number(0) = 1;
  e.cache.reorder(number);
  CHECK(e.cache.length(0) == 2);
  CHECK(e.cache.length(1) == 5);
  for (tenon::index i = 0; i < 3; ++i) std::swap(next(0, i), next(1, i));
  const auto turned = e.model(next, e.cache);
  check_next(eval(flip(turned.logits, 0_c)));
}
TEST_CASE("too many tokens are refused before anything is written") {
  example<double> e;
  advance<5>(e.model, e.cache, e.ids, e.logits);
  const auto before = e.cache;
  const auto more = columns<4>(e.ids, 0);
  CHECK_THROWS_AS(e.model(more, e.cache), cache_overflow);
  CHECK_THROWS_WITH(e.model(more, e.cache), "Cache: 5 tokens and 4 more exceed its capacity of 8");
  Tensor<std::int64_t, 2, 1> unknown = full<std::int64_t, 2, 1>(13);
  CHECK_THROWS_AS(e.model(unknown, e.cache), std::out_of_range);
  CHECK(e.cache.length() == 5);
  for (tenon::index l = 0; l < 2; ++l) {
    CHECK(static_cast<double>(amax(abs(e.cache.key(l) - before.key(l)))) == 0);
    CHECK(static_cast<double>(amax(abs(e.cache.value(l) - before.value(l)))) == 0);
  }
}
TEST_CASE("reorder lets sequences go on from others") {
  example<double> e;
  advance<5>(e.model, e.cache, e.ids, e.logits);
  auto swapped = e.ids;
  for (tenon::index i = 0; i < 8; ++i) swapped(0, i) = e.ids(1, i);
  Tensor<std::int64_t, 2> number{};
  number(0) = number(1) = 1;
  e.cache.reorder(number);
  for (tenon::index i = 0; i < 8; ++i) swapped(1, i) = e.ids(1, i);
  advance<3>(e.model, e.cache, swapped, e.logits);
  const auto full_pass = eval(e.model(swapped).logits);
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 5; i < 8; ++i)
      for (tenon::index v = 0; v < 13; ++v) CHECK(e.logits(b, i, v) == Approx(full_pass(1, i, v)).epsilon(1e-12));
  number(1) = 2;
  CHECK_THROWS_AS(e.cache.reorder(number), std::out_of_range);
}
TEST_CASE("attention reads blocks of past positions, however many there are") {
  // a capacity of several blocks of 16, and more tokens at once than one block
  constexpr GPTConfig longer{.vocab_size = 7, .block_size = 72, .n_layer = 1, .n_head = 2, .n_embd = 8, .dropout = 0};
  Generator generator(3);
  GPT<longer, double> model(generator);
  Tensor<std::int64_t, 1, 72> ids = randint(generator, 0, 7);
  const auto wanted = eval(model(ids).logits);
  Cache<longer, 1, 72, double> cache;
  const auto go = [&]<tenon::index N>() {
    Tensor<std::int64_t, 1, N> some;
    for (tenon::index i = 0; i < N; ++i) some(0, i) = ids(0, cache.length() + i);
    const tenon::index past = cache.length();
    const auto o = model(some, cache);
    const auto got = eval(o.logits);
    for (tenon::index i = 0; i < N; ++i)
      for (tenon::index v = 0; v < 7; ++v) CHECK(got(0, i, v) == Approx(wanted(0, past + i, v)).epsilon(1e-12));
  };
  go.operator()<20>();
  for (int i = 0; i < 52; ++i) go.operator()<1>();
  CHECK(cache.length() == 72);
}
TEST_CASE("a step allocates nothing after the first") {
  constexpr GPTConfig wide{.vocab_size = 65, .block_size = 64, .n_layer = 2, .n_head = 4, .n_embd = 384, .dropout = 0};
  const GPT<wide> model;
  Cache<wide, 1, 64> cache;
  Tensor<std::int64_t, 1, 1> ids;
  const auto step = [&] {
    const inference_mode guard;
    const auto o = model(ids, cache);
    return static_cast<float>(amax(o.logits));
  };
  (void)step();
  while (cache.length() < 63) {
    const long before = allocations;
    (void)step();
    CHECK(allocations == before);
  }
}

// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"
#include "checkpoints.hpp"
#include "outcome.hpp"
#include "sample.hpp"
#include "train.hpp"

#include <tenon/eval/threads.hpp>
#include <tenon/io/mapped_file.hpp>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

using namespace tenon;

namespace {

void set_threads(long threads, [[maybe_unused]] const Communicator& ranks) {
#if defined(_OPENMP)
  // ranks of one machine share its cores; mpirun may have bound each to some of them
  if (threads == 0 && ranks.size() > 1)
    threads = std::clamp(::sysconf(_SC_NPROCESSORS_ONLN) / ranks.neighbours(), 1L, long(omp_get_num_procs()));
  if (threads > 0) omp_set_num_threads(static_cast<int>(threads));
#else
  if (threads > 1)
    throw usage_error("--threads is " + std::to_string(threads) +
                      ", and this program was built without threads; the option TENON_OPENMP of CMake adds them");
#endif
}

// the texts to learn and to evaluate with
struct Sources {
  Texts train, eval;
};
Sources sources_of(const Arguments& a, std::string_view embedded) {
  Sources s{{.name = "train", .max_target_length = a.train_max_target_length},
            {.name = "eval", .max_target_length = a.val_max_target_length}};
  if (!a.embedded()) s.train.paths = train_paths(a);
  if (!a.eval_data_file.empty()) s.eval.paths = {a.eval_data_file};
  const auto held_out = embedded.find('\n', embedded.size() / 10 * 9) + 1;
  s.train.embedded = embedded.substr(0, held_out);
  s.eval.embedded = embedded.substr(held_out);
  return s;
}
std::string all_of(const Texts& texts) {
  std::string all;
  if (texts.paths.empty()) all = texts.embedded;
  for (const auto& path : texts.paths) all += MappedFile(path).text();
  return all;
}

AnyTokenizer tokenizer_of(const Arguments& a, const Sources& s, const std::string& directory, TokenId vocab_size) {
  if (!directory.empty()) return AnyTokenizer::load(a.tokenizer, directory);
  std::string text = all_of(s.train);
  // evaluation needs its characters, too
  if (a.tokenizer == "char" && a.do_eval) text += all_of(s.eval);
  return AnyTokenizer::train(a.tokenizer, text, vocab_size);
}

// what the beginning of an example reads of itself
AttentionMaps attention_of(const LanguageModel& model, const AnyTokenizer& tokenizer, std::vector<TokenId> example) {
  example.resize(std::min<std::size_t>(example.size(), 24));
  std::vector<std::string> names;
  for (const TokenId id : example) names.push_back(tokenizer.decode(std::span(&id, 1)));
  return model.attention(std::vector<std::int64_t>(example.begin(), example.end()), names);
}

void print_loss(const char* what, double loss) {
  std::printf("%-10s  %.4f nats a token, perplexity %.3f\n", what, loss, std::exp(loss));
}

} // namespace

int run(const Arguments& a, std::string_view embedded, Communicator& ranks) {
  set_threads(a.threads, ranks);
  const auto model = make_model(a);
  const auto& facts = model->facts;
  const Notes notes{{"model", a.model}, {"config", a.config}, {"tokenizer", a.tokenizer}};
  const bool anew = a.do_train && !a.resume; // in output_dir
  if (anew && !a.overwrite_output_dir && !list_checkpoints(a.output_dir).empty())
    throw usage_error("'" + a.output_dir +
                      "' has the checkpoints of a run; --resume goes on, --overwrite_output_dir begins anew");

  // everything that can be wrong is found out before anything is written
  RunState state;
  std::string origin = a.model_name_or_path;
  if (origin.empty() && !anew) origin = a.output_dir;
  if (!origin.empty()) {
    const auto c = load_newest(origin, notes, [&](const Checkpoint& found) {
      if (a.resume) model->load(found.path, state);
      else model->load_model(found.path);
    });
    if (ranks.first()) std::fprintf(stderr, "'%s' is read\n", c.path.c_str());
  }
  if (!a.model_name_or_path.empty() && a.train_embs == "no") model->freeze_embeddings();
  const Sources sources = sources_of(a, embedded);
  const AnyTokenizer tokenizer = tokenizer_of(a, sources, origin, facts.vocab_size);
  if (tokenizer.vocab_size() > facts.vocab_size)
    throw usage_error("the text has " + std::to_string(tokenizer.vocab_size()) +
                      " different tokens, special ones included, and the model holds " +
                      std::to_string(facts.vocab_size) + "; use --tokenizer bpe or byte");
  std::vector<TokenId> prompt;
  if (a.generate) prompt = encode_prompt(facts, tokenizer, a);
  for (const auto* texts : {&sources.train, &sources.eval})
    for (const auto& path : texts->paths) MappedFile{path};
  if (a.do_eval) check_examples(a, sources.eval, tokenizer, facts.block_size);
  if (a.do_train) check_examples(a, sources.train, tokenizer, facts.block_size);
  ranks.sum({}); // no rank has found anything wrong

  const bool keeps = a.do_train && !a.output_dir.empty();
  const auto material = [&](const Texts& texts, std::uint64_t seed) {
    return Material{load_examples(a, texts, tokenizer, facts.block_size, keeps ? a.output_dir : "",
                                  ranks.first() && a.overwrite_cache),
                    Collator(a, facts.objective, tokenizer, facts.block_size, seed)};
  };
  std::optional<Material> eval, learned;
  const auto load = [&] {
    if (a.do_eval) eval = material(sources.eval, ~a.seed);
    if (a.do_train) learned = material(sources.train, a.seed);
  };
  if (ranks.first()) {
    if (keeps) prepare_directory(a.output_dir, state.step);
    load();
    if (keeps) tokenizer.save(a.output_dir);
  }
  ranks.sum({}); // the files are there that the others read
  if (!ranks.first()) load();

  std::optional<double> eval_loss;
  History history;
  if (a.do_train) {
    if (ranks.first())
      std::fprintf(stderr, "%zu examples to learn, %zu to evaluate with; %ld kinds of tokens; %ld parameters\n",
                   learned->examples.size(), eval ? eval->examples.size() : 0, long(tokenizer.vocab_size()),
                   model->parameters());
    Metrics metrics(ranks.first() ? a.output_dir : "", state.step);
    const bool whole = train(*model, *learned, eval ? &*eval : nullptr, a, state, metrics, ranks, [&] {
      if (a.output_dir.empty()) return;
      if (ranks.size() > 1 && !ranks.same(model->checksum()))
        throw usage_error("the ranks have come to different models, so nothing is saved; do their programs, arguments "
                          "or machines differ?");
      if (!ranks.first()) return;
      model->save(a.output_dir + "/checkpoint-" + std::to_string(state.step) + ".safetensors", state, notes);
      rotate_checkpoints(a.output_dir, static_cast<std::size_t>(a.save_total_limit));
    });
    if (!whole) {
      if (!ranks.first()) return 130;
      if (a.output_dir.empty()) std::fprintf(stderr, "interrupted; without --output_dir nothing was saved\n");
      else
        std::fprintf(stderr, "interrupted; what was learned is in '%s'; the same command with --resume goes on\n",
                     a.output_dir.c_str());
      return 130;
    }
    history = metrics.history();
    if (!history.eval.empty() && history.eval.back().step == state.step) eval_loss = history.eval.back().loss;
  }
  if (eval && !eval_loss)
    eval_loss = evaluate(*model, *eval, static_cast<std::size_t>(a.per_device_eval_batch_size), ranks);
  if (!ranks.first()) return 0;
  if (!history.train.empty()) print_loss("train loss", history.train.back().loss);
  if (eval_loss) print_loss("eval loss", *eval_loss);
  std::string written;
  if (a.generate) {
    std::string text; // which may have any bytes
    if (facts.objective == Objective::masked) {
      const Filled filled = fill_masks(*model, tokenizer, prompt);
      written = "\n" + filled.text;
      text = filled.text + "\n" + filled.candidates;
    } else {
      written = sample(*model, tokenizer, prompt, a);
      text = (a.pairs ? "" : *a.generate) + written + "\n";
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }
  if (a.do_train)
    show({a, history, eval_loss, a.generate.value_or(""), written,
          attention_of(*model, tokenizer, (eval ? *eval : *learned).examples[0].input_ids)});
  return 0;
}

// SPDX-License-Identifier: BSL-1.0
// Trains GPT on a text, reports its loss on the part it has not seen, and lets it write.
#include "run.hpp"

#include <CLI/CLI.hpp>

#include <optional>

extern "C" const char tenon_sources_begin[], tenon_sources_end[]; // the default text: tenon's own headers and guides

namespace {

int run_any(const Arguments& a) {
  check(a);
  std::optional<tenon::MappedFile> file;
  if (!a.train_data_file.empty()) file.emplace(a.train_data_file);
  const std::string_view text = file ? file->text() : std::string_view(tenon_sources_begin, tenon_sources_end);
  const Corpus corpus = corpus_of(text, a.tokenizer);
  if (corpus.vocab_size() > vocabulary)
    throw usage_error("the text has " + std::to_string(corpus.vocab_size()) +
                      " different characters, and the model holds " + std::to_string(vocabulary) +
                      "; use --tokenizer bpe or byte");
  return a.config == "small" ? run<small>(a, corpus) : run<tiny>(a, corpus);
}

} // namespace

int main(int argc, char** argv) {
  Arguments a;
  CLI::App app{"Trains a language model on a text and samples from it."};
  const auto add = [&](const char* name, auto& value, const char* what) {
    return app.add_option(name, value, what)->capture_default_str();
  };
  app.add_option("--train_data_file", a.train_data_file, "text to learn; tenon's own sources unless given");
  add("--tokenizer", a.tokenizer, "what a token is")->check(CLI::IsMember({"char", "byte", "bpe"}));
  add("--config", a.config, "size of the model: 0.1 or 0.9 million parameters")
      ->check(CLI::IsMember({"tiny", "small"}));
  app.add_option("--output_dir", a.output_dir, "an existing directory for checkpoints; none are kept unless given");
  app.add_flag("--resume", a.resume, "go on from the checkpoint in --output_dir");
  add("--save_steps", a.save_steps, "steps between checkpoints");
  add("--max_steps", a.max_steps, "optimiser steps, of 768 tokens each");
  add("--max_seconds", a.max_seconds, "stop training after this time; 0: no limit");
  add("--learning_rate", a.learning_rate, "highest learning rate");
  add("--weight_decay", a.weight_decay, "of matrices");
  add("--max_grad_norm", a.max_grad_norm, "longer gradients are shortened to this norm");
  add("--seed", a.seed, "seed of all random numbers");
  app.add_option("--prompt", a.prompt, "beginning of the generated text");
  add("--length", a.length, "tokens to generate");
  add("--temperature", a.temperature, "of sampling; small is greedy");
  const auto wrong = [](const char* sentence) {
    std::fprintf(stderr, "language_modeling: %s\n", sentence);
    return 2;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    return wrong(e.what());
  }
  std::signal(SIGINT, [](int) { interrupted = 1; });
  try {
    return run_any(a);
  } catch (const usage_error& e) {
    return wrong(e.what());
  } catch (const tenon::text_error& e) {
    return wrong(e.what());
  } catch (const tenon::file_error& e) {
    return wrong(e.what());
  }
}

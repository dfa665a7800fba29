// SPDX-License-Identifier: BSL-1.0
// Trains a character-level language model on a text, reports its loss on the part it has not seen, and lets it write.
#include "train.hpp"

#include <CLI/CLI.hpp>

extern "C" const char tenon_sources_begin[], tenon_sources_end[]; // the default text: tenon's own headers and guides

namespace {

struct arguments {
  std::string train_data_file, prompt;
  training_options training;
  long length = 400;
  double temperature = 0.8;
};

// Shapes are static: the smallest of a few vocabularies that holds the text's.
template <tenon::index Capacity> void run(const arguments& a, std::string_view text, const Vocabulary& vocabulary) {
  tenon::Generator generator(a.training.seed);
  const Corpus<Model<Capacity>::context> corpus(text, vocabulary);
  for (char c : a.prompt) (void)vocabulary.number(c); // before the work, not after
  Model<Capacity> model(generator);
  std::fprintf(stderr, "%zu characters, %zu different ones; the last tenth is held out\n", text.size(),
               vocabulary.size());
  train(model, corpus, a.training, generator);
  const double trained = evaluate_loss(model, corpus, 0, corpus.train_blocks(), 200);
  const double unseen = evaluate_loss(model, corpus, corpus.first_held_out(), corpus.held_out_blocks(), 1000);
  std::printf("train loss     %.4f nats per character, perplexity %.3f\n", trained, std::exp(trained));
  std::printf("held-out loss  %.4f nats per character, perplexity %.3f\n\n", unseen, std::exp(unseen));
  std::printf("%s\n", generate(model, vocabulary, a.prompt, a.length, a.temperature, generator).c_str());
}

void check(const arguments& a) {
  const auto positive = [](const char* name, double v) {
    if (!(v > 0) || !std::isfinite(v))
      throw usage_error(std::string(name) + " is " + std::to_string(v) + "; expected a positive number");
  };
  positive("--learning_rate", a.training.learning_rate);
  positive("--max_steps", double(a.training.steps));
  positive("--temperature", a.temperature);
  if (a.training.seconds < 0) throw usage_error("--max_seconds is negative");
  if (a.length < 0) throw usage_error("--length is negative");
}

} // namespace

int main(int argc, char** argv) {
  arguments a;
  CLI::App app{"Trains a character-level language model and samples from it."};
  app.add_option("--train_data_file", a.train_data_file, "text to learn; tenon's own sources unless given");
  app.add_option("--max_steps", a.training.steps, "optimiser steps")->capture_default_str();
  app.add_option("--max_seconds", a.training.seconds, "stop training after this time; 0: no limit")
      ->capture_default_str();
  app.add_option("--learning_rate", a.training.learning_rate, "highest learning rate")->capture_default_str();
  app.add_option("--seed", a.training.seed, "seed of all random numbers")->capture_default_str();
  app.add_option("--prompt", a.prompt, "beginning of the generated text");
  app.add_option("--length", a.length, "characters to generate")->capture_default_str();
  app.add_option("--temperature", a.temperature, "of sampling; small is greedy")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    std::fprintf(stderr, "language_modeling: %s\n", e.what());
    return 2;
  }
  try {
    check(a);
    const std::string text =
        a.train_data_file.empty() ? std::string(tenon_sources_begin, tenon_sources_end) : read_file(a.train_data_file);
    const Vocabulary vocabulary(text);
    if (vocabulary.size() <= 96) run<96>(a, text, vocabulary);
    else run<256>(a, text, vocabulary);
  } catch (const usage_error& e) {
    std::fprintf(stderr, "language_modeling: %s\n", e.what());
    return 2;
  }
  return 0;
}

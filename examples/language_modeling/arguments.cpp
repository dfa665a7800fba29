// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include <CLI/CLI.hpp>

#include <cmath>
#include <limits>
#include <map>

namespace {

// The options of the command line, each a member of `a`. Of an option that is given twice the last one counts.
class Options {
  CLI::App app_{"Trains a language model on a text, evaluates it, and lets it write. Without --do_train, --do_eval and "
                "--generate it does all that it can.",
                "language_modeling"};
  Arguments& a_;
  std::map<std::string, const bool*> flags_;

  template <class T> CLI::Option* add(const std::string& name, T& value, const std::string& what) {
    return app_.add_option(name, value, what)->capture_default_str();
  }
  // numbers from `least` on, or above it
  template <class T> CLI::Option* add_from(const std::string& name, T& value, T least, const std::string& what) {
    return within(add(name, value, what), double(least), infinity,
                  "expected at least " + CLI::detail::to_string(least));
  }
  CLI::Option* add_positive(const std::string& name, double& value, const std::string& what) {
    return within(add(name, value, what), std::numeric_limits<double>::min(), infinity, "expected a positive number");
  }
  CLI::Option* add_share(const std::string& name, double& value, const std::string& what) {
    return within(add(name, value, what), std::numeric_limits<double>::min(), 1, "expected more than 0 and at most 1");
  }
  static CLI::Option* within(CLI::Option* option, double low, double high, const std::string& expected) {
    const auto fault = [=](const std::string& given) {
      double v;
      const bool fine = CLI::detail::lexical_cast(given, v) && v >= low && v <= high && std::isfinite(v);
      return fine ? std::string() : given + "; " + expected;
    };
    return option->check(CLI::Validator(fault, ""));
  }
  CLI::Option* add_flag(const std::string& name, bool& value, const std::string& what) {
    flags_.emplace(name, &value);
    return app_.add_flag(name, value, what);
  }

  void data() {
    app_.option_defaults()->group("Text");
    auto* file = add("--train_data_file", a_.train_data_file,
                     "text to learn; unless given, tenon's own headers and "
                     "guides, of which the last tenth is for evaluation");
    auto* files = add("--train_data_files", a_.train_data_files, "several such files; patterns like 'a*.txt' as well");
    files->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->excludes(file);
    add("--eval_data_file", a_.eval_data_file, "text to evaluate with");
    add("--tokenizer", a_.tokenizer, "what a token is")->check(CLI::IsMember({"char", "byte", "bpe"}));
    auto* lines = add_flag("--line_by_line", a_.line_by_line, "every line is an example; padding is not learned");
    auto* pairs = add_flag("--pairs", a_.pairs, "every line is source, tab, target, of which the target is learned");
    pairs->excludes(lines);
    add("--block_size", a_.block_size,
        "tokens of an example at most; -1, or more than the model reads at once: as many as it reads. A shorter one is "
        "padded, and its padding is not learned");
    add_from("--max_source_length", a_.max_source_length, 1L,
             "tokens of a source at most; where a pair exceeds the block, the source is cut")
        ->needs(pairs);
    add_from("--train_max_target_length", a_.train_max_target_length, 1L, "tokens of a target that is learned, at most")
        ->needs(pairs);
    add_from("--val_max_target_length", a_.val_max_target_length, 1L,
             "tokens of a target in evaluation, and of one that is generated, at most")
        ->needs(pairs);
  }
  void masks() {
    app_.option_defaults()->group("Masks");
    auto* mlm = add_flag("--mlm", a_.mlm, "masked language modelling: hidden tokens are predicted from all others");
    add_share("--mlm_probability", a_.mlm_probability, "that a token is predicted")->needs(mlm);
    add_flag("--whole_word_mask", a_.whole_word_mask, "hide whole words")->needs(mlm);
    add_share("--plm_probability", a_.plm_probability,
              "of xlnet, permutation language modelling: length of a span by that of its context");
    add_from("--max_span_length", a_.max_span_length, 1L, "of xlnet: tokens of a span at most");
  }
  void model() {
    app_.option_defaults()->group("Model");
    add("--model", a_.model, "what is trained")->check(CLI::IsMember({"gpt", "encoder", "xlnet", "llama"}));
    add("--config", a_.config, "its size")->check(CLI::IsMember({"tiny", "small", "medium"}));
    auto* path = add("--model_name_or_path", a_.model_name_or_path,
                     "begin with the model and the tokenizer that an earlier run left in this directory");
    add("--train_embs", a_.train_embs, "whether such a model's embeddings are trained, too")
        ->check(CLI::IsMember({"no", "yes"}))
        ->needs(path);
  }
  void run() {
    app_.option_defaults()->group("Run");
    add_flag("--do_train", a_.do_train, "train");
    add_flag("--do_eval", a_.do_eval, "evaluate: while training, and in the end");
    app_.add_option("--generate", a_.generate, "let the model go on from this text; an encoder fills in every <mask>");
    add_from("--length", a_.length, 0L, "tokens to generate");
    add_positive("--temperature", a_.temperature, "of sampling; small is greedy");
    auto* output = add("--output_dir", a_.output_dir,
                       "directory for checkpoints, metrics.jsonl, tokenizer and tokens; unless given, nothing is kept");
    auto* overwrite = add_flag("--overwrite_output_dir", a_.overwrite_output_dir, "begin anew where a run has been");
    add_flag("--overwrite_cache", a_.overwrite_cache, "encode texts again, though --output_dir has their tokens")
        ->needs(output);
    add_flag("--resume", a_.resume, "go on from the newest whole checkpoint in --output_dir")
        ->needs(output)
        ->excludes(overwrite);
    overwrite->needs(output);
    add_from("--save_steps", a_.save_steps, 1L, "steps between checkpoints");
    add_from("--save_total_limit", a_.save_total_limit, 0L, "checkpoints to keep, the newest; 0: all");
    add_from("--logging_steps", a_.logging_steps, 1L, "steps between lines of metrics.jsonl");
    add_from("--eval_steps", a_.eval_steps, 0L, "steps between evaluations; 0: as --logging_steps");
    add_from("--seed", a_.seed, std::uint64_t(0), "of all random numbers");
    add_from("--threads", a_.threads, 0L, "that large products are shared among; 0: as many as there are cores");
  }
  void optimiser() {
    app_.option_defaults()->group("Optimiser");
    add_from("--per_device_train_batch_size", a_.per_device_train_batch_size, 1L,
             "examples of a pass. The program computes rows of fixed number: what is more runs one after another, and "
             "every token has the same weight");
    add_from("--per_device_eval_batch_size", a_.per_device_eval_batch_size, 1L, "the same in evaluation");
    add_from("--gradient_accumulation_steps", a_.gradient_accumulation_steps, 1L, "passes of a step");
    add_positive("--learning_rate", a_.learning_rate, "highest rate of AdamW");
    add("--lr_scheduler_type", a_.lr_scheduler_type, "how the rate falls to 0")
        ->check(CLI::IsMember({"linear", "cosine"}));
    add_from("--warmup_steps", a_.warmup_steps, 0L, "steps in which the rate rises from 0");
    add_from("--weight_decay", a_.weight_decay, 0.0, "of matrices; biases and scales have none");
    within(add("--adam_beta1", a_.adam_beta1, "of AdamW"), 0, below_one, "expected 0 to below 1");
    within(add("--adam_beta2", a_.adam_beta2, "of AdamW"), 0, below_one, "expected 0 to below 1");
    add_positive("--adam_epsilon", a_.adam_epsilon, "of AdamW");
    add_positive("--max_grad_norm", a_.max_grad_norm, "longer gradients are shortened to this norm");
    add_positive("--num_train_epochs", a_.num_train_epochs, "how often the text is read");
    add("--max_steps", a_.max_steps, "steps of training; -1: as --num_train_epochs says");
    add_from("--max_seconds", a_.max_seconds, 0.0,
             "end training after this time, the rate being lowered for it; 0: no "
             "limit");
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();
  static constexpr double below_one = 1 - std::numeric_limits<double>::epsilon();

public:
  explicit Options(Arguments& a) : a_(a) {
    app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    data();
    masks();
    model();
    run();
    optimiser();
  }
  // false where help was asked for
  bool parse(int argc, char** argv) {
    // Hugging Face's parser takes `--mlm true` as well as `--mlm`; this one wants `--mlm=true`
    std::vector<std::string> words; // the last one first
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      const bool truth = word == "true" || word == "false";
      if (truth && !words.empty() && flags_.count(words.front()) > 0) words.front() += "=" + word;
      else words.insert(words.begin(), word);
    }
    try {
      app_.parse(words);
    } catch (const CLI::CallForHelp& e) {
      app_.exit(e);
      return false;
    } catch (const CLI::ParseError& e) {
      throw usage_error(e.what());
    }
    return true;
  }
  bool given(const std::string& name) const { return app_.count(name) > 0; }
  // name and value of each
  std::vector<std::pair<std::string, std::string>> list() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const CLI::Option* option : app_.get_options()) {
      const std::string name = option->get_name();
      const auto flag = flags_.find(name);
      if (name == "--help") continue;
      if (flag != flags_.end()) all.emplace_back(name, *flag->second ? "yes" : "no");
      else
        all.emplace_back(name, option->empty() ? option->get_default_str() : CLI::detail::join(option->results(), " "));
    }
    return all;
  }
};

// what options that are right by themselves cannot be together
void check_together(const Arguments& a, const Options& options) {
  const auto require = [](bool fine, const std::string& sentence) {
    if (!fine) throw usage_error(sentence);
  };
  require(a.mlm || a.model != "encoder",
          "--model encoder needs --mlm: it predicts hidden tokens, not those that follow");
  require(!a.mlm || a.model == "encoder",
          "--mlm needs --model encoder: " + a.model + " does not see what follows a hidden token");
  for (const char* name : {"--plm_probability", "--max_span_length"})
    require(a.model == "xlnet" || !options.given(name), std::string(name) + " needs --model xlnet");
  const bool causal = a.model == "gpt" || a.model == "llama";
  require(causal || !a.pairs, "--pairs needs --model gpt or llama: a target is predicted from what precedes it");
  require(a.model != "xlnet" || !a.generate,
          "--generate needs --model gpt, llama or encoder: xlnet predicts in a random order");
  require(a.max_steps == -1 || a.max_steps > 0,
          "--max_steps is " + std::to_string(a.max_steps) + "; expected a positive number, or -1");
  require(a.block_size == -1 || a.block_size > 1,
          "--block_size is " + std::to_string(a.block_size) + "; expected at least 2, or -1");
  for (const auto& [given, name] : {std::pair(a.line_by_line, "--line_by_line"), std::pair(a.pairs, "--pairs")})
    require(!given || !a.do_train || !a.embedded(), std::string(name) + " needs --train_data_file");
  require(!a.do_eval || !a.eval_data_file.empty() || (a.do_train && a.embedded()), "--do_eval needs --eval_data_file");
  require(a.do_eval || a.eval_data_file.empty(), "--eval_data_file needs --do_eval");
  require(!a.resume || a.do_train, "--resume needs --do_train");
  require(!a.resume || a.model_name_or_path.empty(),
          "--resume goes on from --output_dir, and --model_name_or_path begins elsewhere; give one of them");
  require(a.do_train || !a.output_dir.empty() || !a.model_name_or_path.empty(),
          "without --do_train, a model is needed: give --output_dir or --model_name_or_path");
}

} // namespace

std::optional<Arguments> parse_arguments(int argc, char** argv) {
  Arguments a;
  Options options(a);
  if (!options.parse(argc, argv)) return std::nullopt;
  if (!a.do_train && !a.do_eval && !a.generate) {
    a.do_train = true;
    a.do_eval = !a.eval_data_file.empty() || a.embedded();
    if (a.model == "gpt" || a.model == "llama") a.generate = "";
  }
  check_together(a, options);
  a.list = options.list();
  return a;
}

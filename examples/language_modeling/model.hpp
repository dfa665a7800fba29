// SPDX-License-Identifier: BSL-1.0
// What the program knows of a model: all but its type, so that only the models themselves take long to compile.
#pragma once

#include "arguments.hpp"
#include "report/report.hpp"

#include <tenon/models/sampling.hpp>
#include <tenon/text/permutation.hpp>

#include <functional>
#include <map>
#include <memory>
#include <span>

// what is predicted: the next token, hidden ones, or hidden ones in a random order
enum class Objective { causal, masked, permuted };

// A batch of rows; who sees whom only where the objective is `permuted`.
using AnyBatch = tenon::PermutationBatch;

// How far a run has come; with the model and its optimiser all that it needs to go on.
struct RunState {
  long step = 0;
  double loss = 0; // sum over the steps since the last line of metrics
  long losses = 0; // their number

  template <class F> void each_state(F f) {
    f("step", &step, tenon::ints{});
    f("loss", &loss, tenon::ints{});
    f("losses", &losses, tenon::ints{});
  }
};

struct ModelFacts {
  Objective objective;
  std::size_t rows, block_size; // of what is computed at once
  tenon::TokenId vocab_size;
};

// The gradient of a parameter, and what the parameter is called where a sweep says that it is final.
struct Gradient {
  const void* key;
  std::span<float> values;
};

// what a checkpoint's metadata say
using Notes = std::map<std::string, std::string>;

// A model with its optimiser. A pass is `rows` rows of a batch, which may end before.
class LanguageModel {
public:
  const ModelFacts facts;

  explicit LanguageModel(const ModelFacts& f) : facts(f) {}
  virtual ~LanguageModel() = default;

  virtual long parameters() const = 0;
  // The mean loss of the labels in a pass, which must have some; learn also adds `weight` times its gradient, and calls
  // is_final(key), if there is one, for parameters to whose gradients it adds nothing more.
  virtual double loss(const AnyBatch& batch, std::size_t first_row) = 0;
  virtual double learn(const AnyBatch& batch, std::size_t first_row, double weight,
                       const std::function<void(const void*)>& is_final) = 0;
  // of the parameters that are trained, in their order
  virtual std::vector<Gradient> gradients() const = 0;
  // of the parameters' bits
  virtual std::uint64_t checksum() const = 0;
  // One step from the gradients, shortened to max_grad_norm, which are then forgotten. Returns their norm; where that
  // is not finite, nothing changes.
  virtual double step(double learning_rate, double max_grad_norm) = 0;

  virtual void freeze_embeddings() = 0;
  virtual void save(const std::string& path, RunState& run, const Notes& notes) = 0;
  // all of a checkpoint, or the model alone
  virtual void load(const std::string& path, RunState& run) = 0;
  virtual void load_model(const std::string& path) = 0;
  // what follows a prompt; only where the objective is `causal`
  virtual std::vector<std::int64_t> generate(std::span<const std::int64_t> prompt,
                                             const tenon::generation_options& options) const = 0;
  // of every token at one of the places, logarithms of probabilities but for a summand; only where the objective is
  // `masked`
  virtual std::vector<double> scores(std::span<const tenon::TokenId> ids, std::size_t place) const = 0;
  // what each of these tokens reads of the others; no maps where the model does not tell
  virtual AttentionMaps attention(std::span<const std::int64_t> ids, const std::vector<std::string>& names) const = 0;
};

// A model that this program has, such as gpt/tiny. Each registers itself before main begins.
struct ModelMaker {
  std::string name;
  std::unique_ptr<LanguageModel> (*make)(const Arguments&);

  static std::vector<ModelMaker>& all();
};
struct Registration {
  Registration(const char* name, std::unique_ptr<LanguageModel> (*make)(const Arguments&)) {
    ModelMaker::all().push_back({name, make});
  }
};

// Throws usage_error where this program was built without it.
std::unique_ptr<LanguageModel> make_model(const Arguments& a);

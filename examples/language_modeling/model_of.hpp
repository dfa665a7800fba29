// SPDX-License-Identifier: BSL-1.0
// A model of one type as the program sees it. Included by one source for each model and size, which takes long.
#pragma once

#include "model.hpp"
#include "report/attention.hpp"

#include <tenon/autograd/when_final.hpp>
#include <tenon/io/checkpoint.hpp>
#include <tenon/models/generate.hpp>
#include <tenon/optim.hpp>
#include <tenon/text/token_file.hpp>

// Type is a module with a configuration, which is called with tokens and labels, Length tokens a row. `embeddings` is
// the name of the table of its tokens.
template <class Type, Objective O, tenon::index Length> class ModelOf : public LanguageModel {
  static constexpr tenon::index rows = 8, length = Length;
  static constexpr tenon::index square = O == Objective::permuted ? Length : 0; // of who sees whom
  template <class T> using rows_of = tenon::Tensor<T, rows, length>;

  const char* embeddings_;
  Type model_;
  tenon::AdamW<Type> optimizer_;
  rows_of<tenon::TokenId> ids_, labels_;
  rows_of<bool> seen_; // where there is no padding
  tenon::Tensor<float, rows, square, square> perm_mask_, target_mapping_;

  // Rows of a batch, and behind its end rows without labels.
  void fill(const AnyBatch& batch, std::size_t first) {
    for (tenon::index i = 0; i < rows; ++i)
      for (tenon::index j = 0; j < length; ++j) {
        const std::size_t row = first + static_cast<std::size_t>(i), column = static_cast<std::size_t>(j);
        const bool inside = row < batch.rows;
        const std::size_t at = row * batch.length + column;
        ids_(i, j) = inside ? batch.input_ids[at] : 0;
        labels_(i, j) = inside ? batch.labels[at] : tenon::no_label;
        seen_(i, j) = inside && !batch.is_padding(row, column);
        for (tenon::index k = 0; k < square; ++k) {
          // nobody sees padding
          const bool padding = inside && batch.is_padding(row, static_cast<std::size_t>(k));
          const std::size_t pair = at * batch.length + static_cast<std::size_t>(k);
          perm_mask_(i, j, k) = padding ? 1 : inside ? batch.perm_mask[pair] : 0;
          target_mapping_(i, j, k) = inside ? batch.target_mapping[pair] : 0;
        }
      }
  }
  // causal models see no padding that follows
  auto output() const {
    if constexpr (O == Objective::permuted) return model_(ids_, perm_mask_, target_mapping_, labels_);
    else if constexpr (O == Objective::masked) return model_(ids_, labels_, seen_);
    else return model_(ids_, labels_);
  }

public:
  // with parameters that the seed decides
  ModelOf(const Arguments& a, const char* embeddings) : ModelOf(a, embeddings, tenon::Generator(a.seed)) {}

  long parameters() const override { return static_cast<long>(tenon::parameters(model_).numel()); }
  double loss(const AnyBatch& batch, std::size_t first_row) override {
    fill(batch, first_row);
    const tenon::inference_mode guard;
    return float(output().loss);
  }
  double learn(const AnyBatch& batch, std::size_t first_row, double weight,
               const std::function<void(const void*)>& is_final) override {
    fill(batch, first_row);
    tenon::Tape tape;
    const auto out = output();
    const tenon::Tensor<float> upstream(static_cast<float>(weight));
    if (is_final) tape.backward(out.loss, upstream, tenon::when_final(std::cref(is_final)));
    else tape.backward(out.loss, upstream);
    return float(out.loss);
  }
  std::vector<Gradient> gradients() const override {
    std::vector<Gradient> all;
    tenon::parameters(model_).each([&](const auto& p) {
      if (p.requires_grad()) all.push_back({p.key(), {p.gradient_data(), static_cast<std::size_t>(p.numel)}});
    });
    return all;
  }
  std::uint64_t checksum() const override {
    tenon::detail::hash h;
    tenon::parameters(model_).each([&](const auto& p) {
      h.add({reinterpret_cast<const char*>(p.data()), static_cast<std::size_t>(p.numel) * sizeof(float)});
    });
    return h.value();
  }
  double step(double learning_rate, double max_grad_norm) override {
    optimizer_.lr = learning_rate;
    const auto clipped = clip_grad_norm(tenon::parameters(model_), max_grad_norm);
    // all ranks step the same parameters, also those that no example of this one has reached
    tenon::parameters(model_).each([](auto& p) { p.grad(); });
    if (clipped.finite) optimizer_.step();
    optimizer_.zero_grad();
    return clipped.total_norm;
  }

  void freeze_embeddings() override {
    tenon::parameters(model_).each_named([&](const std::string& name, auto& p) {
      if (name == embeddings_) p.requires_grad(false);
    });
  }
  void save(const std::string& path, RunState& run, const Notes& notes) override {
    tenon::save(state(run), path, notes);
  }
  void load(const std::string& path, RunState& run) override { tenon::load(state(run), path); }
  void load_model(const std::string& path) override {
    using namespace tenon::literals;
    const auto keys = tenon::load(tenon::dict("model"_k = std::ref(model_)), path, {.strict = false});
    if (!keys.missing_keys.empty())
      throw usage_error("file '" + path + "' has no " + keys.missing_keys.front() + ", which the model needs");
  }
  std::vector<std::int64_t> generate(std::span<const std::int64_t> prompt,
                                     const tenon::generation_options& options) const override {
    if constexpr (O == Objective::causal) return tenon::generate(model_, prompt, options);
    else throw std::logic_error("only causal models generate");
  }
  std::vector<double> scores(std::span<const tenon::TokenId> ids, std::size_t place) const override {
    if constexpr (O == Objective::masked) {
      tenon::Tensor<tenon::TokenId, 1, length> row;
      tenon::Tensor<bool, 1, length> seen;
      for (tenon::index j = 0; j < length; ++j) {
        const auto at = static_cast<std::size_t>(j);
        seen(0, j) = at < ids.size();
        row(0, j) = seen(0, j) ? ids[at] : 0;
      }
      const tenon::inference_mode guard;
      constexpr tenon::index vocabulary = Type::config.vocab_size;
      const tenon::Tensor<float, length, vocabulary> scores = tenon::squeeze(model_(row, seen).logits, tenon::c<0>);
      const float* const first = scores.data() + static_cast<tenon::index>(place) * vocabulary;
      return {first, first + vocabulary};
    } else throw std::logic_error("only masked models fill in what is hidden");
  }
  AttentionMaps attention(std::span<const std::int64_t> ids, const std::vector<std::string>& names) const override {
    using one_row = tenon::Tensor<std::int64_t, 1, length>;
    constexpr bool tells = requires(const Type& m, const one_row& row) { m(row, tenon::output_attentions); };
    if constexpr (O == Objective::causal && tells) return attention_maps<length>(model_, ids, names);
    else return {};
  }

private:
  auto state(RunState& run) {
    using namespace tenon::literals;
    return tenon::dict("model"_k = std::ref(model_), "optimizer"_k = std::ref(optimizer_), "run"_k = std::ref(run));
  }
  ModelOf(const Arguments& a, const char* embeddings, tenon::Generator generator)
      : LanguageModel({O, rows, length, static_cast<tenon::TokenId>(Type::config.vocab_size)}), embeddings_(embeddings),
        model_(generator), optimizer_(tenon::parameters(model_), {.lr = a.learning_rate,
                                                                  .betas = {a.adam_beta1, a.adam_beta2},
                                                                  .eps = a.adam_epsilon,
                                                                  .weight_decay = a.weight_decay}) {
    no_decay_on_biases_and_norms(optimizer_);
  }
};

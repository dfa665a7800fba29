// SPDX-License-Identifier: BSL-1.0
// Permutation language modelling: spans are hidden and predicted in a random order, each from what comes before it in
// that order. Yang et al.: XLNet, NeurIPS 2019. DataCollatorForPermutationLanguageModeling of Hugging Face's
// Transformers
#pragma once

#include <tenon/text/masked.hpp>

namespace tenon {

struct plm_options {
  double plm_probability = 1.0 / 6; // of a span's length and its context's
  int max_span_length = 5;
};

// A batch with, for every position, which others it cannot see, and which token it predicts.
struct PermutationBatch : Batch {
  std::vector<float> perm_mask;      // rows x length x length: 1 where position i cannot see j
  std::vector<float> target_mapping; // rows x length x length: prediction i is of token i
};

// Hides spans of one row and orders it. `special` and `padding` say which positions must stay. `draws` has, for span k
// of the row, `span_length(k)` of 1 to max_span_length and `start(k, most)` of 0 to most, and `half_order()`, a
// permutation of 0 to length/2 - 1. mask_row is length x length.
template <class Draws>
void permute_row(std::span<TokenId> ids, std::span<TokenId> labels, const std::vector<bool>& special,
                 const std::vector<bool>& padding, const plm_options& o, TokenId mask, Draws& draws,
                 std::span<float> mask_row) {
  const std::size_t length = ids.size();
  std::vector<bool> masked(length);
  for (std::size_t at = 0, k = 0; at < length; ++k) {
    const int span = draws.span_length(k);
    const auto context = static_cast<std::size_t>(span / o.plm_probability);
    const auto begin = at + draws.start(k, context - static_cast<std::size_t>(span));
    for (std::size_t i = begin; i < std::min(begin + static_cast<std::size_t>(span), length); ++i) masked[i] = true;
    at += context;
  }
  const auto half = draws.half_order();
  std::vector<std::int64_t> order(length);
  for (std::size_t i = 0; i < length; ++i) {
    const bool stays = special[i] || padding[i];
    masked[i] = masked[i] && !stays;
    labels[i] = masked[i] ? ids[i] : no_label;
    if (masked[i]) ids[i] = mask;
    // both halves have the same order; what is neither hidden nor special sees nothing that is hidden
    const auto in_half = static_cast<std::int64_t>(half[i % (length / 2)]);
    order[i] = masked[i] || stays ? in_half + static_cast<std::int64_t>(i < length / 2 ? 0 : length / 2) : -1;
  }
  for (std::size_t i = 0; i < length; ++i)
    for (std::size_t j = 0; j < length; ++j) mask_row[i * length + j] = order[i] <= order[j] && masked[j] ? 1.0f : 0.0f;
}

// Makes batches for XLNet. Throws text_error where the tokenizer lacks mask or pad token, for an odd length, and for
// options that give no spans.
template <tokenizer T> class DataCollatorForPermutationLanguageModeling {
  T tokenizer_;
  plm_options options_;

  struct row_draws {
    Generator& generator;
    const plm_options& options;
    std::size_t half;
    int span_length(std::size_t) {
      return 1 + static_cast<int>(random_below(generator, static_cast<std::size_t>(options.max_span_length)));
    }
    std::size_t start(std::size_t, std::size_t most) { return random_below(generator, most + 1); }
    std::vector<std::size_t> half_order() { return shuffled(half, generator); }
  };

public:
  explicit DataCollatorForPermutationLanguageModeling(T t, const plm_options& o = {})
      : tokenizer_(std::move(t)), options_(o) {
    constexpr const char* what = "DataCollatorForPermutationLanguageModeling";
    if (!(o.plm_probability > 0 && o.plm_probability <= 1))
      detail::fail_text(what, ": plm_probability is ", o.plm_probability, "; expected more than 0, and at most 1");
    if (o.max_span_length < 1) detail::fail_text(what, ": max_span_length is ", o.max_span_length);
    if (tokenizer_.special().mask < 0) detail::fail_text(what, ": the tokenizer has no mask token");
  }

  PermutationBatch operator()(std::span<const Example> examples, std::size_t length, Generator& g) const {
    if (length % 2 != 0 || length == 0)
      detail::fail_text("DataCollatorForPermutationLanguageModeling: rows have ", length,
                        " tokens; both halves take the same order, so that their number must be even");
    const auto special = tokenizer_.special();
    PermutationBatch b{pad_batch(examples, length, std::max(special.pad, 0)), {}, {}};
    b.perm_mask.resize(b.rows * length * length);
    b.target_mapping.resize(b.rows * length * length);
    for (std::size_t row = 0; row < b.rows; ++row) {
      std::vector<bool> stays(length), padding(length);
      const auto ids = std::span(b.input_ids).subspan(row * length, length);
      for (std::size_t i = 0; i < length; ++i) {
        stays[i] = special.contains(ids[i]);
        padding[i] = b.is_padding(row, i);
        b.target_mapping[(row * length + i) * length + i] = 1;
      }
      row_draws draws{g, options_, length / 2};
      permute_row(ids, std::span(b.labels).subspan(row * length, length), stays, padding, options_, special.mask, draws,
                  std::span(b.perm_mask).subspan(row * length * length, length * length));
    }
    return b;
  }
};

} // namespace tenon

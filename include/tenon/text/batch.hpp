// SPDX-License-Identifier: BSL-1.0
// Examples of different lengths as one batch, row after row.
#pragma once

#include <tenon/text/dataset.hpp>

namespace tenon {

// Rows of `length` tokens. What is behind a row's own length is padding: no label, whatever token stands there.
struct Batch {
  std::size_t rows = 0, length = 0;
  std::vector<TokenId> input_ids, labels; // rows x length
  std::vector<std::size_t> lengths;       // of each row

  bool is_padding(std::size_t row, std::size_t position) const { return position >= lengths[row]; }
};

// Pads examples to `length` with `pad`. Throws text_error for an example that is longer.
inline Batch pad_batch(std::span<const Example> examples, std::size_t length, TokenId pad) {
  Batch b{examples.size(), length, {}, {}, {}};
  b.input_ids.reserve(b.rows * length);
  b.labels.reserve(b.rows * length);
  for (const auto& [ids, labels] : examples) {
    if (ids.size() > length) detail::fail_text("pad_batch: an example has ", ids.size(), " tokens, a row ", length);
    b.lengths.push_back(ids.size());
    b.input_ids.insert(b.input_ids.end(), ids.begin(), ids.end());
    b.labels.insert(b.labels.end(), labels.begin(), labels.end());
    b.input_ids.resize(b.lengths.size() * length, pad);
    b.labels.resize(b.lengths.size() * length, no_label);
  }
  return b;
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Tables of vectors.
#pragma once

#include <tenon/nn/init.hpp>
#include <tenon/ops/embedding.hpp>
#include <tenon/ops/reduce.hpp>

namespace tenon {

struct embedding_layer_options {
  index padding_idx =
      embedding_options::none; // this row is 0 at first and is not trained; negative ones count from the end
  double max_norm = 0;         // rows that are looked up are scaled down to this norm; 0: they are not
};

// The rows of weight (Entries, Width) by number, normal at first. torch.nn.Embedding
template <index Entries, index Width, class T = float> struct Embedding : Module {
  static constexpr auto role = parameter_role::embedding;
  Parameter<T, Entries, Width> weight;
  embedding_layer_options options;
  TENON_MEMBERS(Embedding, weight)

  explicit Embedding(embedding_layer_options o = {}, Generator& g = default_generator()) : options(o) {
    const index row = o.padding_idx < 0 && o.padding_idx >= -Entries ? o.padding_idx + Entries : o.padding_idx;
    if (o.padding_idx != embedding_options::none && (row < 0 || row >= Entries))
      throw_index("Embedding: padding_idx", o.padding_idx, Entries);
    init::normal_(weight, 0, 1, g);
    if (o.padding_idx != embedding_options::none)
      for (index j = 0; j < Width; ++j) weight.value()(row, j) = T(0);
  }
  template <tensor_like I> auto operator()(I&& ids) {
    if (options.max_norm > 0) renormalise(ids);
    return embedding(static_cast<I&&>(ids), weight, {.padding_idx = options.padding_idx});
  }

private:
  template <class I> void renormalise(const I& ids) {
    for (const auto id : tenon::eval(ids)) {
      if (id < 0 || static_cast<index>(id) >= Entries) throw_index("Embedding", id, Entries);
      const auto row = static_cast<index>(id);
      const double size = static_cast<double>(static_cast<T>(norm(std::as_const(weight).value()[row])));
      if (size > options.max_norm) weight.value()[row] *= options.max_norm / (size + 1e-7);
    }
  }
};

} // namespace tenon

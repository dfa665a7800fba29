// SPDX-License-Identifier: BSL-1.0
// Rows of a table by number, and numbers as rows of zeros with a one.
#pragma once

#include <tenon/ops/gather.hpp>

namespace tenon {

struct embedding_options {
  static constexpr index none = std::numeric_limits<index>::min();
  index padding_idx = none; // this row is looked up but receives no gradient; negative numbers count from the end
};

namespace detail {
template <class I, class W, class O = embedding_options> constexpr text embedding_fault() {
  const text t =
      first_fault(check_tensor<W>("embedding", "weight"),
                  check_options<O, embedding_options>("embedding", "embedding_options such as {.padding_idx = 0}"));
  if (!t.empty()) return t;
  if (list_of<W>().n != 2) return say("embedding: the weight has shape ", list_of<W>(), "; expected (entries, width)");
  if (shape_of<I>::rank == max_rank) return say("embedding: ids of ", max_rank, " dimensions leave none for the width");
  return check_integers<I>("embedding", "ids are");
}
template <class I, class Classes> constexpr text one_hot_fault() {
  if (const text t = check_constant<Classes>("one_hot", "number of classes"); !t.empty()) return t;
  if (const text t = check_integers<I>("one_hot", "ids are"); !t.empty()) return t;
  if (number_of<Classes> < 1) return say("one_hot: ", index(number_of<Classes>), " classes; expected at least 1");
  if (shape_of<I>::rank == max_rank) return say("one_hot: ids of ", max_rank, " dimensions leave none for the classes");
  return {};
}
// a number of a class
template <index Classes> struct class_number_op {
  static constexpr bool differentiable = false, traps = true;
  template <class P> TENON_INLINE static constexpr P value(P n) {
    for (int i = 0; i < P::width; ++i)
      if (n[i] < 0 || n[i] >= Classes) throw_index("one_hot", n[i], Classes);
    return n;
  }
};
} // namespace detail

// Rows of weight (entries, width) for ids of any shape: ids.shape + (width). Numbers outside the table throw
// std::out_of_range, a padding_idx outside it std::invalid_argument. torch.nn.functional.embedding
template <tensor_like I, class W = missing, class O = embedding_options>
constexpr auto embedding(I&& ids, W&& weight = {}, O options = {}) {
  constexpr text sentence = detail::embedding_fault<I, W, O>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<I>, shape_of<I>>();
  else {
    using S = shape_of<I>;
    constexpr index entries = shape_of<W>::list[0];
    const index padding =
        options.padding_idx + (options.padding_idx < 0 && options.padding_idx >= -entries ? entries : 0);
    if (padding != embedding_options::none && !(0 <= padding && padding < entries))
      fail<std::invalid_argument>("embedding: padding_idx is " + std::to_string(options.padding_idx) +
                                  " for a table of " + std::to_string(entries) + " entries");
    // a table for every id but those of the last dimension, which number its entries; they all are one
    constexpr ints table = [] {
      ints t = S::rank > 0 ? S::list : ints{1};
      t[t.n - 1] = entries;
      t.push_back(shape_of<W>::list[1]);
      return t;
    }();
    auto rows = detail::taken<table.n - 2>("embedding", stretch<size_of<table>>(node_of(static_cast<W&&>(weight))),
                                           detail::as_column(node_of(static_cast<I&&>(ids))), padding);
    if constexpr (S::rank == 0) return detail::without_dims<1u>(rows);
    else return rows;
  }
}

// ids.shape + (Classes): 1 at the number, 0 elsewhere. Numbers that are no classes throw std::out_of_range.
// torch.nn.functional.one_hot
template <tensor_like I, class Classes = missing> constexpr auto one_hot(I&& ids, Classes = {}) {
  constexpr text sentence = detail::one_hot_fault<I, Classes>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<std::int64_t, shape_of<I>>();
  else {
    const node::coordinate<std::int64_t, Size<number_of<Classes>>, 0> position{};
    const auto numbers =
        map_as<detail::class_number_op<number_of<Classes>>, std::int64_t>(unsqueeze(static_cast<I&&>(ids), c<-1>));
    return where(numbers == position, std::int64_t(1), std::int64_t(0));
  }
}

} // namespace tenon

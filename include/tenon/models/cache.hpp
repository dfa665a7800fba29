// SPDX-License-Identifier: BSL-1.0
// What a language model has read: the keys and values of every layer, so that the tokens that follow are computed
// without reading the earlier ones again.
#pragma once

#include <tenon/models/config.hpp>
#include <tenon/nn/attention.hpp>
#include <tenon/ops/gather.hpp>

#include <algorithm>

namespace tenon {

// more tokens than a cache holds
struct cache_overflow : std::length_error {
  using std::length_error::length_error;
};

namespace detail {
template <class C, index N> class cache_step;

// where keys and values of a model begin and end; heads: those of keys and values
constexpr text check_cache(index batch, index capacity, index longest) {
  if (batch < 1) return say("Cache: ", batch, " sequences; expected at least 1");
  if (capacity < 1) return say("Cache: capacity is ", capacity, "; expected at least 1");
  if (capacity > longest)
    return say("Cache: a capacity of ", capacity, " tokens exceeds the ", longest, " that the model can read");
  return {};
}
// ... with the next tokens of shape `ids` for a cache
constexpr text check_step(const char* what, const ints& ids, index batch, index capacity) {
  if (ids.n != 2) return {}; // the model says so
  if (ids[0] != batch) return say(what, ": input_ids ", ids, " for a cache of ", batch, " sequences");
  if (ids[1] > capacity) return say(what, ": ", ids[1], " tokens exceed the capacity ", capacity, " of the cache");
  return {};
}
// f(c<S>) for the least S of Least, 2 Least, 4 Least, ... that is no less than `used`, and at most Most
template <index Most, index Least = 16, class F> auto with_extent(index used, F f) {
  if constexpr (Least >= Most) return f(c<Most>);
  else {
    if (used <= Least) return f(c<Least>);
    return with_extent<Most, 2 * Least>(used, f);
  }
}
} // namespace detail

// Keys and values of a model with configuration Config, for Batch sequences of at most Capacity tokens, each of a
// length of its own. A model that is called with a cache appends to it, and these lengths are all that its positions
// and masks follow from.
template <auto Config, index Batch = 1, index Capacity = cache_extents(Config).longest, class T = float> class Cache {
  static constexpr cache_extents extents{Config};
  static constexpr text fault =
      first_fault(check_config(Config), detail::check_cache(Batch, Capacity, extents.longest));
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr index held = fault.empty() ? Capacity : 1, sequences = fault.empty() ? Batch : 1;

  // Keys lie with their positions side by side, for scores are sums over the width. What lies beyond a length is zero:
  // it is multiplied by weights that are zero.
  Tensor<T, extents.layers, sequences, extents.heads, extents.width, held> keys_;
  Tensor<T, extents.layers, sequences, extents.heads, held, extents.width> values_;
  Tensor<std::int32_t, sequences> lengths_;

  template <class, index> friend class detail::cache_step;

public:
  using value_type = T;
  static constexpr index batch = Batch, capacity = Capacity;

  // how many tokens it holds of a sequence, and of the longest
  index length(index sequence) const { return lengths_(sequence); }
  index length() const { return *std::max_element(lengths_.begin(), lengths_.end()); }
  // (Batch, heads, Capacity, width) of a layer, of which the first length(b) positions of sequence b are in use
  auto key(index layer) const { return transpose(keys_[layer], c<-2>, c<-1>); }
  auto value(index layer) const { return values_[layer]; }

  // Keeps the first n tokens of a sequence, or of each; a negative n removes the last -n. A sequence that has fewer
  // than n stays as it is. Throws std::out_of_range before anything is removed.
  void crop(index n, index sequence) {
    check_crop(n, sequence);
    const index used = length(sequence), kept = n < 0 ? n + used : n;
    if (kept >= used) return;
    for (index layer = 0; layer < extents.layers; ++layer)
      for (index head = 0; head < extents.heads; ++head) {
        const index row = (layer * sequences + sequence) * extents.heads + head;
        T* const keys = keys_.data() + row * extents.width * held;
        T* const values = values_.data() + row * extents.width * held;
        for (index i = 0; i < extents.width; ++i) std::fill(keys + i * held + kept, keys + i * held + used, T(0));
        std::fill(values + kept * extents.width, values + used * extents.width, T(0));
      }
    lengths_(sequence) = static_cast<std::int32_t>(kept);
  }
  void crop(index n) {
    for (index b = 0; b < sequences; ++b) check_crop(n, b);
    for (index b = 0; b < sequences; ++b) crop(n, b);
  }
  // Forgets all tokens.
  void reset() { crop(0); }

  // Sequence b goes on from what sequence number[b] has read, as beams do. Throws std::out_of_range.
  template <tensor_like I> void reorder(const I& number) {
    constexpr text sentence = shape_of<I>::list == ints{Batch}
                                  ? text()
                                  : say("Cache: reorder by numbers ", shape_of<I>::list, "; expected ", ints{Batch});
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) {
      const auto numbers = eval(number);
      detail::with_extent<held>(length(), [&](auto used) {
        for (index layer = 0; layer < extents.layers; ++layer) {
          auto keys = narrow(keys_[layer], c<-1>, c<0>, used);
          keys = index_select(keys, c<0>, numbers);
          auto values = narrow(values_[layer], c<-2>, c<0>, used);
          values = index_select(values, c<0>, numbers);
        }
      });
      const auto before = lengths_;
      for (index b = 0; b < sequences; ++b) lengths_(b) = before(numbers(b));
    }
  }

private:
  void check_crop(index n, index sequence) const {
    if (sequence < 0 || sequence >= sequences)
      fail<std::out_of_range>("Cache: crop of sequence " + std::to_string(sequence) + " of " +
                              std::to_string(sequences));
    if (n < -length(sequence))
      fail<std::out_of_range>("Cache: crop(" + std::to_string(n) + ") of " + std::to_string(length(sequence)) +
                              " tokens");
  }
};

namespace detail {
// whether X are tokens and a cache of a model's own, which can be written
template <auto Config, class T, class... X> inline constexpr bool is_cached_call = false;
template <auto Config, class T, class I, index B, index N>
inline constexpr bool is_cached_call<Config, T, I, Cache<Config, B, N, T>&> = tensor_like<I>;
template <class... X> constexpr text causal_misuse(const char* model) {
  return say(model,
             ": expected input_ids, labels if any, and then tags such as use_cache; or input_ids and a Cache of ",
             "this model");
}

// N tokens of each sequence on their way into a cache of type C. Who has been through all layers finishes; until then
// the cache holds what it held.
template <class C, index N> class cache_step {
  using T = typename C::value_type;
  C& cache_;

  // x (batch, heads, N, width) goes after what each sequence holds, in a view of all
  template <class All, class X> void append(const All& all, const X& x) const {
    const auto added = node_of(x);
    using from = typename decltype(added)::layout_type;
    for (index b = 0; b < C::batch; ++b) {
      const auto whole = all[b];
      using to = typename decltype(narrow(whole, c<-2>, c<0>, c<N>))::layout_type;
      relaid<to>(whole, cache_.length(b) * to::value.stride[1]) =
          relaid<typename inner_layout<from>::type>(added, b * from::value.stride[0]);
    }
  }

public:
  explicit cache_step(C& cache) : cache_(cache) {
    if (cache.length() + N > C::capacity)
      fail<cache_overflow>("Cache: " + std::to_string(cache.length()) + " tokens and " + std::to_string(N) +
                           " more exceed its capacity of " + std::to_string(C::capacity));
  }
  // (batch, N), where the new tokens stand
  auto positions() const { return unsqueeze(cache_.lengths_, c<1>) + node::coordinate<std::int32_t, Size<N>, 0>{}; }

  // Appends keys and values (batch, heads, N, width), and sums the values up to each of the N positions as the queries
  // (batch, heads, N, width) want; or queries (batch, heads, groups, N, width) where several share a head.
  template <class Q, class K, class V> auto attend(index layer, const Q& query, const K& key, const V& value) {
    const auto keys = transpose(cache_.keys_[layer], c<-2>, c<-1>);
    const auto values = cache_.values_[layer];
    append(keys, key);
    append(values, value);
    const auto for_all_heads = [](const auto& x, auto dim) { // one of x for each group as well
      if constexpr (shape_of<Q>::rank == 5) return unsqueeze(x, dim);
      else return x;
    };
    constexpr index least = N > 16 ? N : 16;
    return with_extent<C::capacity, least>(cache_.length() + N, [&](auto used) {
      const auto place = unsqueeze(unsqueeze(positions(), c<1>), c<-1>);
      const auto seen = node::coordinate<std::int32_t, Size<used>, 0>{} <= for_all_heads(place, c<1>);
      const auto some = [&](const auto& all) { return for_all_heads(narrow(all, c<2>, c<0>, used), c<2>); };
      return evaluated<false>(scaled_dot_product_attention(query, some(keys), some(values), seen));
    });
  }
  void finish() { cache_.lengths_ += std::int32_t(N); }
};
} // namespace detail

} // namespace tenon

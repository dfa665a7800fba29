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

// Keys and values of a model with configuration Config, for Batch sequences of at most Capacity tokens. A model that is
// called with a cache appends to it, and what is read from there is all that its positions and masks follow from.
template <auto Config, index Batch = 1, index Capacity = cache_extents(Config).longest, class T = float> class Cache {
  static constexpr cache_extents extents{Config};
  static constexpr text fault = detail::check_cache(Batch, Capacity, extents.longest);
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr index held = fault.empty() ? Capacity : 1, sequences = fault.empty() ? Batch : 1;

  // Keys lie with their positions side by side, for scores are sums over the width. What lies beyond the length is
  // zero: it is multiplied by weights that are zero.
  Tensor<T, extents.layers, sequences, extents.heads, extents.width, held> keys_;
  Tensor<T, extents.layers, sequences, extents.heads, held, extents.width> values_;
  index length_ = 0;

  template <class, index> friend class detail::cache_step;

public:
  using value_type = T;
  static constexpr index batch = Batch, capacity = Capacity;

  // how many tokens it holds of each sequence
  index length() const { return length_; }
  // (Batch, heads, Capacity, width) of a layer, of which the first length() positions are in use
  auto key(index layer) const { return transpose(keys_[layer], c<-2>, c<-1>); }
  auto value(index layer) const { return values_[layer]; }

  // Keeps the first n tokens; a negative n removes the last -n. A cache that holds fewer stays as it is.
  void crop(index n) {
    if (n < -length_)
      fail<std::out_of_range>("Cache: crop(" + std::to_string(n) + ") of " + std::to_string(length_) + " tokens");
    if (n < 0) n += length_;
    if (n >= length_) return;
    for (index row = 0; row < extents.layers * sequences * extents.heads; ++row) {
      T* const keys = keys_.data() + row * extents.width * held;
      T* const values = values_.data() + row * extents.width * held;
      for (index i = 0; i < extents.width; ++i) std::fill(keys + i * held + n, keys + i * held + length_, T(0));
      std::fill(values + n * extents.width, values + length_ * extents.width, T(0));
    }
    length_ = n;
  }
  // Forgets all tokens.
  void reset() { crop(0); }

  // Sequence b goes on from what sequence number[b] has read, as beams do. Throws std::out_of_range.
  template <tensor_like I> void reorder(const I& number) {
    constexpr text sentence = shape_of<I>::list == ints{Batch}
                                  ? text()
                                  : say("Cache: reorder by numbers ", shape_of<I>::list, "; expected ", ints{Batch});
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty())
      detail::with_extent<held>(length_, [&](auto used) {
        for (index layer = 0; layer < extents.layers; ++layer) {
          auto keys = narrow(keys_[layer], c<-1>, c<0>, used);
          keys = index_select(keys, c<0>, number);
          auto values = narrow(values_[layer], c<-2>, c<0>, used);
          values = index_select(values, c<0>, number);
        }
      });
  }
};

namespace detail {
// N tokens on their way into a cache of type C. Who has been through all layers finishes; until then the cache holds
// what it held.
template <class C, index N> class cache_step {
  using T = typename C::value_type;
  C& cache_;

  // where the new keys or values go, in a view of all
  template <class All> auto place(const All& all) const {
    using L = typename decltype(narrow(all, c<-2>, c<0>, c<N>))::layout_type;
    return relaid<L>(all, cache_.length_ * L::value.stride[2]);
  }

public:
  explicit cache_step(C& cache) : cache_(cache) {
    if (cache.length_ + N > C::capacity)
      fail<cache_overflow>("Cache: " + std::to_string(cache.length_) + " tokens and " + std::to_string(N) +
                           " more exceed its capacity of " + std::to_string(C::capacity));
  }
  index past() const { return cache_.length_; }

  // Appends keys and values (batch, heads, N, width), and sums the values up to each of the N positions as the queries
  // (batch, heads, N, width) want; or queries (batch, heads, groups, N, width) where several share a head.
  template <class Q, class K, class V> auto attend(index layer, const Q& query, const K& key, const V& value) {
    const auto keys = transpose(cache_.keys_[layer], c<-2>, c<-1>);
    const auto values = cache_.values_[layer];
    place(keys) = key;
    place(values) = value;
    const auto past = static_cast<std::int32_t>(cache_.length_);
    constexpr index least = N > 16 ? N : 16;
    return with_extent<C::capacity, least>(cache_.length_ + N, [&](auto used) {
      using scores = Size<N, used>;
      const auto seen =
          node::coordinate<std::int32_t, scores, 1>{} <= node::coordinate<std::int32_t, scores, 0>{} + past;
      const auto some = [&](const auto& all) {
        const auto first = narrow(all, c<2>, c<0>, used);
        if constexpr (shape_of<Q>::rank == 5) return unsqueeze(first, c<2>);
        else return first;
      };
      return evaluated<false>(scaled_dot_product_attention(query, some(keys), some(values), seen));
    });
  }
  void finish() { cache_.length_ += N; }
};
} // namespace detail

} // namespace tenon

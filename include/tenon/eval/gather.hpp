// SPDX-License-Identifier: BSL-1.0
// Reductions over loops outside the row: the destination holds the accumulators.
#pragma once

#include <tenon/eval/rows.hpp>
#include <tenon/eval/stored.hpp>

namespace tenon {

template <class Op> struct merge_op {
  template <class P> TENON_HOOK static constexpr P value(P a, P b) { return Op::merge(a, b); }
};

// Sums of many rows are set aside from time to time, and those of equal weight are merged, as a counter carries: the
// rounding error then grows with the logarithm of their number.
template <class Op, class L, class T, int Levels> class carried {
  using whole = row_major_layout<typename L::size_type>;
  static constexpr index numel = product(L::value.size);
  using other = node::leaf<T, whole>;
  using here = node::leaf<T, L>;

  T* destination_;
  scratch<T> memory_{Levels * numel};
  unsigned long long count_ = 0;

  constexpr void merge(int level) {
    evaluate<L>(node::map<merge_op<Op>, other, here>(other(memory_.get() + level * numel), here(destination_)),
                destination_);
  }

public:
  constexpr explicit carried(T* destination) : destination_(destination) {}

  // sets the destination's sums aside; not part of the loops that call it
  [[gnu::noinline]] constexpr void add() {
    int level = 0;
    for (unsigned long long n = count_++; n & 1; n >>= 1) merge(level++);
    evaluate<whole>(here(destination_), memory_.get() + level * numel);
  }
  // adds to the destination what was set aside
  [[gnu::noinline]] constexpr void finish() {
    for (int level = 0; level < Levels; ++level)
      if (count_ >> level & 1) merge(level);
  }
};
template <class Op, class L, class T> class carried<Op, L, T, 0> {
public:
  constexpr explicit carried(T*) {}
};

template <class Op, class T>
inline constexpr bool merging_rounds = requires { requires Op::rounds; } && std::is_floating_point_v<T>;

// When sums are set aside.
template <frame F, access Place, class Op, class L, class T> struct setting_aside {
  static constexpr index every =
      merging_rounds<Op, T> ? rows_between_pauses(F, Place, product(L::value.size)) : index(0);
  static constexpr int levels = every == 0 ? 0 : levels_for(F.rows() / every + 1);
};

// the accumulators' start, and the finish of a reduction where it has one
template <class Op, class L, class T> constexpr void clear(T* destination) {
  T start = Op::template identity<T>();
  if constexpr (merging_rounds<Op, T>) start = start + T(0); // the sum of nothing is 0 and not -0
  evaluate<L>(node::scalar<T, typename L::size_type>(start), destination);
}
template <class Op, index Count, class L, class T> constexpr void finish_all(T* destination) {
  if constexpr (requires(pack<T, 1> t) { Op::finish(t, index(1)); })
    evaluate<L>(node::map<finish_op<Op, Count>, node::leaf<T, L>>(node::leaf<T, L>(destination)), destination);
}

// The sink of a gathering statement: what is there already is merged with.
template <class Op, class T, class Place> struct merging_into {
  T* destination;
  Place place;
  template <int N, spacing S, int W> TENON_HOOK constexpr void put(pack<T, W> value, index at, index step) const {
    T* const to = destination + at;
    store_lanes<N, S>(Op::merge(load_lanes<W, N, S>(static_cast<const T*>(to), step), value), to, step);
  }
};

template <frame F, int Register, bool Scalars, class L, binding Natural, binding B, class T, class Fold>
TENON_FLAT constexpr void gather_rows(const Fold& e, T* destination) {
  using Op = typename gathered<Fold>::operation;
  using aside = setting_aside<F, leaf_rows<T, L, Natural, F>::numbers, Op, L, T>;
  clear<Op, L>(destination);
  carried<Op, L, T, aside::levels> earlier(destination);
  [[maybe_unused]] index rows = 0;
  stored_list stored;
  tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_HOOK_LAMBDA {
    using place = typename leaf_rows<T, L, Natural, G>::place;
    using runs = typename gathered<Fold>::template runs<B, G>::made;
    stored.restart();
    every_row<G, Register, Scalars, typename runs::type, Begin, End>(
        runs::source_of(gathered<Fold>::template inner<B, G>(e), stored),
        merging_into<Op, T, typename place::type>{destination, place::here}, [&]() TENON_HOOK_LAMBDA {
          if constexpr (aside::levels > 0)
            if (++rows == aside::every) {
              earlier.add();
              clear<Op, L>(destination);
              rows = 0;
            }
        });
  });
  if constexpr (aside::levels > 0) earlier.finish();
  finish_all<Op, Fold::count, L>(destination);
}

// A reduction across rows, some rows at a time: memory is read in a few long streams, and the destination holds what
// the rows before have given.
template <frame F, int Register, class L, binding Natural, binding B, class T, class Fold>
TENON_FLAT constexpr void gather_columns(const Fold& e, T* destination) {
  using Op = typename gathered<Fold>::operation;
  constexpr index rows = F.row_length(), block = 4; // fewer than a first-level cache has ways
  constexpr bool carries = merging_rounds<Op, T> && rows > steps_per_pause;
  carried<Op, L, T, carries ? levels_for(rows / steps_per_pause) : 0> earlier(destination);
  stored_list stored;
  const auto gather = [&]<bool First>(std::bool_constant<First>, index k) {
    const index end = k + block < rows ? k + block : rows;
    tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_HOOK_LAMBDA {
      using place = typename leaf_rows<T, L, Natural, G>::place;
      constexpr spacing lanes = place::type::between_lanes;
      constexpr index step = place::numbers.lane;
      stored.restart();
      using made = cursor<Fold, B, G>;
      auto source = made::source_of(e, stored);
      typename made::type c(source, no_scope{});
      position at;
      outer_loops<G, 0, Begin, End>(extents_of<G>::value, at, [&](const position& here) TENON_HOOK_LAMBDA {
        T* const to = destination + place::here.offset(here);
        c.row(here);
        c.template begin<0>();
        if (end - k == block)
#pragma GCC unroll 4
          for (index j = 0; j < block; ++j) c.template step<0, G.width, G.lanes>(k + j);
        else
          for (index j = k; j < end; ++j) c.template step<0, G.width, G.lanes>(j);
        c.template end<0>();
        auto sum = c.template lane<G.width, G.lanes>(0);
        if constexpr (!First)
          sum = Op::merge(load_lanes<G.width, G.lanes, lanes>(static_cast<const T*>(to), step), sum);
        if (!carries && end == rows) sum = finish_fold<Op>(sum, Fold::count);
        store_lanes<G.lanes, lanes>(sum, to, step);
      });
    });
  };
  for (index k = 0; k < rows; k += block) {
    if (k == 0 || (carries && k % steps_per_pause == 0)) {
      if constexpr (carries)
        if (k > 0) earlier.add();
      gather(std::bool_constant<true>{}, k);
    } else gather(std::bool_constant<false>{}, k);
  }
  if constexpr (carries) {
    earlier.finish();
    finish_all<Op, Fold::count, L>(destination);
  }
}

} // namespace tenon

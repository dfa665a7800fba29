// SPDX-License-Identifier: BSL-1.0
// Evaluates an expression into memory: one plan, one cursor, one walk. Nodes that are evaluated as a whole write the
// destination themselves.
#pragma once

#include <tenon/eval/contract.hpp>
#include <tenon/eval/join.hpp>
#include <tenon/eval/rows.hpp>
#include <tenon/eval/scan.hpp>
#include <tenon/eval/stored.hpp>

namespace tenon {

// Every row, through its phases, into the destination.
template <frame F, int Register, bool Scalars, class L, binding Natural, class T, class E>
constexpr void store_rows(const E& e, T* destination) {
  stored_list stored;
  tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_INLINE_LAMBDA {
    using target = leaf_rows<T, L, Natural, G>;
    stored.restart();
    cursor<E, Natural, G> c(e, no_scope{}, stored);
    position at;
    outer_loops<G, 0, Begin, End>(at, [&](const position& here) TENON_INLINE_LAMBDA {
      T* const to = destination + row_offset<target::place, G>(here);
      c.row(here);
      phases<G, Register, Scalars, 0>(c);
      last_loop<G, Register, Scalars, target::place>([&]<int W, int N>(index j) TENON_INLINE_LAMBDA {
        c.template step<decltype(c)::ready, W, N>(j);
        store_lanes<N, target::place.lane>(cast<T>(c.template lane<W, N>(j)), to + j * target::place.row);
      });
    });
  });
}

// A reduction over loops outside the row: the destination holds the accumulators.
template <frame F, int Register, bool Scalars, class L, binding Natural, binding B, class T, class Fold>
constexpr void gather_rows(const Fold& e, T* destination) {
  using Op = typename gathered<Fold>::operation;
  evaluate<L>(node::scalar<T, typename L::size_type>(Op::template identity<T>()), destination);
  stored_list stored;
  tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_INLINE_LAMBDA {
    using target = leaf_rows<T, L, Natural, G>;
    stored.restart();
    typename gathered<Fold>::template runs<B, G>::type c(gathered<Fold>::template inner<B, G>(e), no_scope{}, stored);
    position at;
    outer_loops<G, 0, Begin, End>(at, [&](const position& here) TENON_INLINE_LAMBDA {
      T* const to = destination + row_offset<target::place, G>(here);
      c.row(here);
      phases<G, Register, Scalars, 0>(c);
      last_loop<G, Register, Scalars, target::place>([&]<int W, int N>(index j) TENON_INLINE_LAMBDA {
        c.template step<decltype(c)::ready, W, N>(j);
        const auto before = load_lanes<W, N, target::place.lane>(static_cast<const T*>(to + j * target::place.row));
        store_lanes<N, target::place.lane>(Op::merge(before, c.template lane<W, N>(j)), to + j * target::place.row);
      });
    });
  });
  if constexpr (requires(pack<T, 1> t) { Op::finish(t, index(1)); })
    evaluate<L>(node::map<finish_op<Op, Fold::count>, node::leaf<T, L>>(node::leaf<T, L>(destination)), destination);
}

// A reduction across rows, some rows at a time: memory is read in a few long streams, and the destination holds what
// the rows before have given.
template <frame F, int Register, class L, binding Natural, binding B, class T, class Fold>
constexpr void gather_columns(const Fold& e, T* destination) {
  using Op = typename gathered<Fold>::operation;
  constexpr index rows = F.row_length(), block = 4; // fewer than a first-level cache has ways
  stored_list stored;
  const auto gather = [&]<bool First>(std::bool_constant<First>, index k) {
    const index end = k + block < rows ? k + block : rows;
    tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_INLINE_LAMBDA {
      using target = leaf_rows<T, L, Natural, G>;
      stored.restart();
      cursor<Fold, B, G> c(e, no_scope{}, stored);
      position at;
      outer_loops<G, 0, Begin, End>(at, [&](const position& here) TENON_INLINE_LAMBDA {
        T* const to = destination + row_offset<target::place, G>(here);
        c.row(here);
        c.template begin<0>();
        if (end - k == block)
#pragma GCC unroll 4
          for (index j = 0; j < block; ++j) c.template step<0, G.width, G.lanes>(k + j);
        else
          for (index j = k; j < end; ++j) c.template step<0, G.width, G.lanes>(j);
        c.template end<0>();
        auto sum = c.template lane<G.width, G.lanes>(0);
        if constexpr (!First) sum = Op::merge(load_lanes<G.width, G.lanes, target::place.lane>(static_cast<const T*>(to)), sum);
        if (end == rows) sum = finish_fold<Op>(sum, Fold::count);
        store_lanes<G.lanes, target::place.lane>(sum, to);
      });
    });
  };
  gather(std::bool_constant<true>{}, 0);
  for (index k = block; k < rows; k += block) gather(std::bool_constant<false>{}, k);
}

template <frame F> struct gathering {
  static constexpr frame value = [] {
    frame f = F;
    f.accumulate = true;
    return f;
  }();
};

// whether a statement is such a reduction, of many rows
template <class E, class T, frame F> constexpr bool gathers_columns() {
  using root = typename outermost<E>::type;
  if constexpr (is_fold<root> && std::is_same_v<T, typename root::value_type>) {
    if constexpr (!F.along() && F.row_length() > 64 && inlines<root>(F, root_binding<E>::value))
      return cursor<root, root_binding<E>::value, F>::phase == 0;
  }
  return false;
}

template <bool Constant, class L, class T, class E> constexpr void evaluate_rows(const E& e, T* destination) {
  using plan = plan_for<E, L::value, T, false>;
  constexpr frame f = in_force<plan, Constant>::value;
  constexpr int lanes = Constant ? 1 : plan::lanes;
  constexpr binding natural = natural_binding<L::rank>::value;
  if constexpr (f.accumulate) {
    using root = outermost<E>;
    gather_rows<f, lanes, plan::chosen.traps, L, natural, root_binding<E>::value>(root::of(e), destination);
  } else if constexpr (gathers_columns<E, T, f>()) {
    constexpr frame g = gathering<f>::value;
    gather_columns<g, lanes, L, natural, root_binding<E>::value>(outermost<E>::of(e), destination);
  } else store_rows<f, lanes, plan::chosen.traps, L, natural>(e, destination);
}

// destination = e, where the destination does not overlap what e reads
template <class L, class T, class E> constexpr void evaluate(const E& e, T* destination) {
  static_assert(L::size_type::list == E::size_type::list);
  if constexpr (product(L::value.size) == 0) return;
  else {
    scratch_scope scope;
    if constexpr (requires { typename evaluates_whole<E>::type; })
      evaluates_whole<E>::template into<L>(e, destination);
    else if constexpr (plan_for<E, L::value, T, false>::value.accumulate &&
                       !std::is_same_v<T, typename E::value_type>) {
      // accumulators have the type of the reduction
      using from = row_major_layout<typename L::size_type>;
      const scratch<typename E::value_type> sums(product(L::value.size));
      evaluate<from>(e, sums.get());
      evaluate<L>(node::leaf<typename E::value_type, from>(sums.get()), destination);
    } else if constexpr (plan_for<E, L::value, T, false>::chosen.fits_constant()) {
      if (std::is_constant_evaluated()) evaluate_rows<true, L>(e, destination);
      else evaluate_rows<false, L>(e, destination);
    } else evaluate_rows<false, L>(e, destination);
  }
}

} // namespace tenon

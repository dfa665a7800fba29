// SPDX-License-Identifier: BSL-1.0
// Evaluates an expression into memory: one plan, one cursor, one walk. Nodes that are evaluated as a whole write the
// destination themselves.
#pragma once

#include <tenon/eval/contract.hpp>
#include <tenon/eval/gather.hpp>
#include <tenon/eval/join.hpp>
#include <tenon/eval/order.hpp>
#include <tenon/eval/parts.hpp>
#include <tenon/eval/rows.hpp>
#include <tenon/eval/scan.hpp>
#include <tenon/eval/scatter.hpp>
#include <tenon/eval/stored.hpp>
#include <tenon/eval/window.hpp>

namespace tenon {

// Every row, through its phases, into the destination.
template <frame F, int Register, bool Scalars, class L, binding Natural, class T, class E>
constexpr void store_rows(const E& e, T* destination) {
  stored_list stored;
  tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_HOOK_LAMBDA {
    using place = typename leaf_rows<T, L, Natural, G>::place;
    using made = cursor<E, Natural, G>;
    stored.restart();
    every_row<G, Register, Scalars, typename made::type, Begin, End>(
        made::source_of(e, stored), storing<T, typename place::type>{destination, place::here}, nothing_done{});
  });
}

// the same where no other shape shares the loops
template <frame F, int Register, bool Scalars, class L, binding Natural, class T, class E>
TENON_FLAT constexpr void store_own_rows(const E& e, T* destination) {
  store_rows<F, Register, Scalars, L, Natural>(e, destination);
}

template <frame F> struct gathering {
  static constexpr frame value = [] {
    frame f = F;
    f.accumulate = true;
    f.copies = false;
    return f;
  }();
};

// whether a statement is a reduction across its rows, and has many
template <class E, class T, frame F> constexpr bool gathers_columns() {
  using root = typename outermost<E>::type;
  if constexpr (is_fold<root> && std::is_same_v<T, typename root::value_type>) {
    if constexpr (!F.along() && !F.lane_first && F.row_length() > 64 && inlines<root>(F, root_binding<E>::value))
      return cursor<root, root_binding<E>::value, gathering<F>::value>::type::phase == 0;
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
  } else if constexpr (f.common) store_rows<f, lanes, plan::chosen.traps, L, natural>(e, destination);
  else store_own_rows<f, lanes, plan::chosen.traps, L, natural>(e, destination);
}

// Whether a statement may take scratch. Nodes that are evaluated as a whole say so; otherwise few elements whose nodes
// need no memory of their own take none, not even for sums.
template <class L, class T, class E> constexpr bool takes_scratch() {
  if constexpr (requires { evaluates_whole<E>::takes_scratch; }) return evaluates_whole<E>::takes_scratch;
  else if constexpr (requires { typename evaluates_whole<E>::type; }) return true;
  else {
    using plan = plan_for<E, L::value, T, false>;
    constexpr survey s = plan::chosen.found_there;
    constexpr bool converts = plan::value.accumulate && !std::is_same_v<T, typename E::value_type>;
    constexpr bool sets_aside = plan::value.accumulate || gathers_columns<E, T, plan::value>()
                                    ? plan::chosen.elements() > steps_per_pause
                                    : mode_of(plan::value).pauses;
    constexpr bool grouped = plan::value.group > 1 && !plan::value.turned && !plan::value.holds_group();
    return converts || s.stored > 0 || s.scratch_bytes > 0 || grouped || sets_aside;
  }
}
// destination = e, where the destination does not overlap what e reads
template <class L, class T, class E> constexpr void evaluate(const E& e, T* destination) {
  static_assert(L::size_type::list == E::size_type::list);
  if constexpr (product(L::value.size) == 0) return;
  else {
    [[maybe_unused]] scratch_scope_if<takes_scratch<L, T, E>()> scope;
    if constexpr (requires { typename evaluates_whole<E>::type; }) evaluates_whole<E>::template into<L>(e, destination);
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

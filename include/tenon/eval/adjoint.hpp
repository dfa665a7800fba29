// SPDX-License-Identifier: BSL-1.0
// The adjoint of a statement: given the gradient of its result, the gradients of its leaves grow. The rows run
// forward once more, then backward, in the same walk.
#pragma once

#include <tenon/eval/evaluate.hpp>

namespace tenon {

// the lanes from element j of a row that starts at p
template <int W, int N, class Place, class T> TENON_INLINE constexpr pack<T, W> lanes_at(const T* p, index j) {
  return load_lanes<W, N, Place::type::between_lanes>(p + j * Place::numbers.row, Place::numbers.lane);
}

// What walks back through the rows of a statement: all of it, of which each element has received something,
template <class E, binding Natural> struct every_element {
  template <frame G> using made = cursor<E, Natural, G>;
  template <frame G> static constexpr bool as_written = true;
  template <class P> TENON_INLINE static constexpr P pull(P d, P) { return d; }
};
// or what a reduction over loops outside the row has gathered: it hands its gradient to every element of the rows.
template <class Fold, binding B> struct gathered_elements {
  template <frame G> using walked = typename gathered<Fold>::template walked<B, G>;
  template <frame G> using made = typename walked<G>::made;
  // what a reduction along the row has given is one element
  template <frame G> static constexpr bool as_written = G.constant_along_row(walked<G>::bound);
  template <class P> TENON_INLINE static constexpr P pull(P d, P y) {
    return gathered<Fold>::operation::pull(d, d, y, Fold::count);
  }
};

// the last phase, and what comes back of it
template <class Way, class Place, class Cursor, class T> struct step_back {
  Cursor& c;
  const T* from;
  template <int W, int N> TENON_HOOK constexpr void operator()(index j) const {
    constexpr int last = Cursor::ready;
    c.template step<last, W, N>(j);
    auto t = c.template trace<W, N>(j);
    c.template pull<W, N>(j, t, Way::pull(lanes_at<W, N, Place>(from, j), t.y));
    c.template back<last, W, N>(j);
  }
  TENON_HOOK constexpr void pause() const { c.pause_back(); }
};

template <frame F, int Register, bool Scalars, class L, binding Natural, class Way, class T, class E>
TENON_FLAT constexpr void pull_rows(const E& e, const T* received) {
  stored_list stored;
  tiles<F, Register, 0>([&]<frame G, index Begin, index End>() TENON_HOOK_LAMBDA {
    using source = typename leaf_rows<T, L, Natural, G>::place;
    constexpr const extents& x = extents_of<G>::value;
    stored.restart();
    using made = typename Way::template made<G>;
    auto from_node = made::source_of(e, stored);
    using cursor_type = typename made::type;
    cursor_type c(from_node, no_scope{});
    position at;
    outer_loops<G, 0, Begin, End>(x, at, [&](const position& here) TENON_HOOK_LAMBDA {
      const step_back<Way, source, cursor_type, T> visit{c, received + source::here.offset(here)};
      c.row(here);
      phases<G, Register, Scalars, 0>(x, c);
      if constexpr (Way::template as_written<G>) last_loop<G, Register, Scalars, typename source::type>(x, visit);
      else along_row<G, Register, Scalars>(x, visit);
      phases_back<G, Register, Scalars, cursor_type::ready - 1>(x, c);
      c.end_row();
    });
    if constexpr (G.ends_at(End)) c.finish();
  });
}

// A statement's elements among the results of the reduction it ends in, of which it may select some.
template <class Size, binding B, class Results> struct selection {
  static constexpr access place = access_of(Results::value, B, frame());
  static constexpr layout value = [] {
    layout l{Size::list, ints::filled(Size::rank, 0)};
    for (int d = 0; d < Size::rank; ++d) l.stride[d] = place.step[d];
    return l;
  }();
  using type = layout_of<value>;
};

// Counts the elements that equal the result of a maximum or minimum.
struct equal_op {
  template <class P> TENON_HOOK static constexpr P value(P a, P b) {
    return select(a == b, P(typename P::value_type(1)), P(typename P::value_type(0)));
  }
};
struct count_op {
  template <class T> static constexpr T identity() { return T(0); }
  template <class P> TENON_HOOK static constexpr P merge(P a, P b) { return a + b; }
};
// what an element x of a reduction receives
template <class Op, index Count> struct pull_op {
  template <class P> TENON_HOOK static constexpr P value(P d, P y, P x) { return Op::pull(d, y, x, Count); }
};

// Elements are compared with the result: what is computed once more might round otherwise and equal none, so that the
// operand is stored.
template <class L, binding B, class T, class Op, unsigned Dims, class E>
constexpr void pull_choice(const node::fold<Op, Dims, E>& e, const T* received) {
  using fold = node::fold<Op, Dims, E>;
  using whole = row_major_layout<typename E::size_type>;
  using kept = row_major_layout<typename fold::size_type>;
  using selected = selection<typename L::size_type, B, kept>;
  using element = node::leaf<T, whole>;
  using spread_result = node::leaf<T, typename stretched<kept, typename E::size_type>::type>;
  constexpr index numel = product(whole::value.size), results = product(kept::value.size);
  const laid_out<E, whole> operand(e.operand);
  const scratch<T> pulled(numel), result(results), share(results);
  const element x(operand.data());
  const spread_result y(result.get()), d(share.get());
  evaluate<kept>(node::fold<Op, Dims, element>(x), result.get());
  for (index i = 0; i < results; ++i) share.get()[i] = T(0);
  evaluate<typename selected::type>(node::leaf<T, L>(received), share.get() + selected::place.base);
  if constexpr (requires { requires Op::shares_ties; }) {
    using equal = node::map<equal_op, element, spread_result>;
    const scratch<T> ties(results);
    evaluate<kept>(node::fold<count_op, Dims, equal>(equal(x, y)), ties.get());
    for (index i = 0; i < results; ++i) share.get()[i] = share.get()[i] / ties.get()[i];
  }
  using pull = node::map<pull_op<Op, fold::count>, spread_result, spread_result, element>;
  evaluate<whole>(pull(d, y, x), pulled.get());
  adjoint<whole>(e.operand, static_cast<const T*>(pulled.get()));
}

template <bool Constant, class L, class T, class E> constexpr void pull_all(const E& e, const T* received) {
  using plan = plan_for<E, L::value, T, true>;
  constexpr frame f = in_force<plan, Constant>::value;
  constexpr int lanes = Constant ? 1 : plan::lanes;
  constexpr binding natural = natural_binding<L::rank>::value;
  if constexpr (f.accumulate) {
    using root = outermost<E>;
    using fold = typename root::type;
    constexpr binding bound = root_binding<E>::value;
    if constexpr (requires { requires gathered<fold>::operation::linear; })
      pull_rows<f, lanes, plan::chosen.traps, L, natural, gathered_elements<fold, bound>>(root::of(e).operand,
                                                                                          received);
    else pull_choice<L, bound>(root::of(e), received);
  } else pull_rows<f, lanes, plan::chosen.traps, L, natural, every_element<E, natural>>(e, received);
}

// The leaves of e receive what its result, laid out as L, has received.
template <class L, class T, class E> constexpr void adjoint(const E& e, const T* received) {
  static_assert(L::size_type::list == E::size_type::list && std::is_same_v<T, typename E::value_type>);
  if constexpr (E::differentiable && product(L::value.size) != 0) {
    scratch_scope scope;
    if constexpr (requires { typename evaluates_whole<E>::type; }) evaluates_whole<E>::template pull<L>(e, received);
    else if constexpr (plan_for<E, L::value, T, true>::chosen.fits_constant()) {
      if (std::is_constant_evaluated()) pull_all<true, L>(e, received);
      else pull_all<false, L>(e, received);
    } else pull_all<false, L>(e, received);
  }
}

} // namespace tenon

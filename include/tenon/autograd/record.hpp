// SPDX-License-Identifier: BSL-1.0
// What the tape keeps of a statement, and what that reads.
#pragma once

#include <tenon/expr/leaf.hpp>

#include <cstddef>
#include <source_location>

namespace tenon {

class Tape;

namespace detail {
// What a recorded expression is to the statements. All but the first are parts of the next statement, which alone reads
// them.
enum class role {
  statement,
  kept,     // a product, whose value is dear
  repeated, // evaluated once more on the way back
  summand,  // a product that lies where the statement's result does, as its gradient does
};

// one recorded expression; what follows it in memory is the expression itself
struct record : node::origin {
  record* before;
  void (*pull)(record&);
  void (*evaluate)(record&);
  void (*destroy)(record&); // null where there is nothing to destroy
  void (*each_origin)(const record&, void* to, void (*f)(void* to, const node::origin&, bool receives));
  const Tape* tape;
  std::size_t bytes; // of the gradient
  role is;
  bool retained;    // whether its gradient is kept
  bool linear;      // whether the way back reads no element of what it reads
  unsigned changes; // of the parameters that it reads, up to when it was recorded
  std::source_location where;
  void* kept = nullptr;      // the gradient, after its tape's sweep
  mutable bool lent = false; // whether `gradient` has its place from the sweep of another tape
};

template <class E> struct recorded_expression : record {
  E expression;
};

template <class F>
concept sees_constants = requires(const F& f, const node::origin& o) { f.constant(o); };
// f(origin) for what an expression reads and has a gradient for, or f.leaf(leaf) where f has that; and
// f.constant(origin) for parameters that it reads detached
template <bool Receives = true, class E, class F> void each_origin(const E& e, const F& f) {
  constexpr bool receives = Receives && E::differentiable;
  if constexpr (!receives && !sees_constants<F>) return;
  else if constexpr (receives && requires { e.each_origin(f); }) e.each_origin(f);
  else if constexpr (requires { e.from; }) {
    if constexpr (!receives) {
      if (e.from && !e.from->value) f.constant(*e.from);
    } else if constexpr (requires { f.leaf(e); }) f.leaf(e);
    else if (e.from) f(*e.from);
  } else if constexpr (requires { typename E::operand_types; })
    e.any_operand([&f](const auto& operand, bool) {
      each_origin<receives>(operand, f);
      return false;
    });
}
// ... or a recorded expression
template <class F> void each_origin(const record& r, F f) {
  r.each_origin(r, &f, [](void* to, const node::origin& o, [[maybe_unused]] bool receives) {
    if constexpr (sees_constants<F>)
      if (!receives) return static_cast<F*>(to)->constant(o);
    if (receives) (*static_cast<F*>(to))(o);
  });
}

// how often a parameter has changed so that the way back through a statement that read it is lost
inline unsigned changes_of(const node::origin& o, bool linear) { return o.moves + (linear ? 0 : o.writes); }
inline unsigned changes_read_by(const record& r) {
  struct sum {
    unsigned& changes;
    bool linear;
    void operator()(const node::origin& o) const { changes += changes_of(o, linear); }
    void constant(const node::origin& o) const { changes += changes_of(o, linear); }
  };
  unsigned changes = 0;
  each_origin(r, sum{changes, r.linear});
  return changes;
}
} // namespace detail

} // namespace tenon

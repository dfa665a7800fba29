// SPDX-License-Identifier: BSL-1.0
// plan<E>: what the planner has decided for an expression, as constants. explain(e): the same as text.
#pragma once

#include <tenon/eval/evaluate.hpp>
#include <tenon/shape/text.hpp>

#include <string>

namespace tenon {

namespace detail {
template <class E, int Rank, frame F, bool Gathers = F.accumulate> struct cursor_of {
  static constexpr binding natural = natural_binding<Rank>::value;
  using type = typename cursor<E, natural, F>::type;
};
template <class E, int Rank, frame F> struct cursor_of<E, Rank, F, true> {
  static constexpr binding bound = root_binding<E>::value;
  using type = typename gathered<typename outermost<E>::type>::template runs<bound, F>::made::type;
};

template <class E, class L, bool Whole = requires { typename evaluates_whole<E>::type; }> struct plan_facts {
  using chosen_plan = plan_for<E, L::value, typename E::value_type, false>;
  static constexpr frame loops = chosen_plan::value;
  static constexpr survey seen = chosen_plan::chosen.found_there;
  static constexpr int temporaries = seen.stored;
  using cursor_type = typename cursor_of<E, L::rank, loops>::type;
  static constexpr int passes = cursor_type::ready + 1;
  using written = typename place_of<access_of(L::value, binding::natural(L::rank), loops), loops>::type;
  static constexpr int in_flight = overlaps<loops, written, cursor_type> ? overlapping<written, cursor_type> : 1;
};
// a node that writes its destination itself
template <class E, class L> struct plan_facts<E, L, true> {
  static constexpr frame loops{};
  static constexpr survey seen = [] {
    survey s;
    if constexpr (requires { E::walk_operands(s); }) E::walk_operands(s);
    else {
      E::walk(s, binding::natural(L::rank));
      s.stored = 0;
    }
    return s;
  }();
  static constexpr int temporaries = seen.stored;
  static constexpr int passes = 1;
  static constexpr int in_flight = 1;
};
} // namespace detail

// The plan of an expression whose result is stored in row-major order.
template <class E> struct plan {
private:
  using node_type = std::remove_cvref_t<E>;
  using facts = detail::plan_facts<node_type, row_major_layout<typename node_type::size_type>>;

public:
  static constexpr frame loops = facts::loops;
  static constexpr int temporaries = facts::temporaries; // sub-expressions in memory of their own
  static constexpr int passes = facts::passes;           // loops over each row
  static constexpr int in_flight = facts::in_flight;     // rows that are in different passes at the same time
  // for every row that is held; where the lanes lie across the row, each element of it is a pack
  static constexpr index scratch_bytes =
      facts::seen.scratch_bytes * (loops.along() ? 1 : loops.width) * loops.group * in_flight;
  static constexpr index operations = facts::seen.operations;
  static constexpr index bytes_read = facts::seen.bytes;
  static constexpr index bytes_written =
      product(node_type::size_type::list) * static_cast<index>(sizeof(typename node_type::value_type));
  static constexpr const stored_note (&stored)[survey::max_entries] = facts::seen.notes;
};

namespace detail {
inline void append(std::string& s, const char* part) { s += part; }
inline void append(std::string& s, index part) { s += std::to_string(part); }
inline void append(std::string& s, const ints& size) {
  const text t = say(size);
  s.append(t.data(), static_cast<std::size_t>(t.size()));
}
// a line of text, indented
template <class... Part> std::string line(int depth, const Part&... part) {
  std::string s(static_cast<std::size_t>(2 * depth), ' ');
  (append(s, part), ...);
  s += '\n';
  return s;
}
} // namespace detail

// The loop nest of an expression, its passes, what it stores and why, and its traffic.
template <any_expression E> std::string explain(const E&) {
  using P = plan<E>;
  using detail::line;
  constexpr frame f = P::loops;
  std::string told;
  int depth = 0;
  for (int i = 0; i < P::temporaries && i < survey::max_entries; ++i)
    told += line(0, "store the ", P::stored[i].what, " ", P::stored[i].size, " first: ", P::stored[i].why);
  if constexpr (f.loops > 0) {
    if (f.accumulate) told += line(0, "clear the destination: it holds the accumulators");
    for (int l = 0; l < f.outer; ++l) {
      if (f.in_row(l) || f.extent[l] == 1) continue;
      if (l == f.lane)
        told += line(depth, "for i", index(l), " in 0..", f.extent[l], " in tiles of ", index(f.width), " lanes");
      else if (l == f.group_loop && f.turned)
        told += line(depth, "for i", index(l), " in 0..", f.extent[l], " in squares of ", index(f.group), " rows");
      else if (l == f.group_loop)
        told += line(depth, "for i", index(l), " in 0..", f.extent[l], " in groups of ", index(f.group));
      else told += line(depth, "for i", index(l), " in 0..", f.extent[l]);
      ++depth;
    }
    told += line(depth, index(P::passes), P::passes == 1 ? " pass" : " passes", " over a row of ", f.row_length(),
                 f.along() ? ", lanes along it, " : ", lanes across it, ", index(f.width), " a step",
                 P::in_flight > 1 ? ", beside those of the next rows" : "");
  } else told += line(0, "one call of the kernel");
  told += line(0, "scratch ", P::scratch_bytes, " bytes, temporaries ", index(P::temporaries));
  told += line(0, P::operations, " operations, ", P::bytes_read, " bytes read, ", P::bytes_written, " written");
  return told;
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// What the generated tests do with a case: evaluate its statement, differentiate it, compare.
#pragma once

#include "example.hpp"

#include <catch2/catch.hpp>

#include <initializer_list>
#include <stdexcept>

namespace golden {

using namespace tenon;

// a parameter and the input that it holds
template <class P> struct held {
  const char* output; // where its gradient is expected
  const P& parameter;
};
template <class P> held<P> at(const char* gradient, const P& parameter) { return {gradient, parameter}; }

inline bool has_any(const example& e, std::initializer_list<const char*> outputs) {
  for (const char* o : outputs)
    if (e.has_output(o)) return true;
  return false;
}

template <class T, class S> struct upstream_of;
template <class T, index... N> struct upstream_of<T, Size<N...>> {
  static Tensor<T, N...> from(const example& e) { return e.upstream<T, N...>("gy"); }
};

// Evaluates the statement without a tape.
template <class Statement> void check_value(const example& e, Statement statement) { e.expect("y", eval(statement())); }

// ... and with one, which evaluates it in another way; then sends the gradient back.
template <class Statement, class... P>
void check_gradient(const example& e, Statement statement, const held<P>&... inputs) {
  check_value(e, statement);
  if (!has_any(e, {inputs.output...})) return;
  using E = decltype(statement());
  if constexpr (E::differentiable) {
    Tape tape;
    const Variable y = statement();
    e.expect("y", y);
    tape.backward(y, upstream_of<typename E::value_type, typename E::size_type>::from(e));
  }
  (e.expect(inputs.output, inputs.parameter.grad()), ...);
}

// Where parts of a tensor lie in it.
template <class X, class... Part> void check_places(const example& e, const X& x, const Part&... parts) {
  const index offsets[] = {parts.data() - x.data()...};
  ints list;
  for (const index o : offsets) list.push_back(o);
  e.expect_list("view_offsets", list);
  (e.expect_list("view_strides", Part::layout_type::value.stride), ...);
}

template <class S> void check_size(const example& e) {
  e.expect_number("numel", S::numel());
  e.expect_number("ndim", S::rank);
  e.expect_list("contiguous_strides", row_major(S::list));
  if constexpr (S::rank > 0) {
    e.expect_number("last", S{}[c<-1>]);
    e.expect_list("drop_last", without(S::list, S::rank - 1));
  }
}

// the options of cross_entropy that a case gives
template <class T, index C> struct loss_options {
  Tensor<T, C> weight;
  cross_entropy_options value;

  explicit loss_options(const example& e) {
    if (e.has_input("weight")) {
      weight = e.input<T, C>("weight");
      value.weight = weight;
    }
    value.ignore_index = static_cast<index>(e.number("ignore_index", -100));
    value.label_smoothing = e.number("label_smoothing", 0);
  }
  loss_options(const loss_options&) = delete;
};

// Runs the same statement on every case that differs in its numbers only, in float and in double.
inline void run(const char* topic, std::initializer_list<const char*> names, void (*in_float)(const example&),
                void (*in_double)(const example&)) {
  for (const char* name : names) {
    const example e(topic, name);
    INFO(name << " in float");
    in_float(e);
  }
  for (const char* name : names) {
    const example e(topic, name);
    INFO(name << " in double");
    in_double(e);
  }
}

} // namespace golden

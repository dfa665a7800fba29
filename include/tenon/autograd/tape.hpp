// SPDX-License-Identifier: BSL-1.0
// The tape: a flat list of statements with their types. While one lives, statements of the thread are recorded on it;
// backward() sweeps them, newest first, without recursion. Its memory is an arena that the thread keeps.
#pragma once

#include <tenon/eval/adjoint.hpp>
#include <tenon/tensor/tensor.hpp>

#include <source_location>
#include <stdexcept>

namespace tenon {

class Tape;

namespace detail {
// one recorded statement; what follows it in memory is the statement itself
struct record {
  record* before;
  void (*pull)(record&);
  void (*destroy)(record&); // null where there is nothing to destroy
  void* gradient;
  std::size_t bytes; // of the gradient; none where it is that of a later statement, too
  bool kept;         // a part of the next statement, which alone reads it
  unsigned (*count_writes)(const record&);
  unsigned writes; // when it was recorded
  std::source_location where;
};

template <class E> struct statement : record {
  E expression;
};

// how often the parameters that an expression reads were opened for writing
template <class E> unsigned writes_to(const E& e) {
  unsigned writes = 0;
  if constexpr (requires { e.writes; }) writes = e.writes ? *e.writes : 0;
  else if constexpr (E::differentiable && requires { typename E::operand_types; })
    e.any_operand([&writes](const auto& operand, bool) {
      writes += writes_to(operand);
      return false;
    });
  return writes;
}

// what is wrong with a sweep from a V, which receives a G or else 1
template <class V, class... G> constexpr text backward_fault() {
  if constexpr (!requires(const V& v) { v.entry(); })
    return say("backward: only a Variable has been recorded; write Variable y = ...");
  else if constexpr (sizeof...(G) > 0) return (check_same("backward", shape_of<V>::list, shape_of<G>::list), ...);
  else if constexpr (shape_of<V>::rank == 0) return {};
  else
    return say("backward: shape ", shape_of<V>::list,
               " is no scalar; give the gradient it receives: backward(y, gradient)");
}

inline arena& tape_arena() {
  static thread_local arena memory;
  return memory;
}
// for the gradients of the parts of a statement, which are needed only while it is swept: all share one memory
inline arena& part_arena() {
  static thread_local arena memory;
  return memory;
}
inline Tape*& current_tape() {
  static thread_local Tape* tape = nullptr;
  return tape;
}
} // namespace detail

// Where a recorded statement's value and gradient lie.
template <class T> struct recorded {
  T* value;
  T* gradient;
  detail::record* entry;
};

class Tape {
  arena::mark mark_ = detail::tape_arena().position(), parts_ = detail::part_arena().position();
  Tape* outer_ = detail::current_tape();
  detail::record* newest_ = nullptr;
  bool used_ = false;
  std::source_location where_;

public:
  Tape() { detail::current_tape() = this; }
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;
  ~Tape() {
    for (detail::record* r = newest_; r; r = r->before)
      if (r->destroy) r->destroy(*r);
    detail::current_tape() = outer_;
    detail::tape_arena().release(mark_);
    detail::part_arena().release(parts_);
  }

  // Bytes that this thread keeps for tapes: after the first step of a training all that its steps need.
  static std::size_t memory() { return detail::tape_arena().capacity() + detail::part_arena().capacity(); }

  // uninitialised memory that lives as long as the tape
  template <class T> T* allocate(index n) { return detail::tape_arena().take<T>(n); }

  // where the statement stands that is recorded next
  void stands_at(std::source_location where) { where_ = where; }

  // Evaluates an expression and keeps it for the way back; kept: as a part of the statement that follows.
  template <class E> recorded<typename E::value_type> record(const E& e, bool kept = false) {
    using T = typename E::value_type;
    constexpr index n = product(E::size_type::list);
    T* const value = allocate<T>(n);
    T* const gradient = kept ? detail::part_arena().take<T>(n) : allocate<T>(n);
    evaluate<row_major_layout<typename E::size_type>>(e, value);
    return {value, gradient, enter(e, gradient, sizeof(T) * static_cast<std::size_t>(n), kept)};
  }
  // What has been evaluated. Its gradient's `bytes` are set to zero before they are added to.
  template <class E> detail::record* enter(const E& e, void* gradient, std::size_t bytes, bool kept) {
    if (!kept) detail::part_arena().release(parts_); // the next statement's parts may lie where this one's do
    auto* entry = ::new (static_cast<void*>(allocate<detail::statement<E>>(1))) detail::statement<E>{
        {newest_, &pull<E>, nullptr, gradient, bytes, kept, &count_writes<E>, detail::writes_to(e), where_}, e};
    if constexpr (!std::is_trivially_destructible_v<E>)
      entry->destroy = [](detail::record& r) { static_cast<detail::statement<E>&>(r).expression.~E(); };
    return newest_ = entry;
  }

  // Adds the gradient of a scalar to the parameters it was computed from. A tape is swept once; a second sweep, a
  // variable of another tape, or a parameter that has been opened for writing since a statement read it throws
  // std::logic_error and changes no gradient.
  template <class V> void backward(const V& loss) {
    constexpr text sentence = detail::backward_fault<V>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) {
      prepare(loss);
      *loss.gradient_data() = typename V::value_type(1);
      sweep(loss.entry());
    }
  }
  // ... of any tensor, given the gradient it receives
  template <class V, tensor_like G> void backward(const V& y, G&& upstream) {
    constexpr text sentence = detail::backward_fault<V, G>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) {
      prepare(y);
      evaluate<row_major_layout<typename V::size_type>>(node_of(static_cast<G&&>(upstream)), y.gradient_data());
      sweep(y.entry());
    }
  }

private:
  template <class E> static void pull(detail::record& r) {
    adjoint<row_major_layout<typename E::size_type>>(static_cast<detail::statement<E>&>(r).expression,
                                                     static_cast<const typename E::value_type*>(r.gradient));
  }
  template <class E> static unsigned count_writes(const detail::record& r) {
    return detail::writes_to(static_cast<const detail::statement<E>&>(r).expression);
  }
  // the way back reads once more what the statements have read
  static void require_unwritten(const detail::record* from) {
    for (const detail::record* r = from; r; r = r->before)
      if (r->count_writes(*r) != r->writes)
        fail<std::logic_error>("backward: a parameter was opened for writing after the statement at " +
                               std::string(r->where.file_name()) + ':' + std::to_string(r->where.line()) +
                               " had read it");
  }
  template <class V> void prepare(const V& v) {
    if (v.tape() != this) fail<std::logic_error>("backward: the variable was not recorded on this tape");
    if (used_) fail<std::logic_error>("backward: this tape has been swept already; record the statements again");
    require_unwritten(v.entry());
    used_ = true;
    for (detail::record* r = newest_; r; r = r->before)
      if (!r->kept) __builtin_memset(r->gradient, 0, r->bytes);
  }
  static void sweep(detail::record* from) {
    for (detail::record* r = from; r; r = r->before) {
      // parts are set to zero when they are about to be added to, and are still near then
      if (!r->kept)
        for (detail::record* part = r->before; part && part->kept; part = part->before)
          __builtin_memset(part->gradient, 0, part->bytes);
      r->pull(*r);
    }
  }
};

// Hides the tape while it lives: statements are evaluated but not recorded. torch.no_grad
class no_grad {
  Tape* hidden_ = std::exchange(detail::current_tape(), nullptr);

public:
  no_grad() = default;
  no_grad(const no_grad&) = delete;
  no_grad& operator=(const no_grad&) = delete;
  ~no_grad() { detail::current_tape() = hidden_; }
};

namespace detail {
// whether the values of statements that are not recorded lie in the tape's arena
inline bool& in_inference() {
  static thread_local bool inside = false;
  return inside;
}
} // namespace detail

// As no_grad; and the values of statements are valid only as long as it lives, so that a loop around one allocates
// nothing after its first turn. torch.inference_mode
class inference_mode {
  no_grad hidden_;
  arena::mark mark_ = detail::tape_arena().position();
  bool outer_ = std::exchange(detail::in_inference(), true);

public:
  inference_mode() = default;
  inference_mode(const inference_mode&) = delete;
  inference_mode& operator=(const inference_mode&) = delete;
  ~inference_mode() {
    detail::in_inference() = outer_;
    detail::tape_arena().release(mark_);
  }
};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// The tape: a flat list of statements with their types. While one lives, statements of the thread are recorded on it;
// backward() sweeps them, newest first, in a loop. Its memory is an arena that the thread keeps.
#pragma once

#include <tenon/autograd/linear.hpp>
#include <tenon/autograd/record.hpp>
#include <tenon/eval/adjoint.hpp>
#include <tenon/storage/pool.hpp>
#include <tenon/tensor/tensor.hpp>

#include <stdexcept>
#include <utility>

namespace tenon {

namespace detail {
// nobody watches the sweep
struct unwatched {
  void begins(const record&) {}
  void swept(const record&) {}
};

// what is wrong with a result Y that receives a G, or else 1
template <class Y, class... G> constexpr text received_fault() {
  if constexpr (!(tensor_like<G> && ...))
    return say("backward: the gradient that the result receives must be a tensor of its shape");
  else if constexpr (sizeof...(G) > 0) return (check_same("backward", shape_of<Y>::list, shape_of<G>::list), ...);
  else if constexpr (shape_of<Y>::rank == 0) return {};
  else
    return say("backward: shape ", shape_of<Y>::list,
               " is no scalar; give the gradient it receives: backward(y, gradient)");
}
// ... with a sweep from a V
template <class V, class... G> constexpr text backward_fault() {
  if constexpr (!requires(const V& v) { v.entry(); })
    return say("backward: only a Variable has been recorded; write Variable y = ...");
  else return received_fault<V, G...>();
}

// what a tape keeps alive
struct kept_owner {
  kept_owner* before;
  void (*destroy)(kept_owner&);
};
template <class Owner> struct kept : kept_owner {
  Owner owner;
};

using tape_memory = thread_arena<struct tape_purpose>;
// for the parts of a statement: their gradients, and the values that are not kept. All statements share it.
using part_memory = thread_arena<struct part_purpose>;
// whether the values of statements that are not recorded lie in the tape's arena
inline bool& in_inference() {
  static thread_local bool inside = false;
  return inside;
}
inline Tape*& current_tape() {
  static thread_local Tape* tape = nullptr;
  return tape;
}
} // namespace detail

// Hides the tape while it lives: statements are evaluated but not recorded. torch.no_grad
class no_grad {
  Tape* hidden_ = std::exchange(detail::current_tape(), nullptr);

public:
  [[nodiscard]] no_grad() = default;
  no_grad(const no_grad&) = delete;
  no_grad& operator=(const no_grad&) = delete;
  ~no_grad() { detail::current_tape() = hidden_; }
};

// What has been recorded: where its value lies, and its gradient if that is known already.
template <class T> struct recorded {
  T* value;
  T* gradient;
  detail::record* entry;
};

class Tape {
  arena::mark mark_ = detail::tape_memory::get().position(), parts_ = detail::part_memory::get().position();
  Tape* outer_ = detail::current_tape();
  bool inference_ = std::exchange(detail::in_inference(), false); // around it
  detail::record* newest_ = nullptr;
  detail::kept_owner* kept_ = nullptr;
  bool used_ = false;
  void* nowhere_ = nullptr; // where gradients go that nobody wants
  std::size_t nowhere_bytes_ = 0;
  std::source_location where_;

public:
  [[nodiscard]] Tape() { detail::current_tape() = this; }
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;
  ~Tape() {
    // a destructor cannot throw: the sentence ends the program
    if (detail::current_tape() != this)
      fail<std::logic_error>("Tape: it ends before one that began after it, within no_grad, or in another thread");
    withdraw(nullptr);
    for (detail::kept_owner* k = kept_; k; k = k->before) k->destroy(*k);
    detail::current_tape() = outer_;
    detail::in_inference() = inference_;
    detail::tape_memory::get().release(mark_);
  }

  // Bytes that this thread keeps for tapes: after the first step of a training all that its steps need.
  static std::size_t memory() { return detail::tape_memory::get().capacity() + detail::part_memory::get().capacity(); }

  // uninitialised memory that lives as long as the tape
  template <class T> T* allocate(index n) { return detail::tape_memory::take<T>(n); }

  // A copy of what owns something that statements read, which ends with the tape.
  template <class Owner> void keep(const Owner& owner) {
    using kept = detail::kept<Owner>;
    const auto destroy = [](detail::kept_owner& k) { static_cast<kept&>(k).owner.~Owner(); };
    kept_ = ::new (static_cast<void*>(allocate<kept>(1))) kept{{kept_, destroy}, owner};
  }

  // whether no statement has been recorded
  bool empty() const { return !newest_; }

  // where the statement stands that is recorded next
  void stands_at(std::source_location where) { where_ = where; }

  // Evaluates an expression and keeps it for the way back.
  template <detail::role Is = detail::role::statement, class E> recorded<typename E::value_type> record(const E& e) {
    using T = typename E::value_type;
    constexpr index n = product(E::size_type::list);
    T* const value = Is == detail::role::repeated ? detail::part_memory::take<T>(n) : allocate<T>(n);
    evaluate<row_major_layout<typename E::size_type>>(e, value);
    return enter<Is>(e, value);
  }
  // ... which has been evaluated
  template <detail::role Is, class E>
  recorded<typename E::value_type> enter(const E& e, typename E::value_type* value) {
    using T = typename E::value_type;
    using stored = detail::recorded_expression<E>;
    constexpr index n = product(E::size_type::list);
    constexpr bool linear = detail::is_linear<E> && Is != detail::role::repeated;
    T* gradient = nullptr;
    if constexpr (Is == detail::role::kept || Is == detail::role::repeated) gradient = detail::part_memory::take<T>(n);
    // the next statement's parts may lie where this one's do
    if constexpr (Is == detail::role::statement) detail::part_memory::get().release(parts_);
    auto* entry = ::new (static_cast<void*>(allocate<stored>(1))) stored{{{.value = value, .gradient = gradient},
                                                                          newest_,
                                                                          &pull<E>,
                                                                          nullptr,
                                                                          nullptr,
                                                                          &visit_origins<E>,
                                                                          this,
                                                                          sizeof(T) * static_cast<std::size_t>(n),
                                                                          Is,
                                                                          false,
                                                                          linear,
                                                                          0,
                                                                          where_},
                                                                         e};
    if constexpr (Is == detail::role::repeated)
      entry->evaluate = [](detail::record& r) {
        evaluate<row_major_layout<typename E::size_type>>(static_cast<stored&>(r).expression,
                                                          static_cast<T*>(const_cast<void*>(r.value)));
      };
    if constexpr (!std::is_trivially_destructible_v<E>)
      entry->destroy = [](detail::record& r) { static_cast<stored&>(r).expression.~E(); };
    detail::each_origin(entry->expression, reading{*this, *entry});
    newest_ = entry;
    return {value, gradient, entry};
  }

  // While it lives a statement is being recorded: if that throws, its parts are withdrawn.
  class unfinished {
    Tape& tape_;
    detail::record* newest_;
    bool finished_ = false;

  public:
    explicit unfinished(Tape& tape) : tape_(tape), newest_(tape.newest_) {}
    unfinished(const unfinished&) = delete;
    unfinished& operator=(const unfinished&) = delete;
    ~unfinished() {
      if (!finished_) tape_.withdraw(newest_);
    }
    template <class T> recorded<T> finish(recorded<T> r) {
      finished_ = true;
      return r;
    }
  };

  // Adds the gradient of a scalar to the parameters it was computed from. A tape is swept once; a second sweep, a
  // variable of another tape, or a parameter that has been opened for writing since a statement read it throws
  // std::logic_error and changes no gradient; but statements such as y = 2 x, whose gradient needs no x, do not mind.
  template <class V = missing> void backward(const V& loss = {}) {
    constexpr text sentence = detail::backward_fault<V>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty())
      sweep_from(
          loss, [](typename V::value_type* received) { *received = typename V::value_type(1); }, detail::unwatched());
  }
  // ... of any tensor, given the gradient it receives; and tells a watcher of the sweep, as when_final is one:
  // watcher.begins(newest statement) before it, watcher.swept(statement) after each
  template <class V, class G, class Watcher = detail::unwatched>
  void backward(const V& y, G&& upstream, Watcher watcher = {}) {
    constexpr text sentence = detail::backward_fault<V, G>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    constexpr bool watches = requires(Watcher& w, const detail::record& r) {
      w.begins(r);
      w.swept(r);
    };
    static_assert(watches, "backward: expected a watcher of the sweep, such as when_final(f), behind the gradient");
    if constexpr (sentence.empty() && watches)
      sweep_from(
          y,
          [&](typename V::value_type* received) {
            evaluate<row_major_layout<typename V::size_type>>(node_of(static_cast<G&&>(upstream)), received);
          },
          std::move(watcher));
  }

private:
  // sees to what a new record reads
  struct reading {
    Tape& tape;
    detail::record& entry;
    void operator()(const node::origin& o) const { entry.changes += detail::changes_of(o, entry.linear); }
    void constant(const node::origin& o) const { (*this)(o); }
    template <class T, class L> void leaf(const node::leaf<T, L, true>& l) const {
      if (l.from) (*this)(*l.from);
      auto& own = const_cast<node::leaf<T, L, true>&>(l); // the record owns its expression
      if (l.goes_nowhere())
        own.gradient = static_cast<T*>(tape.nowhere(sizeof(T) * static_cast<std::size_t>(span_of(L::value))));
      // the way back reads elements without need; those of a parameter may be elsewhere by then
      if (entry.linear && l.from && l.gradient) own.data = l.gradient;
    }
  };
  // so many bytes, which all may share
  void* nowhere(std::size_t bytes) {
    if (bytes > nowhere_bytes_ || !nowhere_) {
      nowhere_ = allocate<std::byte>(static_cast<index>(bytes));
      nowhere_bytes_ = bytes;
    }
    return nowhere_;
  }

  // what has been recorded since
  void withdraw(detail::record* newest) {
    for (; newest_ != newest; newest_ = newest_->before) {
      if (newest_->destroy) newest_->destroy(*newest_);
      if (newest_->kept) ::operator delete(newest_->kept, std::align_val_t(alignment));
    }
    detail::part_memory::get().release(parts_);
  }
  template <class E> static void pull(detail::record& r) {
    adjoint<row_major_layout<typename E::size_type>>(static_cast<detail::recorded_expression<E>&>(r).expression,
                                                     static_cast<const typename E::value_type*>(r.gradient));
  }
  struct visit {
    void* to;
    void (*f)(void*, const node::origin&, bool receives);
    void operator()(const node::origin& o) const { f(to, o, true); }
    void constant(const node::origin& o) const { f(to, o, false); }
  };
  template <class E>
  static void visit_origins(const detail::record& r, void* to, void (*f)(void*, const node::origin&, bool)) {
    detail::each_origin(static_cast<const detail::recorded_expression<E>&>(r).expression, visit{to, f});
  }
  // the way back reads once more what the statements have read, but for the elements that linear ones have
  static void require_unwritten(const detail::record* from) {
    for (const detail::record* r = from; r; r = r->before)
      if (detail::changes_read_by(*r) != r->changes) {
        const std::string reader = r->where.line() == 0 ? std::string("a function under checkpoint")
                                                        : "the statement at " + std::string(r->where.file_name()) +
                                                              ':' + std::to_string(r->where.line());
        fail<std::logic_error>("backward: a parameter was opened for writing after " + reader + " had read it");
      }
  }

  // What is left to do when a sweep ends, also where something throws. What belongs to other tapes has received
  // something that goes nowhere.
  struct sweep_end {
    detail::record* root;
    bool whole = false, lent = false;
    ~sweep_end() {
      if (whole && !lent) return;
      for (detail::record* r = root; r; r = r->before) {
        if (r->is == detail::role::statement) r->gradient = nullptr;
        detail::each_origin(*r, [](const node::origin& o) {
          if (o.value && std::exchange(static_cast<const detail::record&>(o).lent, false)) o.gradient = nullptr;
        });
      }
    }
  };
  template <class V, class Fill, class Watcher> void sweep_from(const V& v, Fill fill, Watcher watcher) {
    if (v.tape() != this) fail<std::logic_error>("backward: the variable was not recorded on this tape");
    if (used_) fail<std::logic_error>("backward: this tape has been swept already; record the statements again");
    require_unwritten(v.entry());
    pool gradients(detail::tape_memory::get());
    sweep_end end{v.entry()};
    v.entry()->gradient = gradients.take(v.entry()->bytes);
    fill(static_cast<typename V::value_type*>(v.entry()->gradient));
    used_ = true;
    sweep(v.entry(), gradients, watcher, end);
    end.whole = true;
  }
  // A statement's gradient has a place from the first statement swept that reads it to its own turn. The watcher sees a
  // statement once its parts are done: what it evaluates may take their memory. It is not recorded here.
  template <class Watcher> void sweep(detail::record* root, pool& gradients, Watcher& watcher, sweep_end& end) {
    const no_grad hidden;
    detail::record* statement = root;
    const auto end_statement = [&](const detail::record* next) {
      for (const detail::record* r = statement; r != next; r = r->before) watcher.swept(*r);
      if (!statement->gradient) return;
      if (statement->retained) keep_gradient(*statement);
      gradients.give_back(std::exchange(statement->gradient, nullptr), statement->bytes);
    };
    watcher.begins(*root);
    for (detail::record* r = root; r; r = r->before) {
      if (r->is == detail::role::statement && r != root) {
        end_statement(r);
        statement = r;
      }
      if (!statement->gradient) continue; // no statement that was swept has read it
      if (r == statement) prepare_parts(*r, r->before);
      detail::each_origin(*r, [&](const node::origin& o) {
        if (!o.value) o.receive();
        else if (!o.gradient) {
          const auto& read = static_cast<const detail::record&>(o);
          read.gradient = gradients.take(read.bytes);
          __builtin_memset(read.gradient, 0, read.bytes);
          if (read.tape != this) read.lent = end.lent = true;
        }
      });
      r->pull(*r);
    }
    end_statement(nullptr);
  }
  // beyond the sweep, whatever tapes have begun before it
  static void keep_gradient(detail::record& r) {
    r.kept = ::operator new(r.bytes, std::align_val_t(alignment));
    __builtin_memcpy(r.kept, r.gradient, r.bytes);
  }
  // Parts are set to zero when they are about to be added to, and are still near then. Those that are evaluated once
  // more may read older ones.
  static void prepare_parts(detail::record& statement, detail::record* part) {
    if (!part || part->is == detail::role::statement) return;
    prepare_parts(statement, part->before);
    if (part->is == detail::role::summand) part->gradient = statement.gradient;
    else __builtin_memset(part->gradient, 0, part->bytes);
    if (part->evaluate) part->evaluate(*part);
  }
};

// As no_grad; and the values of statements are valid only as long as it lives, so that a loop around one allocates
// nothing after its first turn. torch.inference_mode
class inference_mode {
  no_grad hidden_;
  arena::mark mark_ = detail::tape_memory::get().position();
  bool outer_ = std::exchange(detail::in_inference(), true);

public:
  [[nodiscard]] inference_mode() = default;
  inference_mode(const inference_mode&) = delete;
  inference_mode& operator=(const inference_mode&) = delete;
  ~inference_mode() {
    detail::in_inference() = outer_;
    detail::tape_memory::get().release(mark_);
  }
};

} // namespace tenon

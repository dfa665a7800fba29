// SPDX-License-Identifier: BSL-1.0
// Memory for time: a part of a model whose statements are not kept, but recorded again on the way back.
// Chen, Xu, Zhang, Guestrin: Training deep nets with sublinear memory cost (2016).
#pragma once

#include <tenon/autograd/variable.hpp>
#include <tenon/tensor/random.hpp>

namespace tenon {

namespace node {
// what a function of X... returns, as one statement
template <class Function, class... X> struct checkpoint : expression<checkpoint<Function, X...>> {
  using result = std::remove_cvref_t<decltype(std::declval<const Function&>()(std::declval<const X&>()...))>;
  using value_type = typename result::value_type;
  using size_type = typename result::size_type;
  using operand_types = types<X...>;
  static constexpr bool differentiable = true;
  static constexpr int lanes = lanes_for<value_type>;

  Function function;
  slots_for<X...> operands;
  mutable Generator random; // where default_generator() stood when the function ran

  checkpoint(Function f, X... x) : function(static_cast<Function&&>(f)), operands{{static_cast<X&&>(x)}...} {}
  template <class F> bool any_operand(F f) const { return any_slot(operands, f, false); }
  auto operator()() const {
    return [this]<int... I>(std::integer_sequence<int, I...>) {
      return function(at<I>(operands)...);
    }(std::make_integer_sequence<int, sizeof...(X)>{});
  }
};
} // namespace node

namespace detail {
// default_generator() as it stood at another time, while this lives
class random_again {
  Generator now_ = default_generator();

public:
  explicit random_again(const Generator& then) { default_generator() = then; }
  random_again(const random_again&) = delete;
  random_again& operator=(const random_again&) = delete;
  ~random_again() { default_generator() = now_; }
};

// Statements of outer tapes have a place for their gradients if they are arguments. What another one receives would go
// nowhere.
class reads_arguments {
  const Tape* inner_;

public:
  explicit reads_arguments(const Tape& inner) : inner_(&inner) {}
  void begins(const record& newest) {
    for (const record* r = &newest; r; r = r->before)
      each_origin(*r, [this](const node::origin& o) {
        if (o.value && !o.gradient && static_cast<const record&>(o).tape != inner_)
          fail<std::logic_error>("checkpoint: the function reads a variable that is not one of its arguments");
      });
  }
  void swept(const record&) {}
};
} // namespace detail

template <class Function, class... X> struct evaluates_whole<node::checkpoint<Function, X...>> {
  using type = node::checkpoint<Function, X...>;

  template <class L, class To> static void into(const type& e, To* destination) {
    e.random = default_generator();
    const inference_mode guard;
    evaluate<L>(node_of(e()), destination);
  }
  template <class L, class T> static void pull(const type& e, const T* received) {
    const detail::random_again guard(e.random);
    Tape tape;
    const Variable y = e();
    if (y.entry()) tape.backward(y, node::leaf<T, L>(received), detail::reads_arguments(tape));
  }
};

namespace detail {
// a tensor, or a variable, or what stands for one in an expression
template <class X>
concept lies_in_memory =
    requires(X&& x) { static_cast<X&&>(x).node(); } || requires { typename std::remove_cvref_t<X>::layout_type; };

template <class F, class... X> constexpr text checkpoint_fault() {
  if constexpr (!(tensor_like<X> && ...) || sizeof...(X) == 0)
    return say("checkpoint: expected a function and the tensors that it is called with");
  else if constexpr (!(lies_in_memory<X> && ...))
    return say("checkpoint: an argument is an expression; name it first: Variable h = ...");
  else if constexpr (!std::is_invocable_v<const std::remove_cvref_t<F>&, const node_for<X>&...>)
    return say("checkpoint: the function does not take these arguments");
  else if constexpr (!tensor_like<std::invoke_result_t<const std::remove_cvref_t<F>&, const node_for<X>&...>>)
    return say("checkpoint: the function returns no tensor");
  else return {};
}
} // namespace detail

// f(x...), of which a tape keeps the arguments and the result only: on the way back f is called again and its
// statements are recorded then, so that the tape is smaller and a sweep takes longer by one evaluation of f. The tape
// has a copy of f, and what that refers to must live as long. f may read parameters but no variables other than x...,
// or backward throws std::logic_error; what it draws from default_generator() is drawn again. A watcher of the sweep
// does not see what f reads. torch.utils.checkpoint
template <class F, class... X> auto checkpoint(F&& f, X&&... x) {
  constexpr text sentence = detail::checkpoint_fault<F, X...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<float, Size<>>();
  else
    return Variable(
        node::checkpoint<std::remove_cvref_t<F>, node_for<X>...>(static_cast<F&&>(f), node_of(static_cast<X&&>(x))...));
}

} // namespace tenon

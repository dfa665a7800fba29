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
  // what evaluating it has found: where default_generator() stood, and the parameters that the function has read, those
  // it has read detached behind the others
  mutable Generator random;
  mutable const origin** parameters = nullptr;
  mutable index count = 0, constants = 0;

  checkpoint(Function f, X... x) : function(static_cast<Function&&>(f)), operands{{static_cast<X&&>(x)}...} {}
  template <class F> bool any_operand(F f) const { return any_slot(operands, f, false); }
  template <class F> void each_argument(const F& f) const {
    any_operand([&f](const auto& x, bool) {
      detail::each_origin(x, f);
      return false;
    });
  }
  template <class F> void each_origin(const F& f) const {
    each_argument(f);
    for (index i = 0; i < count; ++i) f(*parameters[i]);
    if constexpr (detail::sees_constants<F>)
      for (index i = count; i < count + constants; ++i) f.constant(*parameters[i]);
  }
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

// f(origin, whether it receives) for all that the statements of a tape have read, but for what they have computed
template <class F> void each_read_from_outside(const Tape& tape, const record* newest, const F& f) {
  struct outside {
    const Tape& tape;
    const F& f;
    void operator()(const node::origin& o) const {
      if (!o.value || static_cast<const record&>(o).tape != &tape) f(o, true);
    }
    void constant(const node::origin& o) const { f(o, false); }
  };
  for (const record* r = newest; r; r = r->before) each_origin(*r, outside{tape, f});
}
} // namespace detail

template <class Function, class... X> struct evaluates_whole<node::checkpoint<Function, X...>> {
  using type = node::checkpoint<Function, X...>;

  template <class L, class To> static void into(const type& e, To* destination) {
    e.random = default_generator();
    Tape* const outer = detail::current_tape();
    if (!outer) {
      const inference_mode values; // of the function's statements
      evaluate<L>(node_of(e()), destination);
      return;
    }
    const scratch_scope scope; // the tape's memory is the inner tape's until that ends
    const node::origin** found = nullptr;
    {
      Tape inner;
      const Variable y = e();
      evaluate<L>(y.node(), destination);
      e.count = e.constants = 0;
      detail::each_read_from_outside(inner, y.entry(), [&e](const node::origin& o, bool receives) {
        if (!o.value) ++(receives ? e.count : e.constants);
        else if (!is_argument(e, o))
          fail<std::logic_error>("checkpoint: the function reads a variable that is not one of its arguments");
      });
      found = take_elements<const node::origin*>(e.count + e.constants);
      index i = 0, k = e.count;
      detail::each_read_from_outside(inner, y.entry(), [&](const node::origin& o, bool receives) {
        if (!o.value) found[(receives ? i : k)++] = &o;
      });
    }
    const index all = e.count + e.constants;
    e.parameters = outer->template allocate<const node::origin*>(all);
    for (index i = 0; i < all; ++i) e.parameters[i] = found[i];
  }
  template <class L, class T> static void pull(const type& e, const T* received) {
    const detail::random_again guard(e.random);
    Tape inner;
    const Variable y = e();
    if (y.tape() == &inner) inner.backward(y, node::leaf<T, L>(received));
  }

private:
  static bool is_argument(const type& e, const node::origin& o) {
    bool found = false;
    e.each_argument([&](const node::origin& argument) { found = found || &argument == &o; });
    return found;
  }
};

namespace detail {
// a tensor or a variable, and no expression of such
template <class X>
concept has_own_memory = !requires { typename node_for<X>::operand_types; };

template <class F, class... X> constexpr text checkpoint_fault() {
  if constexpr (!(tensor_like<X> && ...) || sizeof...(X) == 0)
    return say("checkpoint: expected a function and the tensors that it is called with");
  else if constexpr (!(has_own_memory<X> && ...))
    return say("checkpoint: an argument is an expression; name it first: Variable h = ...");
  else if constexpr (takes_one_type<F>) // its arguments would be converted
    return say("checkpoint: the function takes one type only; write it for all: [](const auto& x)");
  else if constexpr (!std::is_invocable_v<F&, const node_for<X>&...>)
    return say("checkpoint: the function does not take these arguments");
  else if constexpr (!tensor_like<std::invoke_result_t<F&, const node_for<X>&...>>)
    return say("checkpoint: the function returns no tensor");
  else return {};
}
} // namespace detail

// f(x...), of which a tape keeps the arguments and the result only: on the way back f is called again and its
// statements are recorded once more, so that the tape is smaller and a sweep takes longer by one evaluation of f. It is
// called with what stands for x... in an expression. Like a tensor, f is referred to where it has a name, and moved in
// otherwise. f may read parameters; a recorded variable that is not one of x... throws std::logic_error. What f draws
// from default_generator() is drawn again, from other generators it is drawn anew; running statistics are updated
// twice. torch.utils.checkpoint
template <class F, class... X> auto checkpoint(F&& f, X&&... x) {
  constexpr text sentence = detail::checkpoint_fault<F, X...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<float, Size<>>();
  else {
    const auto statement = [&](auto function) {
      using statement_node = node::checkpoint<decltype(function), node_for<X>...>;
      return detail::evaluated<true>(
          statement_node(static_cast<decltype(function)&&>(function), node_of(static_cast<X&&>(x))...),
          std::source_location()); // no line of the user's
    };
    if constexpr (std::is_lvalue_reference_v<F>)
      return statement([named = &f](const auto&... a) { return (*named)(a...); });
    else return statement(static_cast<F&&>(f));
  }
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// The ways in which users give a function, and what the algorithms see of it.
#pragma once

#include <tenon/autograd.hpp>
#include <tenon/optim/derivatives.hpp>
#include <tenon/optim/minimize/objective.hpp>

#include <functional>
#include <type_traits>

namespace tenon {

// A Hessian is a function of x that gives a matrix, or its product with p: hessp{[](const auto& x, const auto& p)...}.
// The tape has both: taped{} is the matrix, hessp{taped{}} the product.
template <class P> struct hessp {
  P product;
};
template <class P> hessp(P) -> hessp<P>;

// A function to minimise with its gradient, which is a function of x or one of the sources in derivatives.hpp, and, for
// Newton's method, its Hessian.
template <class F, class G = taped, class H = void*> struct objective {
  F f;
  G gradient{};
  H hessian{};
};
template <class F> objective(F) -> objective<F>;
template <class F, class G> objective(F, G) -> objective<F, G>;
template <class F, class G, class H> objective(F, G, H) -> objective<F, G, H>;

// called with x after each iteration; may return true to stop
template <class X> class iteration_callback {
  std::function<bool(const X&)> call_;

public:
  iteration_callback() = default;
  template <class F>
    requires(std::is_invocable_v<F&, const X&> && !std::is_same_v<F, iteration_callback>)
  iteration_callback(F f)
      : call_([f = std::move(f)](const X& x) mutable {
          if constexpr (std::is_void_v<std::invoke_result_t<F&, const X&>>) {
            f(x);
            return false;
          } else return static_cast<bool>(f(x));
        }) {}
  template <class F>
    requires(!std::is_invocable_v<F&, const X&> && !std::is_same_v<F, iteration_callback>)
  iteration_callback(F) {
    constexpr text sentence = say("minimize: the callback cannot be called with a Tensor of shape ", shape_of<X>::list);
    static_assert(verdict<(std::is_void_v<F> ? text() : sentence)>::fine TENON_SAYS(sentence));
  }
  explicit operator bool() const { return static_cast<bool>(call_); }
  bool operator()(const X& x) const { return call_(x); }
};

namespace detail {
template <class> inline constexpr bool is_objective = false;
template <class F, class G, class H> inline constexpr bool is_objective<objective<F, G, H>> = true;

template <class> inline constexpr bool is_product = false;
template <class P> inline constexpr bool is_product<hessp<P>> = true;

// whether a Hessian comes from the tape
template <class H> inline constexpr bool is_taped_hessian = std::is_same_v<H, taped> || std::is_same_v<H, hessp<taped>>;

// whether f of a parameter is a statement that the tape can record
template <class F, class P> constexpr bool can_be_taped() {
  if constexpr (std::is_invocable_v<F&, const P&>) return has_gradient<std::invoke_result_t<F&, const P&>>;
  else return false;
}

// where the gradient of an objective comes from
template <class G>
inline constexpr derivative derivative_from = std::is_same_v<G, two_point>     ? derivative::two_point
                                              : std::is_same_v<G, three_point> ? derivative::three_point
                                              : std::is_same_v<G, forward>     ? derivative::forward
                                                                               : derivative::given;

// a function with the gradient that it allows
template <class P, class F> auto objective_of(F f) {
  if constexpr (is_objective<F>) return f;
  else if constexpr (can_be_taped<F, P>()) return objective{std::move(f)};
  else return objective{std::move(f), forward{}};
}

template <class T, index... N> Tensor<T, (N * ... * 1)> flattened(const Tensor<T, N...>& x) {
  Tensor<T, (N * ... * 1)> flat(uninitialised);
  std::copy(x.begin(), x.end(), flat.data());
  return flat;
}

template <class T, class Y> T number_of(Y&& y) {
  if constexpr (std::is_arithmetic_v<std::remove_cvref_t<Y>>) return static_cast<T>(y);
  else return static_cast<T>(element_of(static_cast<Y&&>(y)));
}

// Not a copy of an expression: one that has just been written would have to reach the cache first.
template <class Y> decltype(auto) node_in(const Y& y) {
  if constexpr (requires { y.node(); }) return y.node();
  else return (y);
}
// The value of a statement, whose gradient goes back on a tape; the parameters of one expression receive theirs
// without.
template <class T, class Y> T backward(Tape& tape, Y&& y) {
  if constexpr (!is_variable<std::remove_cvref_t<Y>> && !is_kept<node_for<Y>>) {
    const auto& e = node_in(y);
    unwanted found;
    find_unwanted(e, found);
    if (tape.empty() && found.none()) {
      using type = typename node_for<Y>::value_type;
      const type one(1);
      type value;
      evaluate<row_major_layout<Size<>>>(e, &value);
      adjoint<row_major_layout<Size<>>>(e, &one);
      return static_cast<T>(value);
    }
  }
  const Variable v = static_cast<Y&&>(y);
  tape.backward(v);
  return static_cast<T>(*v.data());
}

// What is wrong with the shapes that a user's functions give for an x of shape D.
template <class Y> constexpr text check_result(const char* what, const ints& wanted) {
  using R = std::remove_cvref_t<Y>;
  if constexpr (!std::is_arithmetic_v<R> && !tensor_like<R>)
    return say("minimize: the ", what, " gives neither a number nor a tensor");
  else {
    constexpr ints given = [] {
      if constexpr (std::is_arithmetic_v<R>) return Size<>::list;
      else return shape_of<R>::list;
    }();
    return given == wanted ? text() : say("minimize: the ", what, " has shape ", given, "; it must be ", wanted);
  }
}
// the function of an objective and what calls it, before asking what it gives
template <class F, class G, class X> constexpr text check_function(const ints& shape) {
  if constexpr (!std::is_invocable_v<F&, const X&>)
    return say("minimize: the function cannot be called with a ", std::is_same_v<G, taped> ? "Parameter" : "Tensor",
               " of shape ", shape);
  else if constexpr (std::is_same_v<G, paired> && !requires(std::invoke_result_t<F&, const X&> y) {
                       y.first;
                       y.second;
                     })
    return "minimize: with paired{} the function must return the pair of its value and its gradient";
  else return {};
}
// ... what they all give
template <class F, class G, class H, class T, index... D> constexpr text check_results() {
  using X = Tensor<T, D...>;
  using Argument = std::conditional_t<std::is_same_v<G, taped>, Parameter<T, D...>, X>;
  using Y = std::invoke_result_t<F&, const Argument&>;
  constexpr ints one = Size<>::list, same = Size<D...>::list, square = Size<X::numel, X::numel>::list;
  text t;
  if constexpr (std::is_same_v<G, paired>) {
    t = check_result<decltype(std::declval<Y>().first)>("function", one);
    if (t.empty()) t = check_result<decltype(std::declval<Y>().second)>("gradient", same);
  } else t = check_result<Y>("function", one);
  constexpr bool made = std::is_same_v<G, two_point> || std::is_same_v<G, three_point> || std::is_same_v<G, forward>;
  if constexpr (std::is_same_v<G, taped> && !has_gradient<Y>)
    if (t.empty()) t = "minimize: what the function gives of a Parameter depends on none, so the tape has no gradient";
  if constexpr (!std::is_same_v<G, taped> && !std::is_same_v<G, paired> && !made && !std::is_invocable_v<G&, const X&>)
    t = "minimize: the gradient is not a function of x";
  if constexpr (is_taped_hessian<H>) return t.empty() ? hessian_fault<F, X>() : t;
  if constexpr (!std::is_same_v<H, void*> && !is_product<H> && !std::is_invocable_v<H&, const X&>)
    t = "minimize: the Hessian is not a function of x";
  if constexpr (std::is_invocable_v<G&, const X&>)
    if (t.empty()) t = check_result<std::invoke_result_t<G&, const X&>>("gradient", same);
  if constexpr (is_product<H> && !is_taped_hessian<H>) {
    if constexpr (!std::is_invocable_v<decltype(H::product)&, const X&, const X&>)
      return "minimize: the product with the Hessian is not a function of x and a vector";
    else if (t.empty())
      t = check_result<std::invoke_result_t<decltype(H::product)&, const X&, const X&>>("product with the Hessian",
                                                                                        same);
  } else if constexpr (std::is_invocable_v<H&, const X&>)
    if (t.empty()) t = check_result<std::invoke_result_t<H&, const X&>>("Hessian", square);
  return t;
}
template <class T, index... D, class F, class G, class H>
constexpr text check_objective(std::type_identity<objective<F, G, H>>) {
  using X = Tensor<T, D...>;
  using Argument = std::conditional_t<std::is_same_v<G, taped>, Parameter<T, D...>, X>;
  if constexpr (constexpr text fault = check_function<F, G, Argument>(Size<D...>::list); !fault.empty()) return fault;
  else return check_results<F, G, H, T, D...>();
}

// a user's objective of tensors of one shape
template <class O, class T, index... D> class user_problem;
template <class F, class G, class H, class T, index... D>
class user_problem<objective<F, G, H>, T, D...> : public problem<T, (D * ... * 1)> {
  static constexpr index N = (D * ... * 1);
  using base = problem<T, N>;
  using typename base::vector;
  using shaped = Tensor<T, D...>;
  static constexpr bool flat = std::is_same_v<shaped, vector>, tape = std::is_same_v<G, taped>;
  struct nothing {
    nothing() = default;
    explicit nothing(F&) {}
  };

  using callback = iteration_callback<shaped>;

  objective<F, G, H>& o_;
  const callback& callback_;
  std::conditional_t<tape, Parameter<T, D...>, std::conditional_t<flat, nothing, shaped>> x_;
  std::conditional_t<is_taped_hessian<H>, hessian_of<F, shaped>, nothing> second_;

public:
  user_problem(objective<F, G, H>& o, const callback& c) : o_(o), callback_(c), second_(o.f) {
    this->source = derivative_from<G>;
    this->together = tape || std::is_same_v<G, paired>;
    if constexpr (with_product) this->curvature = base::second::product;
    else if constexpr (with_hessian) this->curvature = base::second::hessian;
  }

  T value(const vector& x) override {
    const kept_values kept;
    if constexpr (std::is_same_v<G, paired>) return number_of<T>(o_.f(at(x)).first);
    else {
      [[maybe_unused]] std::conditional_t<tape, no_grad, nothing> hidden;
      return number_of<T>(o_.f(at(x)));
    }
  }
  void gradient(const vector& x, vector& g) override {
    if constexpr (tape || std::is_same_v<G, paired>) value_and_gradient(x, g);
    else if constexpr (with_gradient) {
      const kept_values kept;
      write<Size<D...>>(g.data(), o_.gradient(at(x)));
    }
  }
  T value_and_gradient(const vector& x, vector& g) override {
    if constexpr (tape) {
      const auto& p = at(x);
      p.zero_grad();
      Tape record;
      const T y = backward<T>(record, o_.f(p));
      write<Size<D...>>(g.data(), p.grad());
      return y;
    } else if constexpr (std::is_same_v<G, paired>) {
      const kept_values kept;
      auto pair = o_.f(at(x));
      write<Size<D...>>(g.data(), std::move(pair.second));
      return number_of<T>(pair.first);
    } else {
      const T f = value(x);
      gradient(x, g);
      return f;
    }
  }
  void hessian(const vector& x, T* h) override {
    const kept_values kept;
    if constexpr (std::is_same_v<H, taped>) second_.matrix(x.data(), h);
    else if constexpr (with_hessian && !with_product) write<Size<N, N>>(h, o_.hessian(tensor_at(x)));
  }
  void hessian_product(const vector& x, const vector& p, vector& result) override {
    const kept_values kept;
    if constexpr (std::is_same_v<H, hessp<taped>>) second_.product(x.data(), p, result.data());
    else if constexpr (with_product) {
      if constexpr (flat) write<Size<D...>>(result.data(), o_.hessian.product(tensor_at(x), p));
      else
        write<Size<D...>>(result.data(),
                          o_.hessian.product(tensor_at(x), shaped::from({p.data(), static_cast<std::size_t>(N)})));
    }
  }
  bool visit(const vector& x) override { return callback_ && callback_(tensor_at(x)); }

private:
  static constexpr bool with_product = is_product<H>, with_hessian = !std::is_same_v<H, void*>,
                        with_gradient = std::is_invocable_v<G&, const shaped&>;

  // x as f wants it
  auto& at(const vector& x) {
    if constexpr (flat && !tape) return x;
    else {
      evaluate<row_major_layout<Size<N>>>(x.node(), x_.data());
      return std::as_const(x_);
    }
  }
  const shaped& tensor_at(const vector& x) {
    if constexpr (tape) return at(x).value();
    else return at(x);
  }
  template <class S, class Y> static void write(T* to, Y&& y) {
    evaluate<row_major_layout<S>>(node_of(static_cast<Y&&>(y)), to);
  }
};
} // namespace detail

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// minimize over parameters, which are updated in place: inside they are one long vector.
#pragma once

#include <tenon/optim/flat.hpp>
#include <tenon/optim/minimize/minimize.hpp>

#include <vector>

namespace tenon {

namespace detail {
// Whether f takes the parameters as arguments; it may instead take none and know them.
template <class F, class... X> inline constexpr bool takes_parameters = std::is_invocable_v<F&, const X&...>;
template <class F, class P> inline constexpr bool has_value_over = std::is_invocable_v<F&>;
template <class F, class... X>
inline constexpr bool has_value_over<F, parameter_list<X...>> = std::is_invocable_v<F&> || takes_parameters<F, X...>;
template <class F, class... X> decltype(auto) value_over(F& f, const parameter_list<X...>& list) {
  if constexpr (takes_parameters<F, X...>) return list.apply(f);
  else return f();
}
template <class F, class P> using value_over_type = decltype(value_over(std::declval<F&>(), std::declval<const P&>()));

// the products with the Hessian, where they come from the tape
template <class F, class H, class P> struct hessian_over {
  struct type {
    explicit type(F&) {}
  };
};
template <class F, class H, class... X>
  requires is_taped_hessian<H>
struct hessian_over<F, H, parameter_list<X...>> {
  using type = hessian_of<F, X...>;
};

// What is wrong with an objective of parameters.
template <class F, class G, class H, class... X>
constexpr text check_objective_over(std::type_identity<objective<F, G, H>>, std::type_identity<parameter_list<X...>>) {
  constexpr bool made = std::is_same_v<G, two_point> || std::is_same_v<G, three_point> || std::is_same_v<G, forward>;
  constexpr bool differentiable = (is_parameter<X> && ...);
  if constexpr (elements_in<parameter_list<X...>>::count == 0) return "minimize: there are no parameters";
  else if constexpr (!has_value_over<F, parameter_list<X...>>)
    return "minimize: over parameters the function takes all of them, or nothing";
  else {
    using Y = value_over_type<F, parameter_list<X...>>;
    const text t = check_result<Y>("function", Size<>::list);
    if (!t.empty()) return t;
    if (!std::is_same_v<G, taped> && !made)
      return "minimize: over parameters the gradient comes from the tape or from differences";
    if (std::is_same_v<G, taped> && !has_gradient<Y>)
      return "minimize: what the function gives depends on no parameter, so the tape has no gradient";
    if (!std::is_same_v<H, void*> && !is_taped_hessian<H>)
      return "minimize: over parameters the Hessian comes from the tape";
    if constexpr (is_taped_hessian<H>) {
      if constexpr (!differentiable || !takes_parameters<F, X...>)
        return "minimize: for a Hessian from the tape the function takes the parameters as arguments, none of them a "
               "module";
      else return hessian_fault<F, X...>();
    } else return {};
  }
}

// A function of parameters, as a function of one vector. Gradients are put back in the end, values if it ends by an
// exception. Frozen parameters stay as they are.
template <class O, class P> class parameter_problem;
template <class F, class G, class H, class P>
class parameter_problem<objective<F, G, H>, P> : public problem<typename elements_in<P>::type, elements_in<P>::count> {
  using T = typename elements_in<P>::type;
  static constexpr index N = elements_in<P>::count;
  using base = problem<T, N>;
  using typename base::vector;
  static constexpr bool tape = std::is_same_v<G, taped>;

  objective<F, G, H>& o_;
  const P& list_;
  const iteration_callback<vector>& callback_;
  typename hessian_over<F, H, P>::type second_;
  vector values_{uninitialised}, gradients_{uninitialised};
  bool kept_ = false;

  void set(const vector& x) const {
    each_in_vector(list_, x.data(), [](auto& p, const T* at) {
      if (p.requires_grad()) std::copy(at, at + p.numel, p.data());
    });
  }
  void read_gradients(vector& g) const {
    each_in_vector(list_, g.data(), [](const auto& p, T* at) { std::copy(p.grad().begin(), p.grad().end(), at); });
  }

public:
  parameter_problem(objective<F, G, H>& o, const P& list, const iteration_callback<vector>& c)
      : o_(o), list_(list), callback_(c), second_(o.f) {
    this->source = derivative_from<G>;
    this->together = tape;
    if constexpr (is_product<H>) this->curvature = base::second::product;
    else if constexpr (is_taped_hessian<H>) this->curvature = base::second::hessian;
    each_in_vector(list_, values_.data(), [](auto& p, T* at) { std::copy(p.value().begin(), p.value().end(), at); });
    read_gradients(gradients_);
    if constexpr (is_taped_hessian<H>) {
      std::vector<bool> wanted;
      list_.each([&](const auto& p) { wanted.push_back(p.requires_grad()); });
      second_.each([&, next = wanted.begin()](auto& p, index) mutable { p.requires_grad(*next++); });
    }
  }
  parameter_problem(const parameter_problem&) = delete;
  parameter_problem& operator=(const parameter_problem&) = delete;
  ~parameter_problem() override {
    if (!kept_) set(values_);
    each_in_vector(list_, gradients_.data(),
                   [](auto& p, const T* at) { std::copy(at, at + p.numel, p.grad().data()); });
  }

  const vector& before() const { return values_; }
  void keep(const vector& x) {
    set(x);
    kept_ = true;
  }

  T value(const vector& x) override {
    set(x);
    const no_grad hidden;
    const kept_values kept;
    return number_of<T>(value_over(o_.f, list_));
  }
  void gradient(const vector& x, vector& g) override { value_and_gradient(x, g); }
  T value_and_gradient(const vector& x, vector& g) override {
    if constexpr (tape) {
      set(x);
      list_.each([](auto& p) { p.zero_grad(); });
      Tape record;
      const T y = backward<T>(record, value_over(o_.f, list_));
      read_gradients(g);
      return y;
    } else return value(x);
  }
  void hessian(const vector& x, T* h) override {
    if constexpr (std::is_same_v<H, taped>) second_.matrix(x.data(), h);
  }
  void hessian_product(const vector& x, const vector& p, vector& result) override {
    if constexpr (is_product<H>) second_.product(x.data(), p, result.data());
  }
  bool visit(const vector& x) override {
    if (!callback_) return false;
    set(x);
    return callback_(x);
  }
};

// a function of parameters with the gradient that it allows
template <class P, class F> auto objective_over(F f) {
  if constexpr (is_objective<F>) return f;
  else if constexpr (!has_value_over<F, P>) return objective{std::move(f)};
  else if constexpr (has_gradient<value_over_type<F, P>>) return objective{std::move(f)};
  else return objective{std::move(f), forward{}};
}

template <class O, class P, class T, index N>
OptimizeResult<T, N> minimized_in_place(O& given, const P& list, const minimize_options<T, N>& o) {
  constexpr text sentence = check_objective_over(std::type_identity<O>(), std::type_identity<P>());
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    parameter_problem<O, P> p(given, list, o.callback);
    const box<T> b{o.lower ? o.lower->data() : nullptr, o.upper ? o.upper->data() : nullptr};
    auto r = minimized(method_of(o), p, Tensor<T, N>(p.before()), limits_of(o), b);
    p.keep(r.x);
    return r;
  } else return {};
}
template <class P> using options_for = minimize_options<typename elements_in<P>::type, elements_in<P>::count>;
} // namespace detail

// Changes parameters until f is smallest, which takes all of them, or nothing and knows them; or an `objective` of such
// a function, whose Hessian may come from the tape if it takes them. x, jac and bounds are the elements of all of them,
// in their order. If f throws, the parameters are what they were before.
template <class F, class... X>
auto minimize(F f, const parameter_list<X...>& parameters, const detail::options_for<parameter_list<X...>>& o = {}) {
  auto given = detail::objective_over<parameter_list<X...>>(std::move(f));
  return detail::minimized_in_place(given, parameters, o);
}

} // namespace tenon

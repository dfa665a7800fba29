// SPDX-License-Identifier: BSL-1.0
// minimize over parameters, which are updated in place: inside they are one long vector.
#pragma once

#include <tenon/optim/flat.hpp>
#include <tenon/optim/minimize/minimize.hpp>

namespace tenon {

namespace detail {
// A function of parameters, as a function of one vector. Gradients are put back in the end, values if it ends by an
// exception. Frozen parameters stay as they are.
template <class F, class P>
class parameter_problem : public problem<typename elements_in<P>::type, elements_in<P>::count> {
  using T = typename elements_in<P>::type;
  static constexpr index N = elements_in<P>::count;
  using typename problem<T, N>::vector;
  static constexpr bool tape = has_gradient<std::invoke_result_t<F&>>;

  F& f_;
  const P& list_;
  const iteration_callback<vector>& callback_;
  vector values_{uninitialised}, gradients_{uninitialised};
  bool kept_ = false;

  void set(const vector& x) const {
    each_in_vector(list_, x.data(), [](auto& p, const T* at) {
      if (p.requires_grad()) std::copy(at, at + p.numel, p.data());
    });
  }
  void read_gradients(vector& g) const {
    each_in_vector(list_, g.data(), [](auto& p, T* at) { std::copy(p.grad().begin(), p.grad().end(), at); });
  }

public:
  parameter_problem(F& f, const P& list, const iteration_callback<vector>& c) : f_(f), list_(list), callback_(c) {
    if constexpr (!tape) this->source = derivative::forward;
    each_in_vector(list_, values_.data(), [](auto& p, T* at) { std::copy(p.value().begin(), p.value().end(), at); });
    read_gradients(gradients_);
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
    return number_of<T>(f_());
  }
  void gradient(const vector& x, vector& g) override { value_and_gradient(x, g); }
  T value_and_gradient(const vector& x, vector& g) override {
    if constexpr (tape) {
      set(x);
      list_.each([](auto& p) { p.zero_grad(); });
      Tape record;
      const T y = backward<T>(record, f_());
      read_gradients(g);
      return y;
    } else return value(x);
  }
  bool visit(const vector& x) override {
    if (!callback_) return false;
    set(x);
    return callback_(x);
  }
};

template <class F, class P, class T, index N>
OptimizeResult<T, N> minimized_in_place(F& f, const P& list, const minimize_options<T, N>& o) {
  constexpr text sentence = check_result<std::invoke_result_t<F&>>("function", Size<>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    parameter_problem<F, P> p(f, list, o.callback);
    const box<T> b{o.lower ? o.lower->data() : nullptr, o.upper ? o.upper->data() : nullptr};
    auto r = minimized(method_of(o), p, Tensor<T, N>(p.before()), limits_of(o), b, o.eps);
    p.keep(r.x);
    return r;
  } else return {};
}
template <class P> using options_for = minimize_options<typename elements_in<P>::type, elements_in<P>::count>;
} // namespace detail

// Changes parameters until f(), which uses them, is smallest. x, jac and bounds are the elements of all of them, in
// their order. If f throws, the parameters are what they were before.
template <class F, class... X>
auto minimize(F f, const parameter_list<X...>& parameters, const detail::options_for<parameter_list<X...>>& o = {}) {
  return detail::minimized_in_place(f, parameters, o);
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// L-BFGS as an optimiser of modules (Nocedal: Updating quasi-Newton matrices with limited storage, Mathematics of
// Computation 35, 1980). torch.optim.LBFGS
#pragma once

#include <tenon/optim/flat.hpp>
#include <tenon/optim/minimize/functions.hpp>
#include <tenon/optim/minimize/pairs.hpp>
#include <tenon/optim/settings.hpp>
#include <tenon/optim/strong_wolfe.hpp>
#include <tenon/optim/update.hpp>

#include <optional>

namespace tenon {

enum class line_search_fn { none, strong_wolfe };

struct lbfgs_options {
  double lr = 1;
  long max_iter = 20;             // iterations of a step
  std::optional<long> max_eval{}; // evaluations of a step; 5/4 of max_iter
  double tolerance_grad = 1e-7, tolerance_change = 1e-9;
  long history_size = 100; // pairs that are remembered, each as large as two copies of all parameters
  tenon::line_search_fn line_search_fn = tenon::line_search_fn::none;
};

// A step evaluates the loss and its gradient several times, by a closure that gives the loss. All parameters are one
// vector: there are no groups. The options are members, and all but history_size may change between steps. Memory is
// taken at construction and in the first step. It refers to the parameters, which must outlive it.
template <class... X> class LBFGS : public lbfgs_options {
  using T = typename detail::elements_in<parameter_list<X...>>::type;
  static constexpr index N = detail::elements_in<parameter_list<X...>>::count;
  static_assert(N > 0, "LBFGS: there are no parameters");
  using vector = Tensor<T, N>;
  using point = detail::gradient_trial<vector>;

  parameter_list<X...> parameters_;
  detail::pairs<T, N> pairs_;
  vector x_, d_, g_, g_before_, s_, y_;
  std::optional<detail::strong_wolfe_search<vector>> search_;
  double length_ = 0; // of the last step along d_
  std::int64_t evaluations_ = 0, iterations_ = 0;

public:
  // throws std::invalid_argument for options out of their range
  explicit LBFGS(const parameter_list<X...>& parameters, const lbfgs_options& o = {})
      : lbfgs_options(o), parameters_(parameters), pairs_(checked(o).history_size) {}

  const parameter_list<X...>& parameters() const { return parameters_; }
  // forgets all gradients
  void zero_grad() {
    parameters_.each([](const auto& p) { p.zero_grad(); });
  }

  // The loss where the step begins. The closure forgets the gradients, sweeps the loss backward and returns it as a
  // number; or it returns a statement, and the rest is done for it. If it throws, the parameters are what they were
  // before the iteration.
  template <class Closure> double step(Closure&& closure) {
    const long most = max_eval.value_or(max_iter * 5 / 4);
    const double first_loss = evaluate(closure, g_);
    if (largest_of(g_) <= tolerance_grad) return first_loss;
    double loss = first_loss;
    long evaluations = 1;
    for (long iteration = 1; iteration <= max_iter; ++iteration) {
      if (++iterations_ > 1) remember();
      pairs_.direction(g_, d_);
      g_before_ = g_;
      const double loss_before = loss, slope = inner_of(g_, d_);
      length_ = iterations_ == 1 ? std::min(1.0, 1 / sum_of(g_)) * lr : lr;
      if (slope > -tolerance_change) break;

      const bool last = iteration == max_iter;
      const place_keeper keeper(*this);
      if (line_search_fn == tenon::line_search_fn::strong_wolfe) {
        if (!search_) search_.emplace();
        const auto at = [&](double step, vector& g) {
          ++evaluations;
          move(step);
          const double value = evaluate(closure, g);
          return point{{step, value, inner_of(g, d_)}, &g};
        };
        const point start{{0, loss, slope}, &g_before_};
        const point found = search_->search(start, length_, largest_of(d_), at);
        length_ = found.step;
        loss = found.value;
        g_ = *found.gradient;
        move(length_);
      } else {
        move(length_);
        if (!last) {
          loss = evaluate(closure, g_);
          ++evaluations;
        }
      }
      keeper.keep();
      if (last || evaluations >= most || largest_of(g_) <= tolerance_grad) break;
      if (largest_of(d_) * length_ <= tolerance_change || std::abs(loss - loss_before) < tolerance_change) break;
    }
    return first_loss;
  }

  // f(name, data, shape) for all that must be kept to go on later as if nothing had happened, besides the parameters
  // and the options. Names are PyTorch's; vectors are over all parameters, and the oldest pair is the first.
  template <class F> void each_state(F f) {
    f("func_evals", &evaluations_, ints{});
    f("n_iter", &iterations_, ints{});
    f("t", &length_, ints{});
    f("d", d_.data(), vector::size_type::list);
    f("prev_flat_grad", g_before_.data(), vector::size_type::list);
    pairs_.each_state(f);
  }

private:
  static const lbfgs_options& checked(const lbfgs_options& o) {
    detail::require_from_zero("LBFGS", "lr", o.lr);
    detail::require_count("LBFGS", "max_iter", o.max_iter);
    detail::require_count("LBFGS", "max_eval", o.max_eval.value_or(1));
    detail::require_from_zero("LBFGS", "tolerance_grad", o.tolerance_grad);
    detail::require_from_zero("LBFGS", "tolerance_change", o.tolerance_change);
    detail::require_count("LBFGS", "history_size", o.history_size);
    return o;
  }

  static double inner_of(const vector& a, const vector& b) { return static_cast<double>(detail::inner(a, b)); }
  static double largest_of(const vector& a) { return static_cast<double>(detail::largest(a)); }
  static double sum_of(const vector& a) { return static_cast<double>(detail::taxicab(a)); }

  template <class Closure> double evaluate(Closure& closure, vector& g) {
    using Y = std::invoke_result_t<Closure&>;
    double loss = 0;
    constexpr bool gives_loss = std::is_arithmetic_v<std::remove_cvref_t<Y>> || tensor_like<Y>;
    static_assert(gives_loss, "LBFGS: the closure gives no loss; expected a number or a statement");
    if constexpr (!gives_loss) return loss;
    else if constexpr (detail::has_gradient<Y>) {
      zero_grad();
      Tape record;
      loss = static_cast<double>(detail::backward<T>(record, closure()));
    } else loss = detail::number_of<double>(closure());
    ++evaluations_;
    detail::each_in_vector(parameters_, g.data(), [](const auto& p, T* at) {
      if (p.requires_grad()) std::copy(p.grad().begin(), p.grad().end(), at);
      else std::fill_n(at, p.numel, T(0));
    });
    return loss;
  }

  // what the last step has shown of the curvature
  void remember() {
    y_ = g_ - g_before_;
    s_ = d_ * static_cast<T>(length_);
    const T product = detail::inner(y_, s_);
    if (product > T(1e-10)) pairs_.add(s_, y_, product);
  }

  // the parameters become x + step * d
  void move(double step) {
    const T* d = d_.data();
    detail::each_in_vector(parameters_, x_.data(), [&](auto& p, const T* x) {
      using P = std::remove_cvref_t<decltype(p)>;
      const auto rule = [by = static_cast<T>(step)](auto& to, auto from, auto along)
                            TENON_INLINE_LAMBDA { to = fma(decltype(from)(by), along, from); };
      if (p.requires_grad()) update_elements<P::numel, native_lanes<T>>(rule, p.data(), x, d);
      d += P::numel;
    });
  }

  // puts the parameters back unless told otherwise
  class place_keeper {
    LBFGS& owner_;
    mutable bool kept_ = false;

  public:
    explicit place_keeper(LBFGS& o) : owner_(o) {
      detail::each_in_vector(o.parameters_, o.x_.data(), [](auto& p, T* at) { std::copy_n(p.data(), p.numel, at); });
    }
    place_keeper(const place_keeper&) = delete;
    place_keeper& operator=(const place_keeper&) = delete;
    ~place_keeper() {
      if (!kept_)
        detail::each_in_vector(owner_.parameters_, owner_.x_.data(),
                               [](auto& p, const T* at) { std::copy_n(at, p.numel, p.data()); });
    }
    void keep() const { kept_ = true; }
  };
};
template <has_parameters M> LBFGS(M&, const lbfgs_options& = {}) -> LBFGS<M>;

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// What a minimiser answers, with the fields of SciPy's OptimizeResult.
#pragma once

#include <tenon/shape/key.hpp>
#include <tenon/tenon.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tenon {

// methods that keep a matrix do not try it for more coordinates
inline constexpr index matrix_limit = 16384;

// The algorithms. lbfgs and lbfgsb are one: without bounds there is nothing to project.
enum class Method { bfgs, lbfgs, lbfgsb, cg, newton_cg, nelder_mead };

// An estimate of the inverse Hessian: the whole matrix (BFGS), or the steps and the changes of the gradient from which
// products with it follow (L-BFGS). Without either it is the identity.
template <class T, index N> class inverse_hessian {
  std::optional<Tensor<T, N, N>> matrix_;
  std::vector<Tensor<T, N>> steps_, changes_; // oldest first

public:
  inverse_hessian() = default;
  explicit inverse_hessian(Tensor<T, N, N>&& matrix) : matrix_(std::move(matrix)) {}
  inverse_hessian(std::vector<Tensor<T, N>> steps, std::vector<Tensor<T, N>> changes)
      : steps_(std::move(steps)), changes_(std::move(changes)) {}

  bool dense() const { return matrix_.has_value(); }
  // product with a vector
  Tensor<T, N> operator()(const Tensor<T, N>& v) const {
    Tensor<T, N> r = v;
    if (dense()) {
      r = matmul(*matrix_, v);
      return r;
    }
    std::vector<T> weight(steps_.size());
    const auto curvature = [&](std::size_t i) { return element_of(sum(steps_[i] * changes_[i])); };
    for (std::size_t i = steps_.size(); i-- > 0;) {
      weight[i] = element_of(sum(steps_[i] * r)) / curvature(i);
      r = r - changes_[i] * weight[i];
    }
    for (std::size_t i = 0; i < steps_.size(); ++i)
      r = r + steps_[i] * (weight[i] - element_of(sum(changes_[i] * r)) / curvature(i));
    return r;
  }
  // the whole matrix
  Tensor<T, N, N> todense() const {
    if (dense()) return *matrix_;
    Tensor<T, N, N> h(uninitialised);
    Tensor<T, N> unit;
    for (index i = 0; i < N; ++i) {
      unit(i) = T(1);
      const Tensor<T, N> column = (*this)(unit);
      unit(i) = T(0);
      for (index j = 0; j < N; ++j) h(j, i) = column(j);
    }
    return h;
  }
};

// scipy.optimize.OptimizeResult. A field that a method does not have is 0.
template <class T, index... N> struct OptimizeResult {
  Tensor<T, N...> x;   // where the search ended
  T fun = 0;           // the value there
  Tensor<T, N...> jac; // the gradient; Newton-CG: at the point before
  inverse_hessian<T, (N * ... * 1)> hess_inv;
  index nfev = 0, njev = 0, nhev = 0; // evaluations of the function, of its gradient, of its Hessian or products
  index nit = 0;                      // iterations
  int status = 0;                     // 0 after success
  bool success = false;
  std::string message;
  Method method = Method::bfgs;

  // r["nfev"_k] is r.nfev
  template <text Name> decltype(auto) operator[](key<Name> name) const { return field(*this, name); }
  template <text Name> decltype(auto) operator[](key<Name> name) { return field(*this, name); }

private:
  template <class Self, text Name> static constexpr auto& field(Self& r, key<Name>) {
    constexpr bool known = Name == text("x") || Name == text("fun") || Name == text("jac") ||
                           Name == text("hess_inv") || Name == text("nfev") || Name == text("njev") ||
                           Name == text("nhev") || Name == text("nit") || Name == text("status") ||
                           Name == text("success") || Name == text("message");
    static_assert(known, "OptimizeResult has x, fun, jac, hess_inv, nfev, njev, nhev, nit, status, success, message");
    if constexpr (Name == text("x")) return r.x;
    else if constexpr (Name == text("fun")) return r.fun;
    else if constexpr (Name == text("jac")) return r.jac;
    else if constexpr (Name == text("hess_inv")) return r.hess_inv;
    else if constexpr (Name == text("nfev")) return r.nfev;
    else if constexpr (Name == text("njev")) return r.njev;
    else if constexpr (Name == text("nhev")) return r.nhev;
    else if constexpr (Name == text("nit")) return r.nit;
    else if constexpr (Name == text("status")) return r.status;
    else if constexpr (Name == text("success")) return r.success;
    else return r.message;
  }
};

// how searches end
namespace detail::ending {
inline constexpr const char *success = "Optimization terminated successfully.",
                            *too_many_iterations = "Maximum number of iterations has been exceeded.",
                            *too_many_evaluations = "Maximum number of function evaluations has been exceeded.",
                            *precision_loss = "Desired error not necessarily achieved due to precision loss.",
                            *nan = "NaN result encountered.", *stopped = "The callback asked to stop.";
inline constexpr int stopped_status = 99;
} // namespace detail::ending

} // namespace tenon

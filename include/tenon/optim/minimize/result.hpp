// SPDX-License-Identifier: BSL-1.0
// What a minimiser answers, with the fields of SciPy's OptimizeResult.
#pragma once

#include <tenon/optim/result_fields.hpp>
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

// The last simplex of Nelder and Mead's method: its vertices, the lowest first, and the values there.
template <class T, index N> struct FinalSimplex {
  std::vector<Tensor<T, N>> vertices;
  std::vector<T> values;
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
  FinalSimplex<T, (N * ... * 1)> final_simplex{};

  // r["nfev"_k] is r.nfev
  template <text Name> constexpr auto& operator[](key<Name>) const {
    return detail::field_named<"OptimizeResult", Name>(*this, members());
  }
  template <text Name> constexpr auto& operator[](key<Name>) {
    return detail::field_named<"OptimizeResult", Name>(*this, members());
  }

private:
  static constexpr auto members() {
    using R = OptimizeResult;
    using detail::member;
    return detail::named_members{member<"x">(&R::x),
                                 member<"fun">(&R::fun),
                                 member<"jac">(&R::jac),
                                 member<"hess_inv">(&R::hess_inv),
                                 member<"nfev">(&R::nfev),
                                 member<"njev">(&R::njev),
                                 member<"nhev">(&R::nhev),
                                 member<"nit">(&R::nit),
                                 member<"status">(&R::status),
                                 member<"success">(&R::success),
                                 member<"message">(&R::message),
                                 member<"final_simplex">(&R::final_simplex)};
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

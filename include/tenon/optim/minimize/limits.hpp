// SPDX-License-Identifier: BSL-1.0
// When searches end, and what they say then.
#pragma once

#include <tenon/optim/minimize/objective.hpp>

namespace tenon::detail {

// what all algorithms are told; a negative limit is SciPy's own
struct limits {
  double gtol = 1e-5, ftol = 2.220446049250313e-09, xtol = 1e-5, xatol = 1e-4, fatol = 1e-4;
  index maxiter = -1, maxfun = -1, maxcor = 10;
  bool adaptive = false;
  double eps = 0; // of differences; 0: the method's own
};

template <class T, index N> using outcome = OptimizeResult<T, N>;

template <class T, index N> void finish(outcome<T, N>& r, const counted<T, N>& f, int status, std::string message) {
  r.nfev = f.nfev;
  r.njev = f.njev;
  r.status = status;
  r.success = status == 0;
  r.message = std::move(message);
}
// the endings that line search methods share
template <class T, index N>
void finish(outcome<T, N>& r, const counted<T, N>& f, bool stopped, bool failed, index maxiter, T gradient_size) {
  if (stopped) finish(r, f, ending::stopped_status, ending::stopped);
  else if (failed) finish(r, f, 2, ending::precision_loss);
  else if (r.nit >= maxiter) finish(r, f, 1, ending::too_many_iterations);
  else if (std::isnan(gradient_size) || std::isnan(r.fun) || std::isnan(largest(r.x))) finish(r, f, 3, ending::nan);
  else finish(r, f, 0, ending::success);
}

} // namespace tenon::detail

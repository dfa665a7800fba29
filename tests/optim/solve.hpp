// SPDX-License-Identifier: BSL-1.0
// Runs a golden case with counting functions. Compiled once for all methods, since a method is a run-time choice.
#pragma once

#include "problems.hpp"
#include "reference.hpp"

namespace reference {

struct answer {
  list x, jac, hess_inv; // hess_inv row-major, empty where there is none
  double fun = 0;
  long nfev = 0, njev = 0, nhev = 0, nit = 0;
  int status = 0;
  bool success = false;
  std::string message;
  list iterates, values;                      // x and f(x) after each iteration
  long f_calls = 0, g_calls = 0, h_calls = 0; // what the user's functions were called
};

answer solve(const example& e);

// solves all cases of a method and compares
void check_method(const std::string& method, std::size_t cases);

} // namespace reference

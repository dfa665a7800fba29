// SPDX-License-Identifier: BSL-1.0
// What SciPy 1.10.1 counts on the standard problems, with gradients by hand; tests/golden has the whole runs.
#pragma once

#include <string_view>

namespace bench {

struct scipy_run {
  std::string_view problem, method;
  long nit, nit_least, nit_most; // these under noise of one ulp in the function's values
  long nfev, njev, nhev;         // 0 where the method has none
  double fun;
};
inline constexpr scipy_run scipy_runs[] = {
    {"rosenbrock2", "BFGS", 32, 32, 32, 39, 39, 0, 2.54e-15},
    {"rosenbrock2", "L-BFGS-B", 36, 36, 36, 44, 44, 0, 2.81e-12},
    {"rosenbrock2", "CG", 36, 36, 36, 78, 77, 0, 1.88e-14},
    {"rosenbrock2", "Newton-CG", 86, 85, 86, 106, 316, 0, 2e-11},
    {"rosenbrock2", "Newton-CG, H", 83, 83, 83, 105, 105, 83, 3.03e-10},
    {"rosenbrock2", "Nelder-Mead", 85, 85, 85, 159, 0, 0, 8.18e-10},
    {"rosenbrock5", "BFGS", 49, 49, 49, 60, 60, 0, 5.6e-14},
    {"rosenbrock5", "L-BFGS-B", 49, 49, 49, 66, 66, 0, 1.42e-11},
    {"rosenbrock5", "CG", 126, 91, 177, 233, 233, 0, 2.19e-11},
    {"rosenbrock5", "Newton-CG", 108, 108, 108, 116, 518, 0, 1.59e-12},
    {"rosenbrock5", "Newton-CG, H", 107, 107, 107, 116, 116, 107, 5.16e-12},
    {"rosenbrock5", "Nelder-Mead", 402, 402, 421, 640, 0, 0, 1.42e-08},
    {"rosenbrock5, docs", "BFGS", 25, 25, 25, 30, 30, 0, 4.01e-13},
    {"rosenbrock5, docs", "L-BFGS-B", 24, 24, 24, 26, 26, 0, 1.3e-12},
    {"rosenbrock5, docs", "CG", 47, 47, 47, 97, 97, 0, 4.43e-12},
    {"rosenbrock5, docs", "Newton-CG", 21, 21, 21, 30, 111, 0, 2.68e-08},
    {"rosenbrock5, docs", "Newton-CG, H", 21, 21, 21, 30, 30, 21, 1.86e-08},
    {"rosenbrock5, docs", "Nelder-Mead", 141, 141, 141, 243, 0, 0, 6.62e-05},
    {"rosenbrock10", "BFGS", 73, 73, 73, 83, 83, 0, 3.99},
    {"rosenbrock10", "L-BFGS-B", 71, 71, 71, 88, 88, 0, 1.04e-11},
    {"rosenbrock10", "CG", 325, 185, 437, 539, 539, 0, 8.7e-11},
    {"rosenbrock10", "Newton-CG", 126, 126, 128, 133, 773, 0, 1.28e-08},
    {"rosenbrock10", "Newton-CG, H", 127, 127, 127, 133, 133, 127, 6.94e-09},
    {"rosenbrock10", "Nelder-Mead", 1432, 1265, 1476, 2000, 0, 0, 311},
    {"beale", "BFGS", 15, 15, 15, 17, 17, 0, 1.95e-16},
    {"beale", "L-BFGS-B", 15, 15, 15, 16, 16, 0, 1.95e-15},
    {"beale", "CG", 17, 17, 17, 41, 41, 0, 2.06e-11},
    {"beale", "Newton-CG", 14, 14, 14, 15, 52, 0, 3.24e-15},
    {"beale", "Newton-CG, H", 14, 14, 14, 15, 15, 14, 1.83e-26},
    {"beale", "Nelder-Mead", 56, 56, 57, 107, 0, 0, 1.39e-10},
    {"booth", "BFGS", 7, 7, 7, 8, 8, 0, 1.67e-20},
    {"booth", "L-BFGS-B", 5, 5, 5, 6, 6, 0, 1.14e-12},
    {"booth", "CG", 2, 2, 2, 5, 5, 0, 1.42e-29},
    {"booth", "Newton-CG", 5, 4, 5, 6, 15, 0, 4.92e-17},
    {"booth", "Newton-CG, H", 5, 5, 5, 5, 5, 5, 0},
    {"booth", "Nelder-Mead", 67, 67, 67, 132, 0, 0, 2.5e-09},
    {"himmelblau", "BFGS", 8, 8, 8, 13, 13, 0, 2.1e-17},
    {"himmelblau", "L-BFGS-B", 8, 8, 8, 12, 12, 0, 6.44e-18},
    {"himmelblau", "CG", 7, 7, 7, 20, 19, 0, 3.37e-15},
    {"himmelblau", "Newton-CG", 8, 8, 8, 10, 24, 0, 1.46e-17},
    {"himmelblau", "Newton-CG, H", 8, 8, 8, 10, 10, 8, 2.94e-27},
    {"himmelblau", "Nelder-Mead", 45, 45, 45, 89, 0, 0, 2.23e-08},
    {"powell singular", "BFGS", 35, 35, 35, 40, 40, 0, 3.98e-09},
    {"powell singular", "L-BFGS-B", 27, 27, 27, 30, 30, 0, 2.39e-08},
    {"powell singular", "CG", 57, 56, 72, 113, 113, 0, 1.18e-08},
    {"powell singular", "Newton-CG", 22, 22, 23, 23, 169, 0, 5.77e-10},
    {"powell singular", "Newton-CG, H", 22, 22, 22, 23, 23, 22, 5.77e-10},
    {"powell singular", "Nelder-Mead", 185, 185, 185, 305, 0, 0, 1.39e-06},
    {"wood", "BFGS", 89, 88, 90, 104, 104, 0, 1.06e-14},
    {"wood", "L-BFGS-B", 17, 17, 17, 20, 20, 0, 7.88},
    {"wood", "CG", 55, 46, 80, 115, 115, 0, 4.94e-18},
    {"wood", "Newton-CG", 800, 108, 800, 801, 2941, 0, 7.87},
    {"wood", "Newton-CG, H", 800, 785, 800, 808, 808, 800, 7.81},
    {"wood", "Nelder-Mead", 314, 314, 314, 527, 0, 0, 1.94e-09},
    {"trigonometric", "BFGS", 18, 18, 18, 20, 20, 0, 2.03e-11},
    {"trigonometric", "L-BFGS-B", 13, 13, 13, 16, 16, 0, 2.68e-08},
    {"trigonometric", "CG", 21, 21, 21, 34, 34, 0, 1.24e-09},
    {"trigonometric", "Newton-CG", 10, 9, 11, 14, 291, 0, 2.31e-13},
    {"trigonometric", "Newton-CG, H", 11, 11, 11, 15, 15, 11, 1.05e-13},
    {"trigonometric", "Nelder-Mead", 191, 191, 191, 304, 0, 0, 6.67e-10},
};

// null where nothing is recorded
constexpr const scipy_run* scipy(std::string_view problem, std::string_view method) {
  for (const scipy_run& r : scipy_runs)
    if (r.problem == problem && r.method == method) return &r;
  return nullptr;
}

} // namespace bench

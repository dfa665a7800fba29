# SPDX-License-Identifier: BSL-1.0
"""Times SciPy on Rosenbrock's function, from where bench/optimizers starts; run both in the same minutes.

The gradient is given as a function, and linear algebra has one thread.
"""
import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import time

import numpy as np
from scipy.optimize import minimize, rosen, rosen_der


def run(method, n, seconds=0.3):
    """The result, and microseconds of the fastest of some solves."""
    x0 = np.where(np.arange(n) % 2 == 0, -1.2, 1.0)
    best = total = 0.0
    while total < seconds:
        begin = time.perf_counter()
        result = minimize(rosen, x0, jac=rosen_der, method=method)
        taken = time.perf_counter() - begin
        best = min(best, taken) if best else taken
        total += taken
    return result, best * 1e6


print(f"{'':32} {'nit':>6} {'nfev':>6} {'njev':>6} {'f':>10} {'us a run':>9}")
for n in (2, 10, 100):
    for method in ("BFGS", "L-BFGS-B", "CG", "Newton-CG"):
        r, us = run(method, n)
        print(f"rosenbrock{n:<8} {method:13} {r.nit:6} {r.nfev:6} {r.njev:6} {r.fun:10.2e} {us:9.1f}")

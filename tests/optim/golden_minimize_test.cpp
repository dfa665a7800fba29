// SPDX-License-Identifier: BSL-1.0
// The searches of the reference: counters, first iterates, where they end and with what message.
#include "solve.hpp"

#include <catch2/catch.hpp>

TEST_CASE("BFGS") { reference::check_method("BFGS", 47); }
TEST_CASE("conjugate gradients") { reference::check_method("CG", 17); }
TEST_CASE("L-BFGS") { reference::check_method("L-BFGS-B", 48); }
TEST_CASE("Newton-CG") { reference::check_method("Newton-CG", 34); }
TEST_CASE("Nelder and Mead") { reference::check_method("Nelder-Mead", 26); }

// SPDX-License-Identifier: BSL-1.0
// Where a program runs and how it was compiled, for reports of what it measured.
#pragma once

#include "report.hpp"

// processor, cores, instructions, compiler, flags, tenon
std::vector<Fact> machine();

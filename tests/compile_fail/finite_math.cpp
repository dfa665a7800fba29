// SPDX-License-Identifier: BSL-1.0
// expect: tenon: results rest on infinity, nan and the order of sums; compile without -ffast-math or parts of it
// flags: -ffinite-math-only
// lines: 30 (Clang goes on and warns of every infinity)
#ifdef CORRECTED
#define TENON_ALLOW_FINITE_MATH
#endif
#include <tenon/tenon.hpp>

int main() {}

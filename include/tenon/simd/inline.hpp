// SPDX-License-Identifier: BSL-1.0
// Forced inlining: a pack lives in registers only as long as no call comes between.
#pragma once

#if defined(__GNUC__) || defined(__clang__)
#define TENON_INLINE [[gnu::always_inline]] inline
#define TENON_INLINE_LAMBDA __attribute__((always_inline)) // goes after a lambda's parameters
#else
#define TENON_INLINE inline
#define TENON_INLINE_LAMBDA
#endif

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

// Hooks of cursors and the loops around them: GCC inlines them once, into the function that is marked as flat, where
// forced inlining would copy them from each level of the expression to the next. Clang flattens one level only.
#if defined(__clang__) || !defined(__GNUC__)
#define TENON_HOOK TENON_INLINE
#define TENON_HOOK_LAMBDA TENON_INLINE_LAMBDA
#define TENON_FLAT
#else
#define TENON_HOOK inline
#define TENON_HOOK_LAMBDA
#define TENON_FLAT [[gnu::flatten]]
#endif

// A product and a sum become one instruction, as GCC has it unless told otherwise; by itself Clang looks no further
// than one expression.
#if defined(__clang__)
#define TENON_CONTRACTS _Pragma("clang fp contract(fast)")
#else
#define TENON_CONTRACTS
#endif

namespace tenon {
// Clang keeps all of a cursor in memory that has an array whose elements are found by a number of its own.
#if defined(__clang__)
inline constexpr bool splits_arrays = false;
#else
inline constexpr bool splits_arrays = true;
#endif
} // namespace tenon

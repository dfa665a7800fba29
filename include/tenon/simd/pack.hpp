// SPDX-License-Identifier: BSL-1.0
// The pack type with its operators. The functions of analysis are in math.hpp.
#pragma once

#include <tenon/simd/arithmetic.hpp>
#include <tenon/simd/transpose.hpp>

namespace tenon {

// Functions on packs are found through their arguments: exp(p), max(p, q).
using simd::cast;
using simd::high_half;
using simd::iota;
using simd::join;
using simd::keep;
using simd::low_half;
using simd::native_lanes;
using simd::pack;
using simd::permuted;
using simd::reduce;
using simd::reduce_rows;
using simd::repeated;
using simd::select;

} // namespace tenon

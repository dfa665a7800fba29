// SPDX-License-Identifier: BSL-1.0
// The functions of analysis on packs.
#pragma once

#include <tenon/simd/erf.hpp>
#include <tenon/simd/exp.hpp>
#include <tenon/simd/gelu.hpp>
#include <tenon/simd/log.hpp>
#include <tenon/simd/pow.hpp>
#include <tenon/simd/tanh.hpp>
#include <tenon/simd/trig.hpp>

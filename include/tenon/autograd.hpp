// SPDX-License-Identifier: BSL-1.0
// Reverse-mode differentiation of tenon's statements.
#pragma once

#include <tenon/tenon.hpp>

#include <tenon/autograd/tape.hpp>

#include <tenon/autograd/backward.hpp>
#include <tenon/autograd/checkpoint.hpp>
#include <tenon/autograd/gradcheck.hpp>
#include <tenon/autograd/hessian.hpp>
#include <tenon/autograd/variable.hpp>

#include <tenon/autograd/can.hpp>

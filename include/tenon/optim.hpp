// SPDX-License-Identifier: BSL-1.0
// Optimisers.
#pragma once

#include <tenon/autograd.hpp>

#include <tenon/optim/adamw.hpp>
#include <tenon/optim/least_squares.hpp>
#include <tenon/optim/minimize/minimize.hpp>
#include <tenon/optim/minimize/parameters.hpp>

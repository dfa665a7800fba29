// SPDX-License-Identifier: BSL-1.0
// Optimisers, schedules of their rates, and what else goes on between gradients and weights.
#pragma once

#include <tenon/nn.hpp>

#include <tenon/optim/adam.hpp>
#include <tenon/optim/clip.hpp>
#include <tenon/optim/ema.hpp>
#include <tenon/optim/lbfgs.hpp>
#include <tenon/optim/least_squares.hpp>
#include <tenon/optim/minimize/minimize.hpp>
#include <tenon/optim/minimize/parameters.hpp>
#include <tenon/optim/rmsprop.hpp>
#include <tenon/optim/schedule.hpp>
#include <tenon/optim/scheduler.hpp>
#include <tenon/optim/sgd.hpp>

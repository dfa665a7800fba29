// SPDX-License-Identifier: BSL-1.0
// Modules, layers and criterions.
#pragma once

#include <tenon/autograd.hpp>

#include <tenon/nn/activation.hpp>
#include <tenon/nn/attention.hpp>
#include <tenon/nn/batch_norm.hpp>
#include <tenon/nn/container.hpp>
#include <tenon/nn/convolution.hpp>
#include <tenon/nn/criterion.hpp>
#include <tenon/nn/dict.hpp>
#include <tenon/nn/dropout.hpp>
#include <tenon/nn/embedding.hpp>
#include <tenon/nn/linear.hpp>
#include <tenon/nn/normalization.hpp>
#include <tenon/nn/orthogonal.hpp>
#include <tenon/nn/parameters.hpp>
#include <tenon/nn/pool.hpp>
#include <tenon/nn/state.hpp>
#include <tenon/nn/struct_dict.hpp>

// SPDX-License-Identifier: BSL-1.0
// tenon: tensors whose shapes are types, and expressions that run as fused loops.
#pragma once

#include <tenon/shape/require.hpp> // first, so that an error in a shape is told in few lines

#include <tenon/eval/explain.hpp>
#include <tenon/ops/activation.hpp>
#include <tenon/ops/argmax.hpp>
#include <tenon/ops/attention.hpp>
#include <tenon/ops/cross_entropy.hpp>
#include <tenon/ops/distance.hpp>
#include <tenon/ops/embedding.hpp>
#include <tenon/ops/loss.hpp>
#include <tenon/ops/matmul.hpp>
#include <tenon/ops/normalize.hpp>
#include <tenon/ops/softmax.hpp>
#include <tenon/tensor/detach.hpp>
#include <tenon/tensor/factories.hpp>
#include <tenon/tensor/split.hpp>
#include <tenon/tensor/view.hpp>

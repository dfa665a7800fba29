// SPDX-License-Identifier: BSL-1.0
// tenon: tensors whose shapes are types, and expressions that run as fused loops.
#pragma once

// From the bottom up, so that an error names few files between itself and the user's.
#include <tenon/simd/native.hpp>

#include <tenon/shape/require.hpp>

#include <tenon/shape/size.hpp>

#include <tenon/simd/math.hpp>

#include <tenon/eval/adjoint.hpp>
#include <tenon/eval/assign.hpp>
#include <tenon/eval/explain.hpp>

#include <tenon/tensor/view_type.hpp>

#include <tenon/tensor/tensor.hpp>

#include <tenon/tensor/arrange.hpp>

#include <tenon/tensor/view.hpp>

#include <tenon/tensor/split.hpp>

#include <tenon/tensor/can.hpp>

#include <tenon/tensor/detach.hpp>
#include <tenon/tensor/factories.hpp>
#include <tenon/tensor/random.hpp>
#include <tenon/tensor/rearrange.hpp>
#include <tenon/tensor/unfold.hpp>

#include <tenon/ops/broadcast.hpp>

#include <tenon/ops/arithmetic.hpp>

#include <tenon/ops/elementwise.hpp>

#include <tenon/ops/activation.hpp>
#include <tenon/ops/reduce.hpp>

#include <tenon/ops/argmax.hpp>
#include <tenon/ops/softmax.hpp>

#include <tenon/ops/loss.hpp>
#include <tenon/ops/matmul.hpp>
#include <tenon/ops/max.hpp>
#include <tenon/ops/normalize.hpp>

#include <tenon/ops/attention.hpp>
#include <tenon/ops/batch_norm.hpp>
#include <tenon/ops/convolution.hpp>
#include <tenon/ops/cross_entropy.hpp>
#include <tenon/ops/cumsum.hpp>
#include <tenon/ops/distance.hpp>
#include <tenon/ops/dropout.hpp>
#include <tenon/ops/einsum.hpp>
#include <tenon/ops/embedding.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>
#include <tenon/ops/pad.hpp>
#include <tenon/ops/pool.hpp>
#include <tenon/ops/probability_loss.hpp>
#include <tenon/ops/ranking_loss.hpp>
#include <tenon/ops/sort.hpp>
#include <tenon/ops/tile.hpp>

#include <tenon/ops/can.hpp>

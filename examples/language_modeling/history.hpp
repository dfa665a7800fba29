// SPDX-License-Identifier: BSL-1.0
// How a run has gone so far.
#pragma once

#include <vector>

struct TrainPoint {
  long step;
  double loss; // mean of the steps since the last point
  double learning_rate, grad_norm, tokens_per_second, seconds;
};
struct EvalPoint {
  long step;
  double loss, seconds;
};
struct History {
  std::vector<TrainPoint> train;
  std::vector<EvalPoint> eval;

  // of all runs that led here
  double seconds() const {
    const double trained = train.empty() ? 0 : train.back().seconds, evaluated = eval.empty() ? 0 : eval.back().seconds;
    return trained > evaluated ? trained : evaluated;
  }
};

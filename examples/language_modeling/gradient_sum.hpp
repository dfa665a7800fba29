// SPDX-License-Identifier: BSL-1.0
// Gradients that all ranks add up while they still compute others.
#pragma once

#include "communicator.hpp"
#include "model.hpp"

#include <unordered_map>

// Gathers gradients in buckets, in the order in which a sweep comes to them: from the model's last parameters to its
// first. A bucket is sent when all its gradients are final.
class GradientSum {
  struct Bucket {
    std::vector<std::span<float>> gradients;
    std::vector<float> elements; // of all of them
    std::size_t missing = 0;     // gradients that are not final
  };
  Communicator& ranks_;
  std::vector<Bucket> buckets_;
  std::unordered_map<const void*, std::size_t> bucket_of_; // by the key of a parameter
  std::size_t sent_ = 0;                                   // buckets, of this step

  void send();

public:
  GradientSum(Communicator& ranks, const std::vector<Gradient>& gradients);

  // says that a gradient is final, in any order
  void is_final(const void* key);
  // Sends what has not been sent; then every gradient is the sum over the ranks. Throws lost_rank.
  void finish();
};

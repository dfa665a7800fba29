// SPDX-License-Identifier: BSL-1.0
#include "gradient_sum.hpp"

#include <algorithm>
#include <ranges>

namespace {
// Elements of a bucket at least. A sum of fewer takes as long: it waits for the other ranks.
constexpr std::size_t bucket_size = std::size_t(1) << 17;
} // namespace

GradientSum::GradientSum(Communicator& ranks, const std::vector<Gradient>& gradients) : ranks_(ranks) {
  for (const auto& [key, values] : gradients | std::views::reverse) {
    if (buckets_.empty() || buckets_.back().elements.size() >= bucket_size) buckets_.emplace_back();
    Bucket& b = buckets_.back();
    b.gradients.push_back(values);
    b.elements.resize(b.elements.size() + values.size());
    b.missing = b.gradients.size();
    bucket_of_[key] = buckets_.size() - 1;
  }
}

void GradientSum::is_final(const void* key) {
  if (const auto found = bucket_of_.find(key); found != bucket_of_.end()) --buckets_[found->second].missing;
  // all ranks must send in the same order, though a rank without labels calls nothing final
  while (sent_ < buckets_.size() && buckets_[sent_].missing == 0) send();
  ranks_.progress();
}

void GradientSum::send() {
  Bucket& b = buckets_[sent_++];
  auto to = b.elements.begin();
  for (const auto& g : b.gradients) to = std::ranges::copy(g, to).out;
  ranks_.begin_sum(b.elements);
}

void GradientSum::finish() {
  while (sent_ < buckets_.size()) send();
  ranks_.wait();
  for (Bucket& b : buckets_) {
    auto from = b.elements.begin();
    for (const auto& g : b.gradients) {
      std::copy_n(from, g.size(), g.begin());
      from += static_cast<std::ptrdiff_t>(g.size());
    }
    b.missing = b.gradients.size();
  }
  sent_ = 0;
}

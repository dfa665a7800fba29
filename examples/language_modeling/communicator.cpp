// SPDX-License-Identifier: BSL-1.0
#include "communicator.hpp"

#include <algorithm>

std::vector<Communicator::Message> Communicator::exchange(const Message& mine) {
  auto all = gather(mine);
  if (std::ranges::any_of(all, [](const Message& m) { return m.failed != 0; })) throw another_failed();
  return all;
}

Communicator::Values Communicator::sum(const Values& mine) {
  Values total{};
  for (const Message& m : exchange({mine, 0, 0}))
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += m.values[i];
  return total;
}

bool Communicator::same(std::uint64_t mine) {
  const auto all = exchange({{}, mine, 0});
  return std::ranges::all_of(all, [&](const Message& m) { return m.number == mine; });
}

bool Communicator::fail() {
  const auto all = gather({{}, 0, 1});
  const auto lowest = std::ranges::find_if(all, [](const Message& m) { return m.failed != 0; });
  return lowest - all.begin() == rank();
}

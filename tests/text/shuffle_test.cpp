// SPDX-License-Identifier: BSL-1.0
// Random orders.
#include <tenon/text/shuffle.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace tenon;

TEST_CASE("orders", "[text]") {
  Generator a(1), b(1), c(2);
  const auto order = shuffled(100, a);
  CHECK(order == shuffled(100, b));
  CHECK(order != shuffled(100, a)); // the next epoch
  CHECK(order != shuffled(100, c));
  CHECK(std::set<std::size_t>(order.begin(), order.end()).size() == 100);
  CHECK(shuffled(0, a).empty());
  // each of the six orders of three about as often: chi-square with 5 degrees of freedom, 1 in 10^4
  int count[3][3] = {};
  for (int i = 0; i < 6000; ++i) {
    const auto o = shuffled(3, a);
    ++count[o[0]][o[1]];
  }
  double chi = 0;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      if (i != j) chi += (count[i][j] - 1000) * (count[i][j] - 1000) / 1000.0;
  CHECK(chi < 25.7);
}

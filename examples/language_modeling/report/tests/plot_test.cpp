// SPDX-License-Identifier: BSL-1.0
#include "plot.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> s;
  for (double tick : axis.ticks) s.push_back(axis.label(tick));
  return s;
}
using strings = std::vector<std::string>;
} // namespace

TEST_CASE("ticks are round and labelled with the digits they need") {
  CHECK(labels(axis_of(0, 2000, 8)) == strings{"0", "500", "1,000", "1,500", "2,000"});
  CHECK(labels(axis_of(0, 1, 6)) == strings{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(labels(axis_of(1.23, 1.31, 5)) == strings{"1.24", "1.26", "1.28", "1.30"});
  CHECK(labels(axis_of(-1, 1, 5)) == strings{"-1.0", "-0.5", "0.0", "0.5", "1.0"});
  CHECK(labels(axis_of(0, 7, 4)) == strings{"0", "2", "4", "6"});
}
TEST_CASE("ticks keep the distance they are told to keep") {
  CHECK(labels(axis_of(0, 3, 10, 1)) == strings{"0", "1", "2", "3"});
  CHECK(labels(axis_of(0, 0, 10, 1)) == strings{"0", "1"});
}
TEST_CASE("whatever the range, there are ticks in it, few enough, equally far apart, at multiples of a round step") {
  const int most = GENERATE(2, 3, 5, 8);
  const double low = GENERATE(-1e308, -3.7, 0., 1e-9, 1.05, 12345.678, 1e15),
               width = GENERATE(1e-7, 0.013, 0.99, 41., 1e6, 1e308);
  if (low + width == low) return; // the range is one number, which the next test is about
  CAPTURE(most, low, width);
  const Axis axis = axis_of(low, low + width, most);
  CHECK(axis.ticks.size() <= static_cast<std::size_t>(most));
  CHECK(axis.low <= low);
  CHECK(axis.high >= low + width);
  const double leading = axis.step / std::pow(10, std::floor(std::log10(axis.step) + 1e-9));
  const double nearest = std::round(leading);
  CHECK(leading == Approx(nearest).epsilon(1e-9));
  CHECK((nearest == 1 || nearest == 2 || nearest == 5));
  for (double tick : axis.ticks) {
    CHECK(axis.part(tick) >= -1e-6);
    CHECK(axis.part(tick) <= 1 + 1e-6);
    CHECK(std::abs(std::remainder(tick / axis.step, 1)) < 1e-4);
  }
}
TEST_CASE("a range of one number has room around it") {
  for (double value : {0., 2.5, -2.5, 1e-300, 1e300, std::numeric_limits<double>::max()}) {
    CAPTURE(value);
    const Axis axis = axis_of(value, value, 5);
    CHECK(axis.low < axis.high);
    CHECK(std::isfinite(axis.part(value)));
    CHECK(axis.part(value) >= 0);
    CHECK(axis.part(value) <= 1);
  }
}
TEST_CASE("axes hold every finite value, and y ends at ticks") {
  const Plot plot{"", "",    "",
                  3,  false, {{"a", {{10, 4.3}, {20, not_a_number}, {30, 1.37}}}, {"b", {{25, infinity}, {40, 2}}}}};
  const Axes axes = axes_of(plot, 5, 8);
  CHECK(axes.x.low == 0);
  CHECK(axes.x.high == 40);
  CHECK(labels(axes.y) == strings{"1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5"});
  CHECK(axes.y.low == 1);
  CHECK(axes.y.high == 4.5);
  CHECK(axes.y.part(2.75) == 0.5);
}
TEST_CASE("axes begin at 0 where that is asked for") {
  const Plot plot{"", "", "", 0, true, {{"a", {{1, 90}, {2, 100}}}}};
  CHECK(axes_of(plot, 5, 8).y.low == 0);
}
TEST_CASE("axes of nothing and of nothing finite have ticks") {
  for (const Plot& plot : {Plot{"", "", "", 3, false, {}}, Plot{"", "", "", 3, false, {{"a", {{5, not_a_number}}}}}}) {
    const Axes axes = axes_of(plot, 5, 6);
    CHECK(axes.x.ticks.size() >= 2);
    CHECK(axes.y.ticks.size() >= 2);
  }
}
TEST_CASE("losses of the largest size have axes") {
  constexpr double largest = std::numeric_limits<double>::max();
  const Axes axes = axes_of({"", "", "", 3, false, {{"a", {{1, -largest}, {2, largest}}}}}, 5, 6);
  CHECK(axes.y.part(0) == Approx(0.5));
  for (double tick : axes.y.ticks) CHECK(std::isfinite(tick));
}

TEST_CASE("a report has a line of losses for train and eval, where there are any") {
  Report report;
  CHECK(loss_plot(report).lines.empty());
  report.train = {{10, 4.5, 100, 1}, {20, 3.5, 0, 2}};
  report.eval = {{20, 4, 0, 2}};
  const Plot plot = loss_plot(report);
  REQUIRE(plot.lines.size() == 2);
  CHECK(plot.lines[0].name == "train");
  CHECK(plot.lines[0].places[1].x == 20);
  CHECK(plot.lines[0].places[1].y == 3.5);
  CHECK(plot.lines[1].name == "eval");
  CHECK(plot.lines[1].places[0].y == 4);
}
TEST_CASE("a report has a line of speeds, of the points at which it was measured") {
  Report report;
  report.train = {{10, 4.5}, {20, 3.5}};
  CHECK(speed_plot(report).lines.empty());
  report.train[1].tokens_per_second = 100;
  const Plot plot = speed_plot(report);
  REQUIRE(plot.lines.size() == 1);
  REQUIRE(plot.lines[0].places.size() == 1);
  CHECK(plot.lines[0].places[0].x == 20);
  CHECK(plot.lines[0].places[0].y == 100);
}
TEST_CASE("gaps are told with where they begin") {
  Report report;
  report.train = {{10, 4}, {20, not_a_number}, {30, 3}, {1040, infinity}};
  report.eval = {{10, 4}};
  CHECK(gaps_of(loss_plot(report)) == strings{"Loss: train is not finite at 2 of 4 points, first at step 20"});
  CHECK(last_finite(loss_plot(report).lines[0])->x == 30);
  CHECK(last_finite(Line{"", {{1, not_a_number}}}) == nullptr);
}

TEST_CASE("labels that collide move apart, and stay above the bottom") {
  std::vector<double> places{10, 50};
  spread(places, 20, 100);
  CHECK(places == std::vector<double>{10, 50});
  places = {50, 40};
  spread(places, 20, 100);
  CHECK(places == std::vector<double>{55, 35});
  places = {95, 99};
  spread(places, 20, 100);
  CHECK(places == std::vector<double>{80, 100});
}

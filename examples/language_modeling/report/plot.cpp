// SPDX-License-Identifier: BSL-1.0
#include "plot.hpp"
#include "numbers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

constexpr double largest = std::numeric_limits<double>::max();
constexpr double slack = 1e-9; // how far, in steps, rounding may put the end of an axis from its tick

// step 1, 2 or 5 times a power of ten, not below `least`
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (double factor : {1., 2., 5.})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

void add_losses(Plot& plot, const char* name, const std::vector<Point>& points) {
  if (points.empty()) return;
  Line& line = plot.lines.emplace_back(Line{name, {}});
  for (const Point& p : points) line.places.push_back({static_cast<double>(p.step), p.loss});
}

} // namespace

Plot loss_plot(const Report& r) {
  Plot plot{"Loss", "step", "nats per token", 3, false, {}};
  add_losses(plot, "train", r.train);
  add_losses(plot, "eval", r.eval);
  return plot;
}

Plot speed_plot(const Report& r) {
  Plot plot{"Speed", "step", "tokens per second", 0, true, {}};
  Line line{"train", {}};
  for (const Point& p : r.train)
    if (p.tokens_per_second > 0) line.places.push_back({static_cast<double>(p.step), p.tokens_per_second});
  if (!line.places.empty()) plot.lines.push_back(line);
  return plot;
}

double Axis::first() const { return std::ceil(low / step - slack); }
double Axis::last() const { return std::floor(high / step + slack); }
void Axis::set_ticks() {
  ticks.clear();
  for (double i = first(); i <= last(); ++i) ticks.push_back(i * step);
}
double Axis::part(double value) const { return (value / 2 - low / 2) / (high / 2 - low / 2); } // halves: no overflow

std::string Axis::label(double tick) const {
  return number_text(tick, step < 1 ? std::min(15, static_cast<int>(std::ceil(-std::log10(step) - 1e-9))) : 0);
}

Axis axis_of(double low, double high, int most_ticks, double finest) {
  const double size = std::max({std::abs(low), std::abs(high), 1e-12});
  // closer numbers would share their digits
  if (high / 2 - low / 2 < 1e-9 * size) {
    low = std::max(low - 0.05 * size, -largest);
    high = std::min(high + 0.05 * size, largest);
  }
  high = std::max(high, low + finest);
  Axis axis{low, high, round_step(std::max(high / most_ticks - low / most_ticks, finest)), {}};
  while (axis.last() - axis.first() + 1 > most_ticks) axis.step = round_step(1.5 * axis.step);
  axis.set_ticks();
  return axis;
}

Axes axes_of(const Plot& plot, int most_x, int most_y) {
  double right = 1, low = largest, high = -largest;
  for (const Line& line : plot.lines)
    for (const Place& p : line.places) {
      right = std::max(right, p.x);
      if (!std::isfinite(p.y)) continue;
      low = std::min(low, p.y);
      high = std::max(high, p.y);
    }
  if (low > high) low = 0, high = 1;
  if (plot.from_zero) low = std::min(low, 0.);
  Axis y = axis_of(low, high, most_y - 2);
  y.low = std::max(std::floor(y.low / y.step + slack) * y.step, -largest);
  y.high = std::min(std::ceil(y.high / y.step - slack) * y.step, largest);
  y.set_ticks();
  return {axis_of(0, right, most_x, 1), y};
}

const Place* last_finite(const Line& line) {
  const auto found =
      std::find_if(line.places.rbegin(), line.places.rend(), [](const Place& p) { return std::isfinite(p.y); });
  return found == line.places.rend() ? nullptr : &*found;
}

std::vector<std::string> gaps_of(const Plot& plot) {
  std::vector<std::string> sentences;
  for (const Line& line : plot.lines) {
    const auto gap = [](const Place& p) { return !std::isfinite(p.y); };
    const auto first = std::find_if(line.places.begin(), line.places.end(), gap);
    if (first == line.places.end()) continue;
    const auto count = static_cast<double>(std::count_if(first, line.places.end(), gap));
    sentences.push_back(plot.title + ": " + line.name + " is not finite at " + number_text(count, 0) + " of " +
                        number_text(static_cast<double>(line.places.size()), 0) + " points, first at step " +
                        number_text(first->x, 0));
  }
  return sentences;
}

void spread(std::vector<double>& places, double distance, double bottom) {
  std::vector<std::size_t> order(places.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return places[a] != places[b] ? places[a] < places[b] : a < b; });
  // two that collide share the move
  for (std::size_t i = 1; i < order.size(); ++i) {
    double &above = places[order[i - 1]], &below = places[order[i]];
    const double missing = distance - (below - above);
    if (missing <= 0) continue;
    above -= missing / 2;
    below += missing / 2;
  }
  for (std::size_t i = order.size(); i-- > 0;) {
    places[order[i]] = std::min(places[order[i]], bottom);
    bottom = places[order[i]] - distance;
  }
}

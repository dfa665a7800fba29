// SPDX-License-Identifier: BSL-1.0
#include "drawings.hpp"
#include "markup.hpp"
#include "numbers.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

// Blue and vermilion (in the dark, sky blue and orange) differ for every kind of colour vision.
const std::string_view plot_style = R"(
.plot { --ink: #222; --faint: #767676; --rule: #e4e4e4; --line0: #0072b2; --line1: #c04a00; display: block;
  font: 12px system-ui, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) {
  .plot { --ink: #e4e4e4; --faint: #9a9a9a; --rule: #333; --line0: #56b4e9; --line1: #f0a050; }
}
.plot text { fill: var(--faint); }
.plot .name { font-weight: 600; }
.plot .rule { stroke: var(--rule); }
.plot .base { stroke: var(--faint); }
.plot .curve { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.plot .line0 .curve { stroke: var(--line0); stroke-width: 1.5; }
.plot .line1 .curve { stroke: var(--line1); stroke-width: 2; }
.plot .line0 circle, .plot .line0 text { fill: var(--line0); }
.plot .line1 circle, .plot .line1 text { fill: var(--line1); }
.plot .gap { stroke-width: 1.5; }
.plot .line0 .gap { stroke: var(--line0); }
.plot .line1 .gap { stroke: var(--line1); }
)";

namespace {

constexpr double above = 34, below = 34, beside = 62; // for the name of y, ticks of x, and names of lines
constexpr std::size_t few = 40;                       // places of a line that are marked one by one

// the part of a figure that holds the lines
struct Frame {
  Axes axes;
  double left, right, top, bottom;

  double x(double step) const { return left + axes.x.part(step) * (right - left); }
  double y(double value) const { return bottom - axes.y.part(value) * (bottom - top); }
};

std::string words(double x, double y, const char* anchor, const std::string& s, const char* kind = "") {
  return element("text", {{"x", coordinate(x)}, {"y", coordinate(y)}, {"text-anchor", anchor}, {"class", kind}},
                 escaped(s));
}
std::string straight(const char* kind, double x1, double y1, double x2, double y2) {
  return element("line", {{"class", kind},
                          {"x1", coordinate(x1)},
                          {"y1", coordinate(y1)},
                          {"x2", coordinate(x2)},
                          {"y2", coordinate(y2)}});
}

// Of the places that share a pixel's width only the first, the lowest, the highest and the last show.
std::vector<Place> thinned(const std::vector<Place>& run) {
  std::vector<Place> kept;
  for (std::size_t begin = 0, end = 0; begin < run.size(); begin = end) {
    while (end < run.size() && std::floor(run[end].x) == std::floor(run[begin].x)) ++end;
    const auto first = run.begin() + static_cast<std::ptrdiff_t>(begin),
               last = run.begin() + static_cast<std::ptrdiff_t>(end);
    const auto [low, high] = std::minmax_element(first, last, [](Place a, Place b) { return a.y < b.y; });
    for (auto p = first; p != last; ++p)
      if (p == first || p == low || p == high || p + 1 == last) kept.push_back(*p);
  }
  return kept;
}

// A line, broken where it is not finite; there a cross stands at the top.
std::string curve(const Line& line, const Frame& frame) {
  std::string path, marks, gaps;
  std::vector<Place> run;
  const auto end_run = [&] {
    const auto kept = thinned(run);
    for (std::size_t i = 0; i < kept.size(); ++i)
      path += (i == 0 ? "M" : "L") + coordinate(kept[i].x) + " " + coordinate(kept[i].y);
    if (run.size() == 1 || line.places.size() <= few)
      for (const Place& p : kept)
        marks += element("circle", {{"cx", coordinate(p.x)}, {"cy", coordinate(p.y)}, {"r", "2.5"}});
    run.clear();
  };
  std::optional<double> crossed; // the last cross: others as near would only blacken it
  for (const Place& p : line.places) {
    const double x = frame.x(p.x);
    if (std::isfinite(p.y)) {
      run.push_back({x, frame.y(p.y)});
      continue;
    }
    end_run();
    if (crossed && x < *crossed + 6) continue;
    const bool near_right = x > frame.right - 60;
    if (!crossed) gaps += words(near_right ? x - 7 : x + 7, frame.top - 4, near_right ? "end" : "start", "not finite");
    crossed = x;
    gaps += straight("gap", x - 3, frame.top - 3, x + 3, frame.top + 3) +
            straight("gap", x - 3, frame.top + 3, x + 3, frame.top - 3);
  }
  end_run();
  return (path.empty() ? "" : element("path", {{"class", "curve"}, {"d", path}})) + marks + gaps;
}

std::string grid(const Plot& plot, const Frame& frame) {
  std::string s;
  for (double tick : frame.axes.y.ticks) {
    const double y = frame.y(tick);
    s +=
        straight("rule", frame.left, y, frame.right, y) + words(frame.left - 8, y + 4, "end", frame.axes.y.label(tick));
  }
  s += straight("base", frame.left, frame.bottom, frame.right, frame.bottom);
  for (double tick : frame.axes.x.ticks) {
    const double x = frame.x(tick);
    s += straight("base", x, frame.bottom, x, frame.bottom + 4) +
         words(x, frame.bottom + 18, "middle", frame.axes.x.label(tick));
  }
  return s + words(0, 14, "start", plot.y) + words(frame.right + beside, frame.bottom + 18, "end", plot.x);
}

// names and last values, beside the ends of the lines
std::vector<std::string> names(const Plot& plot, const Frame& frame) {
  std::vector<double> places;
  for (const Line& line : plot.lines) {
    const Place* last = last_finite(line);
    places.push_back(last ? frame.y(last->y) : frame.top);
  }
  spread(places, 32, frame.bottom - 16);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Place* last = last_finite(plot.lines[i]);
    texts.push_back(
        words(frame.right + 10, places[i], "start", plot.lines[i].name, "name") +
        words(frame.right + 10, places[i] + 14, "start", last ? number_text(last->y, plot.decimals) : "not finite"));
  }
  return texts;
}

std::string svg(const Plot& plot, int width, int height, std::string_view style) {
  const Axes axes = axes_of(plot, std::max(2, width / 90), std::max(4, height / 40));
  std::size_t digits = 0;
  for (double tick : axes.y.ticks) digits = std::max(digits, axes.y.label(tick).size());
  const Frame frame{axes, 12 + 7.0 * static_cast<double>(digits), width - beside, above, height - below};
  std::string inner = element("title", {}, escaped(plot.title + ": " + plot.y + " by " + plot.x));
  if (!style.empty()) inner += element("style", {}, style);
  inner += grid(plot, frame);
  if (plot.lines.empty()) inner += words((frame.left + frame.right) / 2, height / 2, "middle", "nothing was measured");
  const auto labels = names(plot, frame);
  for (std::size_t i = 0; i < plot.lines.size(); ++i)
    inner += element("g", {{"class", "line" + std::to_string(i)}}, curve(plot.lines[i], frame) + labels[i]);
  const std::string w = std::to_string(width), h = std::to_string(height);
  return element("svg",
                 {{"xmlns", "http://www.w3.org/2000/svg"},
                  {"class", "plot"},
                  {"role", "img"},
                  {"width", w},
                  {"height", h},
                  {"viewBox", "0 0 " + w + " " + h}},
                 inner);
}

} // namespace

std::string plot_svg(const Plot& plot, int width, int height) { return svg(plot, width, height, {}); }

std::string loss_curve_svg(const Report& report) { return svg(loss_plot(report), 760, 380, plot_style) + "\n"; }

// SPDX-License-Identifier: BSL-1.0
// Convergence as a picture: a panel for each problem, in it a line for each method, the best value so far against the
// evaluations of the function, on a logarithmic scale.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iomanip>
#include <string>
#include <vector>

namespace bench {

struct curve {
  std::string method;
  std::vector<double> values; // of the function, evaluation by evaluation
};
struct panel {
  std::string problem;
  std::vector<curve> curves;
};

class chart {
  static constexpr int columns = 2, width = 430, height = 250, left = 56, right = 14, top = 34, bottom = 40,
                       legend = 34;
  static constexpr const char* colours[] = {"#c0504d", "#4f81bd", "#6a9a2d", "#8064a2", "#f79646", "#7f7f7f"};
  static constexpr double floor = 1e-12; // where the scale begins

  std::ofstream out_;

  // of a panel: how its numbers become places
  struct scale {
    double x0, y0, evaluations, highest;
    double x(double n) const { return x0 + (width - left - right) * n / evaluations; }
    double y(double v) const {
      const double part = std::log10(std::max(v, floor) / floor) / std::log10(highest / floor);
      return y0 + (height - top - bottom) * (1 - part);
    }
  };
  void text(double x, double y, const std::string& what, const char* anchor) {
    out_ << "<text x=\"" << x << "\" y=\"" << y << "\" text-anchor=\"" << anchor << "\">" << what << "</text>\n";
  }
  void line(double x1, double y1, double x2, double y2, const char* colour, int thickness = 1) {
    out_ << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2 << "\" stroke=\"" << colour
         << "\" stroke-width=\"" << thickness << "\"/>\n";
  }

  void draw(const panel& p, double x0, double y0) {
    // most methods are done long before the slowest
    std::vector<std::size_t> lengths;
    double highest = 1, lowest = HUGE_VAL;
    for (const curve& c : p.curves) {
      lengths.push_back(c.values.size());
      highest = std::max(highest, c.values.front());
      lowest = std::min(lowest, *std::min_element(c.values.begin(), c.values.end()));
    }
    std::sort(lengths.begin(), lengths.end());
    const auto most = static_cast<double>(std::min(lengths.back(), 3 * lengths[lengths.size() / 2]));
    const double unit = 4 * std::pow(10, std::floor(std::log10(std::max(most, 16.0) / 16)));
    const double evaluations = std::ceil(most / unit) * unit; // four ticks at whole numbers
    const scale s{x0 + left, y0 + top, evaluations, std::pow(10, std::ceil(std::log10(highest)))};

    text(x0 + left, y0 + top - 10, p.problem, "start");
    for (double v = floor; v <= s.highest * 1.01; v *= 1e3) {
      line(s.x(0), s.y(v), s.x(evaluations), s.y(v), "#e4e4e4");
      text(s.x(0) - 6, s.y(v) + 4, "1e" + std::to_string(std::lround(std::log10(v))), "end");
    }
    for (int i = 0; i <= 4; ++i)
      text(s.x(evaluations * i / 4), s.y(floor) + 16, std::to_string(std::lround(evaluations * i / 4)), "middle");
    text(s.x(evaluations / 2), s.y(floor) + 31, "evaluations of f", "middle");
    for (std::size_t k = 0; k < p.curves.size(); ++k) {
      double best = HUGE_VAL;
      out_ << "<polyline fill=\"none\" stroke=\"" << colours[k % std::size(colours)]
           << "\" stroke-width=\"1.5\" points=\"";
      const auto& values = p.curves[k].values;
      for (std::size_t i = 0; i < values.size() && static_cast<double>(i) <= evaluations; ++i) {
        best = std::min(best, values[i]);
        out_ << s.x(static_cast<double>(i)) << ',' << s.y(best - std::min(lowest, 0.0)) << ' ';
      }
      out_ << "\"/>\n";
    }
  }

public:
  chart(const std::string& path, const std::vector<panel>& panels) : out_(path) {
    const auto rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
    out_ << std::fixed << std::setprecision(1);
    out_ << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << columns * width << "\" height=\""
         << legend + rows * height << "\" font-family=\"sans-serif\" font-size=\"11\">\n"
         << "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    for (std::size_t k = 0; k < panels.front().curves.size(); ++k) {
      const double x = left + static_cast<double>(k) * (columns * width - left) / 6.0;
      line(x, 18, x + 20, 18, colours[k % std::size(colours)], 3);
      text(x + 26, 22, panels.front().curves[k].method, "start");
    }
    for (std::size_t i = 0; i < panels.size(); ++i)
      draw(panels[i], static_cast<double>(static_cast<int>(i) % columns * width),
           static_cast<double>(legend + static_cast<int>(i) / columns * height));
    out_ << "</svg>\n";
    out_.flush();
  }
  bool written() const { return out_.good(); }
};

} // namespace bench

// SPDX-License-Identifier: BSL-1.0
#include "attention_figures.hpp"
#include "markup.hpp"
#include "numbers.hpp"

#include <tenon/text/utf8.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

const std::string_view attention_style = R"(
.attention { --ink: #222; --faint: #666; --cell: #0072b2; --none: #f4f4f4; --fault: #c04a00; display: block;
  font: 10px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) {
  .attention { --ink: #e4e4e4; --faint: #a0a0a0; --cell: #6cc4ff; --none: #1f1f1f; --fault: #f0a050; }
}
.attention text { fill: var(--faint); }
.attention .none { fill: var(--none); }
.attention .cells { fill: var(--cell); shape-rendering: crispEdges; }
.attention .faults { fill: var(--fault); shape-rendering: crispEdges; }
.attention .row { fill: transparent; }
.attention .row:hover { stroke: var(--ink); }
)";

namespace {

constexpr int levels = 20;
constexpr int half_page = 342;
constexpr std::size_t longest = 10; // characters of a token's label

// A token as a label: white space that can be seen, and no more characters than there is room for.
std::string label_of(const std::string& token) {
  std::string s;
  std::size_t length = 0;
  for (std::size_t at = 0; at < token.size(); ++length) {
    const auto [code, bytes] = tenon::character_at(token, at);
    if (length == longest) return s + "…";
    if (code == ' ') s += "␣";
    else if (code == '\n') s += "↵";
    else if (code == '\t') s += "⇥";
    else s += token.substr(at, static_cast<std::size_t>(bytes));
    at += static_cast<std::size_t>(bytes);
  }
  return s;
}
std::size_t length_of(const std::string& token) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < token.size(); ++length)
    at += static_cast<std::size_t>(tenon::character_at(token, at).bytes);
  return std::min(length, longest + 1);
}

std::string square(std::size_t column, std::size_t row) {
  return "M" + std::to_string(column) + " " + std::to_string(row) + "h1v1h-1z";
}

// All cells of one shade are one path: a map of 64 x 64 takes kilobytes instead of hundreds.
std::string cells_of(const std::vector<float>& map, std::size_t n) {
  std::array<std::string, levels + 1> shades;
  std::string faults;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (!std::isfinite(map[i])) faults += square(i % n, i / n);
    else shades[static_cast<std::size_t>(std::lround(std::clamp(map[i], 0.f, 1.f) * levels))] += square(i % n, i / n);
  }
  std::string s = element("rect", {{"class", "none"}, {"width", std::to_string(n)}, {"height", std::to_string(n)}});
  for (std::size_t level = 1; level < shades.size(); ++level)
    if (!shades[level].empty())
      s += element("path", {{"class", "cells"},
                            {"fill-opacity", number_text(static_cast<double>(level) / levels, 2)},
                            {"d", shades[level]}});
  if (!faults.empty()) s += element("path", {{"class", "faults"}, {"d", faults}});
  return s;
}

// A row that says, under a pointer, what its token reads most.
std::string row_of(const std::vector<float>& map, const std::vector<std::string>& labels, std::size_t row) {
  const auto begin = map.begin() + static_cast<std::ptrdiff_t>(row * labels.size());
  const auto most = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(labels.size()));
  const std::string title =
      labels[row] + " reads " + labels[static_cast<std::size_t>(most - begin)] + " most: " + number_text(*most, 2);
  return element("rect",
                 {{"class", "row"},
                  {"y", std::to_string(row)},
                  {"width", std::to_string(labels.size())},
                  {"height", "1"},
                  {"vector-effect", "non-scaling-stroke"}},
                 element("title", {}, escaped(title)));
}

// The labels of rows and of columns; those of one character each stand upright.
std::string words(const std::vector<std::string>& labels, int room, int side, bool upright) {
  std::string s;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double middle = room + (static_cast<double>(i) + 0.5) * side;
    const std::string text = escaped(labels[i]), edge = coordinate(room - 5), baseline = coordinate(middle + 3.5);
    s += element("text", {{"text-anchor", "end"}, {"x", edge}, {"y", baseline}}, text);
    if (upright) s += element("text", {{"text-anchor", "middle"}, {"x", coordinate(middle)}, {"y", edge}}, text);
    else s += element("text", {{"transform", "translate(" + baseline + " " + edge + ") rotate(-90)"}}, text);
  }
  return s;
}

std::string figure(const std::vector<float>& map, const std::vector<std::string>& tokens, const std::string& caption) {
  const std::size_t n = tokens.size();
  std::size_t widest = 0;
  std::vector<std::string> labels;
  for (const std::string& token : tokens) {
    labels.push_back(label_of(token));
    widest = std::max(widest, length_of(token));
  }
  const int count = static_cast<int>(n), room = 10 + 6 * static_cast<int>(widest);
  const int side = std::clamp((half_page - room) / std::max(count, 1), 10, 16); // of a cell: two maps side by side
  std::string rows;
  for (std::size_t i = 0; i < n; ++i) rows += row_of(map, labels, i);
  const std::string place =
      "translate(" + std::to_string(room) + " " + std::to_string(room) + ") scale(" + std::to_string(side) + ")";
  const std::string size = std::to_string(room + count * side + 1);
  const std::string drawing =
      element("svg",
              {{"xmlns", "http://www.w3.org/2000/svg"},
               {"class", "attention"},
               {"role", "img"},
               {"width", size},
               {"height", size},
               {"viewBox", "0 0 " + size + " " + size}},
              element("title", {}, escaped("attention, " + caption)) + words(labels, room, side, widest <= 1) +
                  element("g", {{"transform", place}}, cells_of(map, n) + rows));
  return element("figure", {},
                 element("figcaption", {}, escaped(caption)) + element("div", {{"class", "scroll"}}, drawing));
}

} // namespace

std::string attention_figures(const AttentionMaps& maps) {
  const std::size_t cells = maps.tokens.size() * maps.tokens.size();
  std::string s;
  for (std::size_t layer = 0; layer < maps.weights.size(); ++layer)
    for (std::size_t head = 0; head < maps.weights[layer].size(); ++head) {
      const auto& map = maps.weights[layer][head];
      const std::string name = "layer " + std::to_string(layer + 1) + ", head " + std::to_string(head + 1);
      if (map.size() != cells)
        throw std::invalid_argument("report: the attention of " + name + " has " + std::to_string(map.size()) +
                                    " weights; " + std::to_string(maps.tokens.size()) + " tokens need " +
                                    std::to_string(cells));
      s += figure(map, maps.tokens, name) + "\n";
    }
  return element("div", {{"class", "maps"}}, "\n" + s) + "\n";
}

std::string attention_scale() {
  std::vector<float> shades;
  for (int level = 0; level <= levels; level += 2) shades.push_back(static_cast<float>(level) / levels);
  const std::size_t n = shades.size();
  return element("svg",
                 {{"xmlns", "http://www.w3.org/2000/svg"},
                  {"class", "attention"},
                  {"role", "img"},
                  {"width", std::to_string(12 * n)},
                  {"height", "12"},
                  {"viewBox", "0 0 " + std::to_string(n) + " 1"}},
                 element("title", {}, "colours of weights from 0 to 1") + cells_of(shades, n));
}

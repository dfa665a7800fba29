// SPDX-License-Identifier: BSL-1.0
#include "drawings.hpp"
#include "numbers.hpp"

#include <tenon/text/utf8.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace {

constexpr int rows = 12;

// Characters, each of them dots: 2 x 4 where they are braille, one in ASCII.
class Canvas {
  int columns_, wide_, high_;
  bool unicode_;
  std::vector<std::int32_t> cells_; // U+2800 and its dots, or any other character

  std::int32_t& cell(int column, int row) { return cells_[static_cast<std::size_t>(row * columns_ + column)]; }

public:
  Canvas(int columns, bool unicode)
      : columns_(columns), wide_(unicode ? 2 * columns : columns), high_(unicode ? 4 * rows : rows), unicode_(unicode),
        cells_(static_cast<std::size_t>(columns * rows), ' ') {}

  int x(double part) const { return static_cast<int>(std::lround(part * (wide_ - 1))); }
  int y(double part) const { return static_cast<int>(std::lround((1 - part) * (high_ - 1))); }
  int row(double part) const { return y(part) * rows / high_; }

  void dot(int x, int y) {
    // the numbers of the dots of a braille character, of which the lowest two came last
    constexpr std::int32_t bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    std::int32_t& c = unicode_ ? cell(x / 2, y / 4) : cell(x, y);
    if (!unicode_) c = '.';
    else if (c == ' ') c = 0x2800 | bits[y % 4][x % 2];
    else c |= bits[y % 4][x % 2];
  }
  void stroke(int x1, int y1, int x2, int y2) {
    const int steps = std::max({std::abs(x2 - x1), std::abs(y2 - y1), 1});
    for (int i = 0; i <= steps; ++i)
      dot(x1 + static_cast<int>(std::lround(double(x2 - x1) * i / steps)),
          y1 + static_cast<int>(std::lround(double(y2 - y1) * i / steps)));
  }
  void mark(int x, int y) { (unicode_ ? cell(x / 2, y / 4) : cell(x, y)) = unicode_ ? 0x25CF : 'o'; }
  std::string text(int row) {
    std::string s;
    for (int c = 0; c < columns_; ++c) tenon::append_utf8(s, cell(c, row));
    return s;
  }
};

} // namespace

namespace {

// how many characters a text has
std::size_t length(const std::string& s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// what stands beside the ends of the lines, a string a row
std::vector<std::string> labels(const Plot& plot, const Axes& axes, const Canvas& canvas, bool unicode) {
  std::vector<double> places;
  for (const Line& line : plot.lines) {
    const Place* last = last_finite(line);
    places.push_back(last ? canvas.row(axes.y.part(last->y)) : 0);
  }
  spread(places, 1, rows - 1);
  std::vector<std::string> beside(rows);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Place* last = last_finite(plot.lines[i]);
    const char* sign = i == 0 ? "  " : unicode ? "● " : "o ";
    // rounding may put two that were a row apart on one row
    auto row = static_cast<std::size_t>(std::clamp(std::lround(places[i]), 0L, long{rows - 1}));
    while (!beside[row].empty()) row = row + 1 < beside.size() ? row + 1 : 0;
    beside[row] = sign + plot.lines[i].name + " " + (last ? number_text(last->y, plot.decimals) : "not finite");
  }
  return beside;
}

void draw(const Line& line, bool marked, const Axes& axes, Canvas& canvas) {
  const Place* before = nullptr;
  for (const Place& p : line.places) {
    const bool finite = std::isfinite(p.y);
    const auto x = [&](const Place& q) { return canvas.x(axes.x.part(q.x)); };
    const auto y = [&](const Place& q) { return canvas.y(axes.y.part(q.y)); };
    if (finite && marked) canvas.mark(x(p), y(p));
    else if (finite) canvas.stroke(x(before ? *before : p), y(before ? *before : p), x(p), y(p));
    before = finite ? &p : nullptr;
  }
}

// the numbers under an axis of so many columns, the centre of each under its tick; those that find no room are left out
std::string numbers_below(const Axis& axis, const Canvas& canvas, int left, int columns, int dots) {
  std::string s;
  for (double tick : axis.ticks) {
    const std::string label = axis.label(tick);
    const auto size = static_cast<int>(label.size());
    const int begin = std::min(left + canvas.x(axis.part(tick)) / dots - size / 2, left + columns - size);
    const int used = static_cast<int>(s.size());
    if (begin < used + (used > 0 ? 1 : 0)) continue;
    s.append(static_cast<std::size_t>(begin - used), ' ') += label;
  }
  return s;
}

} // namespace

std::string plot_text(const Plot& plot, int columns, bool unicode) {
  columns = std::max(columns, 32);
  const Axes axes = axes_of(plot, std::max(2, columns / 12), 6);
  std::size_t left = 0, right = plot.x.size() + 1;
  for (double tick : axes.y.ticks) left = std::max(left, axes.y.label(tick).size());
  // a first canvas would do for rows: they do not depend on the columns
  const auto beside = labels(plot, axes, Canvas(1, unicode), unicode);
  for (const std::string& s : beside) right = std::max(right, length(s));
  const int wide = std::max(8, columns - static_cast<int>(left + right) - 1);
  Canvas canvas(wide, unicode);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) draw(plot.lines[i], i > 0, axes, canvas);

  std::vector<std::string> before(rows, std::string(left, ' ') + (unicode ? "│" : "|"));
  for (double tick : axes.y.ticks) {
    const std::string label = axes.y.label(tick);
    before[static_cast<std::size_t>(canvas.row(axes.y.part(tick)))] =
        std::string(left - label.size(), ' ') + label + (unicode ? "┤" : "+");
  }
  std::string s = std::string(left + 1, ' ') + plot.y + "\n";
  for (std::size_t row = 0; row < rows; ++row) {
    s += before[row] + canvas.text(static_cast<int>(row)) + beside[row];
    s.erase(s.find_last_not_of(' ') + 1);
    s += '\n';
  }
  std::vector<std::string> base(static_cast<std::size_t>(wide), unicode ? "─" : "-");
  const int dots = unicode ? 2 : 1;
  for (double tick : axes.x.ticks)
    base[static_cast<std::size_t>(canvas.x(axes.x.part(tick)) / dots)] = unicode ? "┬" : "+";
  s += std::string(left, ' ') + (unicode ? "└" : "+");
  for (const std::string& piece : base) s += piece;
  s += "\n";
  const std::string below = numbers_below(axes.x, canvas, static_cast<int>(left) + 1, wide, dots);
  s += below + std::string(left + 1 + static_cast<std::size_t>(wide) - below.size() + 1, ' ') + plot.x + "\n";
  for (const std::string& sentence : gaps_of(plot)) s += sentence + "\n";
  return s;
}

Terminal terminal(int file_descriptor) {
  Terminal t{80, false};
  winsize size{};
  if (::ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) t.columns = size.ws_col;
  // of the variables that name a locale the first that is set decides
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (!value || !*value) continue;
    std::string locale(value);
    std::transform(locale.begin(), locale.end(), locale.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    t.unicode = locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    break;
  }
  return t;
}

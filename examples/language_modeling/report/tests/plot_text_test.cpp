// SPDX-License-Identifier: BSL-1.0
#include "drawings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <sstream>

namespace {

std::vector<std::string> rows_of(const std::string& text) {
  std::vector<std::string> rows;
  std::istringstream stream(text);
  for (std::string row; std::getline(stream, row);) rows.push_back(row);
  return rows;
}
long width_of(const std::string& row) {
  return std::count_if(row.begin(), row.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}
Report falling() {
  Report report;
  for (long step = 10; step <= 1000; step += 10) {
    const double loss = 1 + 3 * std::exp(-double(step) / 200);
    report.train.push_back({step, loss, 1000 + double(step % 7), double(step)});
    if (step % 100 == 0) report.eval.push_back({step, loss + 0.1});
  }
  return report;
}

// a variable of the environment, until the end of a test
class Variable {
  const char* name_;
  std::optional<std::string> before_;

public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value, 1);
  }
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
};

} // namespace

TEST_CASE("a picture of a constant and of one evaluation") {
  Report report;
  report.train = {{0, 2}, {20, 2}};
  report.eval = {{10, 2}};
  const auto rows = rows_of(plot_text(loss_plot(report), 44, false));
  const auto line =
      std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.find('.', 5) != row.npos; });
  REQUIRE(line != rows.end());
  // the line is whole, and the evaluation in its middle
  const auto begin = line->find_first_of("|+") + 1, end = line->find("  train 2.000");
  REQUIRE(end != std::string::npos);
  const std::string drawn = line->substr(begin, end - begin);
  CHECK(drawn.find_first_not_of(".o") == std::string::npos);
  CHECK(std::count(drawn.begin(), drawn.end(), 'o') == 1);
  CHECK(std::abs(static_cast<double>(drawn.find('o')) - static_cast<double>(drawn.size() - 1) / 2) <= 0.5);
  CHECK(std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.ends_with("o eval 2.000"); }));
}
TEST_CASE("a line that falls does so from row to row") {
  Report report;
  for (long step = 0; step <= 100; step += 10) report.train.push_back({step, 2 - 0.01 * double(step)});
  std::size_t before = 0;
  for (const std::string& row : rows_of(plot_text(loss_plot(report), 60, false))) {
    const auto axis = row.find_first_of("|+");
    const auto dot = axis == row.npos ? row.npos : row.find('.', axis);
    if (dot == row.npos || row.find("--") != row.npos) continue;
    CHECK(dot > before);
    before = dot;
  }
  CHECK(before > 30); // it reached the other side
}
TEST_CASE("braille and ASCII show the same curve") {
  Report report;
  report.train = {{0, 1}, {100, 3}};
  const std::string text = plot_text(loss_plot(report), 60, true);
  CHECK(text.find("\xE2\xA0") != std::string::npos); // U+2800 and after
  const std::string ascii = plot_text(loss_plot(report), 60, false);
  CHECK(std::all_of(ascii.begin(), ascii.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  CHECK(rows_of(text).size() == rows_of(ascii).size());
}
TEST_CASE("no row is wider than there are columns") {
  const bool unicode = GENERATE(false, true);
  for (int columns = 32; columns <= 200; ++columns)
    for (const Plot& plot : {loss_plot(falling()), speed_plot(falling()), loss_plot({})})
      for (const std::string& row : rows_of(plot_text(plot, columns, unicode))) {
        CAPTURE(columns, row);
        CHECK(width_of(row) <= columns);
      }
  CHECK(plot_text(loss_plot(falling()), 0, unicode) == plot_text(loss_plot(falling()), 32, unicode));
}
TEST_CASE("what is not finite is told below the picture") {
  Report report = falling();
  report.train[5].loss = std::numeric_limits<double>::infinity();
  CHECK(plot_text(loss_plot(report), 80, true)
            .ends_with("Loss: train is not finite at 1 of 100 points, first at step 60\n"));
  for (Point& p : report.train) p.loss = std::numeric_limits<double>::quiet_NaN();
  CHECK(plot_text(loss_plot(report), 80, false).find("train not finite\n") != std::string::npos);
}
TEST_CASE("the first of the variables that name a locale decides what a terminal shows") {
  const Variable language("LANG", "de_DE.UTF-8"), type("LC_CTYPE", ""), all("LC_ALL", "");
  CHECK(terminal(-1).unicode);
  {
    const Variable plain("LC_CTYPE", "C");
    CHECK_FALSE(terminal(-1).unicode);
    const Variable again("LC_ALL", "C.utf8");
    CHECK(terminal(-1).unicode);
  }
  CHECK(terminal(-1).columns == 80);
}

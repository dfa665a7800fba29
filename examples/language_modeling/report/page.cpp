// SPDX-License-Identifier: BSL-1.0
#include "attention_figures.hpp"
#include "drawings.hpp"
#include "markup.hpp"
#include "numbers.hpp"
#include "page_style.hpp"

#include <tenon/io/atomic_file.hpp>

#include <algorithm>
#include <cmath>

namespace {

std::string section(const char* heading, const std::string& inner) {
  return element("section", {}, "\n" + element("h2", {}, escaped(heading)) + "\n" + inner) + "\n";
}
std::string paragraph(const char* kind, const std::string& text) {
  return element("p", {{"class", kind}}, escaped(text)) + "\n";
}
std::string whole(long n) { return number_text(static_cast<double>(n), 0); }

// the point of the lowest loss; the last one where none is finite
const Point& best_of(const std::vector<Point>& points) {
  const Point* best = &points.back();
  for (const Point& p : points)
    if (std::isfinite(p.loss) && !(p.loss >= best->loss)) best = &p;
  return *best;
}

long last_step(const Report& r) {
  return std::max(r.train.empty() ? 0 : r.train.back().step, r.eval.empty() ? 0 : r.eval.back().step);
}
double last_second(const Report& r) {
  return std::max(r.train.empty() ? 0 : r.train.back().seconds, r.eval.empty() ? 0 : r.eval.back().seconds);
}
// middle one of the speeds that were measured; 0: none was
double usual_speed(const std::vector<Point>& points) {
  std::vector<double> speeds;
  for (const Point& p : points)
    if (p.tokens_per_second > 0) speeds.push_back(p.tokens_per_second);
  if (speeds.empty()) return 0;
  const auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2);
  std::nth_element(speeds.begin(), middle, speeds.end());
  return *middle;
}

// the numbers that matter most
std::string key_figures(const Report& r) {
  std::string s;
  const auto add = [&](const std::string& name, const std::string& value) {
    s += element("div", {}, element("dt", {}, escaped(name)) + element("dd", {}, escaped(value))) + "\n";
  };
  if (!std::isnan(r.perplexity)) add("perplexity", perplexity_text(r.perplexity));
  if (!r.eval.empty()) {
    add("eval loss", number_text(r.eval.back().loss, 3));
    const Point& best = best_of(r.eval);
    if (&best != &r.eval.back()) add("lowest eval loss, step " + whole(best.step), number_text(best.loss, 3));
  }
  if (!r.train.empty()) add("train loss", number_text(r.train.back().loss, 3));
  if (last_step(r) > 0) add("steps", whole(last_step(r)));
  if (last_second(r) > 0) add("time", duration_text(last_second(r)));
  if (const double speed = usual_speed(r.train); speed > 0) add("tokens/s", number_text(speed, 0));
  return s.empty() ? "" : element("dl", {{"class", "figures"}}, "\n" + s) + "\n";
}

// in two sizes, of which the style shows one: text in a figure that shrinks could not be read
std::string figure(const Plot& plot, int height) {
  return element("figure", {},
                 element("div", {{"class", "wide"}}, plot_svg(plot, 720, height)) +
                     element("div", {{"class", "narrow"}}, plot_svg(plot, 320, height * 4 / 5))) +
         "\n";
}

std::string faults(const Plot& plot) {
  std::string s;
  for (const std::string& sentence : gaps_of(plot)) s += paragraph("fault", sentence + ".");
  return s;
}

std::string evaluations(const std::vector<Point>& points) {
  if (points.empty()) return {};
  const auto row = [](const char* cell, const std::string& step, const std::string& loss,
                      const std::string& perplexity) {
    return element("tr", {}, element(cell, {}, step) + element(cell, {}, loss) + element(cell, {}, perplexity)) + "\n";
  };
  std::string rows = row("th", "step", "eval loss", "perplexity");
  for (const Point& p : points)
    rows += row("td", whole(p.step), number_text(p.loss, 3), perplexity_text(std::exp(p.loss)));
  return element("details", {},
                 element("summary", {}, "Every evaluation") + "\n" +
                     element("table", {{"class", "numbers"}}, "\n" + rows)) +
         "\n";
}

std::string facts(const std::vector<Fact>& list) {
  std::string rows;
  for (const Fact& f : list)
    rows +=
        element("tr", {}, element("th", {{"scope", "row"}}, escaped(f.name)) + element("td", {}, escaped(f.value))) +
        "\n";
  return element("table", {{"class", "facts"}}, "\n" + rows) + "\n";
}

std::string attention(const AttentionMaps& maps) {
  return paragraph("lede",
                   "Each row is a token that reads, each column a token that is read; the stronger the colour of "
                   "a cell, the more. The weights of a row sum to 1.") +
         element("div", {{"class", "scale"}}, "0 " + attention_scale() + " 1") + "\n" + attention_figures(maps);
}

} // namespace

std::string report_page(const Report& r) {
  const Plot loss = loss_plot(r), speed = speed_plot(r);
  std::string body = element("h1", {}, escaped(r.title)) + "\n" + key_figures(r);
  body += section("Loss", faults(loss) + figure(loss, 360) + evaluations(r.eval));
  if (!r.prompt.empty() || !r.sample.empty())
    body += section("What it writes",
                    // HTML drops a line break that is first in a <pre>
                    element("pre", {}, "\n" + element("b", {}, escaped(r.prompt)) + escaped(r.sample)) + "\n");
  if (!r.attention.weights.empty()) body += section("What it reads", attention(r.attention));
  if (!speed.lines.empty()) body += section("Speed", figure(speed, 200));
  if (!r.arguments.empty()) body += section("Arguments", facts(r.arguments));
  if (!r.machine.empty()) body += section("Machine", facts(r.machine));
  const std::string style = std::string(page_style) + std::string(plot_style) + std::string(attention_style);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n" +
         element("title", {}, escaped(r.title)) + "\n" + element("style", {}, style) + "\n</head>\n" +
         element("body", {}, "\n" + body) + "\n</html>\n";
}

void write_report(const Report& r, const std::string& path) {
  const std::string page = report_page(r);
  tenon::AtomicFile file(path);
  file.write(page.data(), page.size());
  file.commit();
}

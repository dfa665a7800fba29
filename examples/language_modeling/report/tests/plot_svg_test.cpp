// SPDX-License-Identifier: BSL-1.0
#include "check.hpp"
#include "drawings.hpp"

#include <cmath>
#include <limits>

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::string places_of(const Report& report) {
  std::ostringstream s;
  s.precision(17);
  for (const Point& p : report.train) s << "0 " << p.step << ' ' << p.loss << '\n';
  for (const Point& p : report.eval) s << "1 " << p.step << ' ' << p.loss << '\n';
  return s.str();
}
bool passes(const Report& report) {
  const tenon::test::TemporaryDirectory directory;
  tenon::test::write_file(directory / "curve.svg", loss_curve_svg(report));
  tenon::test::write_file(directory / "points.txt", places_of(report));
  return accepted("curve", directory / "curve.svg", directory / "points.txt");
}

Report falling() {
  Report report;
  for (long step = 10; step <= 1000; step += 10) {
    const double loss = 1 + 3 * std::exp(-double(step) / 200);
    report.train.push_back({step, loss});
    if (step % 100 == 0) report.eval.push_back({step, loss + 0.1});
  }
  return report;
}

} // namespace

TEST_CASE("a curve passes the losses, by the labels of its axes") { CHECK(passes(falling())); }
TEST_CASE("curves of nothing, of one point and of a constant are drawn") {
  Report report;
  CHECK(passes(report));
  report.eval = {{0, 5}};
  CHECK(loss_curve_svg(report).find("<circle") != std::string::npos);
  report.train = {{100, 2}, {200, 2}, {300, 2}};
  report.eval.clear();
  CHECK(passes(report));
}
TEST_CASE("a curve has gaps and crosses where a loss is not finite") {
  Report report = falling();
  report.train[3].loss = not_a_number;
  report.train[4].loss = infinity;
  report.train[50].loss = -infinity;
  CHECK(passes(report));
  report.train.back().loss = report.train.front().loss = not_a_number; // and at its ends
  CHECK(passes(report));
  for (Point& p : report.train) p.loss = not_a_number;
  CHECK(passes(report));
  report.eval.clear();
  CHECK(passes(report));
}
TEST_CASE("curves are drawn whatever the sizes of losses") {
  for (double scale : {1e-300, 1e-9, 1e9, 1e300}) {
    CAPTURE(scale);
    Report report = falling();
    for (Point& p : report.train) p.loss *= scale;
    for (Point& p : report.eval) p.loss *= scale;
    CHECK(loss_curve_svg(report).find("nan") == std::string::npos);
    if (scale == 1e-9 || scale == 1e9) CHECK(passes(report)); // check.py reads no exponents
  }
}
TEST_CASE("of many points those are drawn that show") {
  Report report;
  for (long step = 1; step <= 100000; ++step) {
    const double noise = std::remainder(double(step) * 0.6180339887498949, 1);
    report.train.push_back({step, 2 + noise});
  }
  report.train[54321].loss = 9;
  CHECK(passes(report));
  CHECK(loss_curve_svg(report).size() < 100000);
}
TEST_CASE("check.py sees a curve that is not that of its points") {
  const tenon::test::TemporaryDirectory directory;
  Report report = falling();
  tenon::test::write_file(directory / "curve.svg", loss_curve_svg(report));
  report.train[20].loss += 0.05;
  tenon::test::write_file(directory / "points.txt", places_of(report));
  CHECK_FALSE(accepted("curve", directory / "curve.svg", directory / "points.txt"));
}

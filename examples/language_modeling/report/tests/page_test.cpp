// SPDX-License-Identifier: BSL-1.0
#include "check.hpp"
#include "machine.hpp"

#include <limits>

#include <unistd.h>

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
const std::string awkward = "\n  </pre><script>alert(\"&amp;\")</script> \t 'x' ]]> <!-- \xC3\xA9\n";

Report whole() {
  Report r;
  r.title = "<b>title</b> & \"more\"";
  r.arguments = {{"train_data_file", "a<b>&\"c\".txt"}, {"prompt", awkward}};
  r.machine = machine();
  for (long step = 1; step <= 300; ++step) r.train.push_back({step, 5 - 0.01 * double(step), 20000, double(step) / 4});
  r.eval = {{100, 4.2, 0, 25}, {200, 3.1, 0, 50}, {300, 3.4, 0, 75}};
  r.perplexity = 29.9641;
  r.prompt = awkward;
  r.sample = "and on\n";
  r.attention = {{"<", "&", "\n"}, {{{1, 0, 0, 0.5, 0.5, 0, 0.2f, 0.3f, 0.5f}, std::vector<float>(9, 0.f)}}};
  return r;
}
bool passes(const Report& report) {
  const tenon::test::TemporaryDirectory directory;
  write_report(report, directory / "report.html");
  CHECK(directory.count_files() == 1);
  tenon::test::write_file(directory / "text.txt", report.prompt + report.sample);
  return accepted("page", directory / "report.html", directory / "text.txt");
}
bool contains(const std::string& page, const std::string& part) { return page.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a page is well-formed HTML and XML, needs no other file, and holds the text as it is") {
  CHECK(passes(whole()));
}
TEST_CASE("a page of little is a page") {
  Report report;
  report.sample = "x"; // for check.py, which reads it
  CHECK(passes(report));
  report.train = {{1, 5}};
  CHECK(passes(report));
  report.train.push_back({2, not_a_number});
  report.eval = {{2, not_a_number}};
  CHECK(passes(report));
  for (const char* heading : {"What it reads", "Speed", "Arguments", "Machine"})
    CHECK_FALSE(contains(report_page(report), heading));
}
TEST_CASE("a page gives the numbers that matter") {
  const std::string page = report_page(whole());
  CHECK(contains(page, "<dt>perplexity</dt><dd>29.96</dd>"));
  CHECK(contains(page, "<dt>eval loss</dt><dd>3.400</dd>"));
  CHECK(contains(page, "<dt>lowest eval loss, step 200</dt><dd>3.100</dd>"));
  CHECK(contains(page, "<dt>train loss</dt><dd>2.000</dd>"));
  CHECK(contains(page, "<dt>steps</dt><dd>300</dd>"));
  CHECK(contains(page, "<dt>time</dt><dd>1 min 15 s</dd>"));
  CHECK(contains(page, "<dt>tokens/s</dt><dd>20,000</dd>"));
  CHECK(contains(page, "<td>200</td><td>3.100</td><td>22.20</td>")); // exp(3.1) = 22.1979...
}
TEST_CASE("a page says where losses are not finite") {
  Report report = whole();
  report.train[9].loss = not_a_number;
  CHECK(contains(report_page(report), "Loss: train is not finite at 1 of 300 points, first at step 10."));
  report.eval[0].loss = not_a_number; // the lowest is found nevertheless
  CHECK(contains(report_page(report), "<dt>lowest eval loss, step 200</dt><dd>3.100</dd>"));
}
TEST_CASE("a page shows attention, with what a row reads most") {
  const std::string page = report_page(whole());
  CHECK(contains(page, "layer 1, head 2"));
  CHECK(contains(page, "<title>\xE2\x86\xB5 reads \xE2\x86\xB5 most: 0.50</title>")); // a line break is an arrow
  CHECK(contains(page, "<title>&lt; reads &lt; most: 1.00</title>"));
}
TEST_CASE("an attention map of another size is refused in a sentence, before anything is written") {
  Report report = whole();
  report.attention.weights[0][1].pop_back();
  const tenon::test::TemporaryDirectory directory;
  CHECK_THROWS_WITH(write_report(report, directory / "report.html"),
                    "report: the attention of layer 1, head 2 has 8 weights; 3 tokens need 9");
  CHECK(directory.count_files() == 0);
}
TEST_CASE("a report that cannot be written says so") {
  CHECK(tenon::test::fault_of([] { write_report(whole(), "/nowhere/report.html"); }) ==
        "file '/nowhere/report.html' cannot be written: no temporary file in its directory: No such file or directory");
}
TEST_CASE("a machine has a name for everything") {
  const auto facts = machine();
  REQUIRE(facts.size() == 6);
  for (const Fact& f : facts) CHECK_FALSE(f.name.empty());
  CHECK_FALSE(facts[0].value.empty());
  CHECK(std::stol(facts[1].value) == ::sysconf(_SC_NPROCESSORS_ONLN));
}
TEST_CASE("check.py sees scripts, text that is not escaped, and another text") {
  const tenon::test::TemporaryDirectory directory;
  const std::string page = report_page(whole()), text = awkward + "and on\n";
  const auto passes_with = [&](const std::string& before, const std::string& after) {
    std::string changed = page;
    const auto at = changed.find(before);
    REQUIRE(at != std::string::npos);
    tenon::test::write_file(directory / "page.html", changed.replace(at, before.size(), after));
    tenon::test::write_file(directory / "text.txt", text);
    return accepted("page", directory / "page.html", directory / "text.txt");
  };
  CHECK(passes_with("<h1>", "<h1>"));
  CHECK_FALSE(passes_with("<h1>", "<script></script><h1>"));
  CHECK_FALSE(passes_with("and on", "and & on"));
  CHECK_FALSE(passes_with("and on", "and no"));
  CHECK_FALSE(passes_with("</h1>", ""));
}

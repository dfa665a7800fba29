// SPDX-License-Identifier: BSL-1.0
#include "outcome.hpp"
#include "report/drawings.hpp"
#include "report/machine.hpp"

#include <tenon/io/atomic_file.hpp>

#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace {

Report report_of(const Outcome& run) {
  const Arguments& a = run.arguments;
  Report r;
  r.title = a.model + "/" + a.config + ", " + a.tokenizer + " tokens";
  r.machine = machine();
  for (const auto& [name, value] : a.list) r.arguments.push_back({name, value});
  for (const TrainPoint& p : run.history.train) r.train.push_back({p.step, p.loss, p.tokens_per_second, p.seconds});
  for (const EvalPoint& p : run.history.eval) r.eval.push_back({p.step, p.loss, 0, p.seconds});
  if (run.eval_loss) r.perplexity = std::exp(*run.eval_loss);
  r.prompt = run.prompt;
  r.sample = run.sample;
  r.attention = run.attention;
  return r;
}

} // namespace

void show(const Outcome& run) {
  const Report r = report_of(run);
  if (r.train.size() > 1) {
    const Terminal t = terminal(STDERR_FILENO);
    std::fprintf(stderr, "\n%s\n", plot_text(loss_plot(r), t.columns, t.unicode).c_str());
  }
  const std::string& directory = run.arguments.output_dir;
  if (directory.empty()) return;
  write_report(r, directory + "/report.html");
  const std::string svg = loss_curve_svg(r);
  tenon::AtomicFile file(directory + "/loss.svg");
  file.write(svg.data(), svg.size());
  file.commit();
  std::fprintf(stderr, "'%s/report.html' tells of the run\n", directory.c_str());
}

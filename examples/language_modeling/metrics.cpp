// SPDX-License-Identifier: BSL-1.0
#include "metrics.hpp"

#include <tenon/io/atomic_file.hpp>
#include <tenon/io/mapped_file.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace {

using json = nlohmann::ordered_json;

std::string line_of(const TrainPoint& p) {
  return json{{"step", p.step},
              {"loss", p.loss},
              {"perplexity", std::exp(p.loss)},
              {"learning_rate", p.learning_rate},
              {"grad_norm", p.grad_norm},
              {"tokens_per_second", p.tokens_per_second},
              {"seconds", p.seconds}}
      .dump();
}
std::string line_of(const EvalPoint& p) {
  return json{{"step", p.step}, {"eval_loss", p.loss}, {"eval_perplexity", std::exp(p.loss)}, {"seconds", p.seconds}}
      .dump();
}

// JSON has neither inf nor nan, and null stands for them
double number(const json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

// The lines of a file up to a step, which also become history. One that is no object was being written when a run was
// killed.
std::string read(const std::string& path, long step, History& h) {
  std::string kept;
  const tenon::MappedFile file(path);
  for (auto text = file.text(); !text.empty();) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = json::parse(text.substr(0, end), nullptr, false);
    if (line.is_object() && number(line, "step") <= double(step)) {
      const long at = static_cast<long>(number(line, "step"));
      if (line.contains("eval_loss")) h.eval.push_back({at, number(line, "eval_loss"), number(line, "seconds")});
      else
        h.train.push_back({at, number(line, "loss"), number(line, "learning_rate"), number(line, "grad_norm"),
                           number(line, "tokens_per_second"), number(line, "seconds")});
      kept.append(text.substr(0, end)) += '\n';
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return kept;
}

} // namespace

Metrics::Metrics(const std::string& directory, long step) {
  if (directory.empty()) return;
  path_ = directory + "/metrics.jsonl";
  std::string kept;
  if (step > 0 && ::access(path_.c_str(), F_OK) == 0) kept = read(path_, step, history_);
  tenon::AtomicFile file(path_);
  file.write(kept.data(), kept.size());
  file.commit();
  file_.reset(std::fopen(path_.c_str(), "a"));
  if (!file_) tenon::detail::fail_system(path_, "cannot be written", errno);
}

void Metrics::write(const std::string& line) {
  if (file_ && (std::fputs((line + '\n').c_str(), file_.get()) < 0 || std::fflush(file_.get()) != 0))
    tenon::detail::fail_system(path_, "cannot be written", errno);
}
void Metrics::add(const TrainPoint& p) {
  history_.train.push_back(p);
  write(line_of(p));
}
void Metrics::add(const EvalPoint& p) {
  history_.eval.push_back(p);
  write(line_of(p));
}

// SPDX-License-Identifier: BSL-1.0
// A run's history, kept in OUTPUT_DIR/metrics.jsonl: one JSON object a line.
#pragma once

#include "history.hpp"

#include <cstdio>
#include <memory>
#include <string>

class Metrics {
  struct close {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, close> file_;
  History history_;

  void write(const std::string& line);

public:
  // Keeps what was written up to `step`, and appends to it. An empty directory: nothing is written. Throws file_error.
  Metrics(const std::string& directory, long step);

  const History& history() const { return history_; }
  void add(const TrainPoint& p);
  void add(const EvalPoint& p);
};

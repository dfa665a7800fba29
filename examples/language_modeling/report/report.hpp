// SPDX-License-Identifier: BSL-1.0
// What there is to say about a training run, and a page that says it.
#pragma once

#include <limits>
#include <string>
#include <vector>

// The loss after some steps.
struct Point {
  long step;
  double loss;                  // nats per token
  double tokens_per_second = 0; // since the point before; 0: not measured
  double seconds = 0;           // since the run began; 0: not measured
};

struct Fact {
  std::string name, value;
};

// What each token of a sentence reads from each other, in every head of every layer.
struct AttentionMaps {
  std::vector<std::string> tokens;                      // T of them; none: there are no maps
  std::vector<std::vector<std::vector<float>>> weights; // [layer][head], T x T: a row is a token that reads
};

struct Report {
  std::string title;
  std::vector<Fact> arguments, machine; // see machine.hpp
  std::vector<Point> train, eval;
  double perplexity = std::numeric_limits<double>::quiet_NaN(); // of the eval text in the end; nan: not measured
  std::string prompt, sample;                                   // and what the model writes after it
  AttentionMaps attention;
};

// One HTML page that needs no other file, no network and no script. Throws std::invalid_argument where an attention
// map is not as large as its tokens ask.
std::string report_page(const Report&);

// Replaces the file at `path` by the page, as a whole; throws tenon::file_error.
void write_report(const Report&, const std::string& path);

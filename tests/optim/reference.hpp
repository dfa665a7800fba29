// SPDX-License-Identifier: BSL-1.0
// The cases of golden/data/optim, as they are read when a test runs.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace reference {

using list = std::vector<double>;

// one case: text among the arguments and outputs, and the numbers of tensors
struct example {
  std::string name, op;
  std::map<std::string, std::string> arguments, texts;
  std::map<std::string, double> numbers; // arguments that are numbers; those of "options" under their own names
  std::map<std::string, list> inputs, outputs;
  std::map<std::string, std::pair<double, double>> ranges; // of a counter, under noise of one ulp
  bool stable = true;

  bool has(const std::string& option) const { return numbers.count(option) > 0; }
  double output(const std::string& key) const { return outputs.at(key).at(0); }
  std::size_t n() const { return static_cast<std::size_t>(numbers.at("n")); }
};

// the cases of minimize.json of one kind
std::vector<example> cases(const std::string& op);

} // namespace reference

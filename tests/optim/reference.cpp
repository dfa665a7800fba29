// SPDX-License-Identifier: BSL-1.0
#include "reference.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <stdexcept>

namespace reference {

namespace {
using nlohmann::json;

double number_of(const json& j) {
  if (j.is_boolean()) return j.get<bool>() ? 1 : 0;
  if (!j.is_string()) return j.get<double>();
  const auto s = j.get<std::string>();
  if (s == "nan") return std::nan("");
  if (s == "inf") return HUGE_VAL;
  if (s == "-inf") return -HUGE_VAL;
  throw std::runtime_error("\"" + s + "\" is no number");
}
list list_of(const json& tensor) {
  list numbers;
  for (const json& x : tensor.at("data")) numbers.push_back(number_of(x));
  return numbers;
}

example example_of(const json& c) {
  example e;
  e.name = c.at("name").get<std::string>();
  e.op = c.at("op").get<std::string>();
  const auto read = [&](const json& arguments) {
    for (const auto& [key, value] : arguments.items())
      if (value.is_string()) e.arguments[key] = value.get<std::string>();
      else if (value.is_number() || value.is_boolean()) e.numbers[key] = number_of(value);
  };
  read(c.at("args"));
  if (c.at("args").contains("options")) read(c.at("args").at("options"));
  for (const auto& [key, value] : c.at("inputs").items()) e.inputs[key] = list_of(value);
  for (const auto& [key, value] : c.at("outputs").items())
    if (value.is_string()) e.texts[key] = value.get<std::string>();
    else e.outputs[key] = list_of(value);
  if (c.contains("sensitivity")) {
    const json& s = c.at("sensitivity");
    e.stable = s.at("stable").get<bool>();
    for (const auto& [key, range] : s.at("ranges").items())
      e.ranges[key] = {range.at(0).get<double>(), range.at(1).get<double>()};
  }
  return e;
}
} // namespace

std::vector<example> cases(const std::string& op) {
  static const json all = [] {
    std::ifstream in(std::string(GOLDEN_DIRECTORY) + "/data/optim/minimize.json");
    if (!in) throw std::runtime_error("cannot open data/optim/minimize.json");
    return json::parse(in);
  }();
  std::vector<example> found;
  for (const json& c : all)
    if (c.at("op") == op) found.push_back(example_of(c));
  return found;
}

} // namespace reference

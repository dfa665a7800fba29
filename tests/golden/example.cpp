// SPDX-License-Identifier: BSL-1.0
// Reads golden files, and says how far a result may lie from what they state.
#include "example.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace golden {

namespace {
using nlohmann::json;

double number_of(const json& j) {
  if (!j.is_string()) return j.is_boolean() ? double(j.get<bool>()) : j.get<double>();
  const auto s = j.get<std::string>();
  if (s == "inf") return HUGE_VAL;
  if (s == "-inf") return -HUGE_VAL;
  if (s == "nan") return std::nan("");
  throw std::runtime_error("golden: \"" + s + "\" is no number");
}

json read_file(const std::string& name) {
  std::ifstream in(std::string(GOLDEN_DIRECTORY) + "/" + name);
  if (!in) throw std::runtime_error("golden: cannot open " + name);
  return json::parse(in);
}

struct numbers {
  std::vector<index> shape;
  std::vector<double> data;
};
numbers numbers_of(const json& tensor) {
  numbers n{tensor.at("shape").get<std::vector<index>>(), {}};
  for (const json& x : tensor.at("data")) n.data.push_back(number_of(x));
  return n;
}

std::string text_of(const std::vector<index>& list) {
  std::string s = "(";
  for (std::size_t i = 0; i < list.size(); ++i) s += (i ? ", " : "") + std::to_string(list[i]);
  return s + ")";
}
std::vector<index> vector_of(const ints& list) { return {list.begin(), list.end()}; }
} // namespace

// a case, with tenon's answers in the places where it differs from the reference on purpose
struct example::values {
  json arguments;
  std::map<std::string, numbers> inputs, outputs, float_outputs;
  std::map<std::string, double> float_errors; // of the reference's own float results, relative to the largest element
};

struct example::file {
  std::map<std::string, values> cases;

  static const file& named(const std::string& topic) {
    static std::map<std::string, file> files;
    const auto [at, is_new] = files.try_emplace(topic);
    if (is_new) at->second.load(topic);
    return at->second;
  }

private:
  void load(const std::string& topic) {
    for (const json& c : read_file("data/" + topic + ".json")) {
      values v{c.at("args"), {}, {}, {}, {}};
      for (const auto& [name, tensor] : c.at("inputs").items()) v.inputs[name] = numbers_of(tensor);
      for (const auto& [name, tensor] : c.at("outputs").items())
        if (tensor.is_object()) v.outputs[name] = numbers_of(tensor);
      if (c.contains("outputs_f32"))
        for (const auto& [name, tensor] : c.at("outputs_f32").items()) v.float_outputs[name] = numbers_of(tensor);
      if (c.contains("f32_err") && c.at("f32_err").is_object())
        v.float_errors = c.at("f32_err").get<std::map<std::string, double>>();
      cases[c.at("name")] = std::move(v);
    }
    for (const json& d : read_file("deviations.json")) {
      if (d.at("topic") != topic) continue;
      values& v = cases.at(d.at("case"));
      const std::string output = d.at("output");
      v.float_outputs.erase(output);
      for (const index i : d.at("at").get<std::vector<index>>())
        v.outputs.at(output).data.at(static_cast<std::size_t>(i)) = number_of(d.at("is"));
    }
  }
};

example::example(const char* topic, const char* name) : name_(name), values_(&file::named(topic).cases.at(name)) {}
std::size_t example::count(const char* topic) { return file::named(topic).cases.size(); }

bool example::has_input(const char* name) const { return values_->inputs.count(name) > 0; }
bool example::has_output(const char* name) const { return values_->outputs.count(name) > 0; }

double example::number(const char* argument) const { return number_of(values_->arguments.at(argument)); }
double example::number(const char* argument, double otherwise) const {
  return values_->arguments.contains(argument) ? number(argument) : otherwise;
}
double example::element(const char* argument, std::size_t i) const {
  return number_of(values_->arguments.at(argument).at(i));
}

double example::output(const char* name) const { return values_->outputs.at(name).data.at(0); }

namespace {
template <class T> void copy(const numbers& from, const char* name, const ints& shape, T* to) {
  if (from.shape != vector_of(shape))
    throw std::runtime_error(std::string("golden: input ") + name + " has shape " + text_of(from.shape));
  for (const double x : from.data) *to++ = static_cast<T>(x);
}

// |actual - expected| may be absolute + relative * |expected|
struct tolerance {
  double absolute, relative;
};
constexpr tolerance exact{0, 0}, of_double{1e-11, 1e-10}, of_float{2e-6, 5e-6}, of_float_gradient{1e-5, 1e-5};

bool agrees(double actual, double expected, tolerance t) {
  if (std::isnan(expected)) return std::isnan(actual);
  if (std::isinf(expected)) return actual == expected;
  return std::abs(actual - expected) <= t.absolute + t.relative * std::abs(expected);
}

template <class T>
void compare_with(const numbers& expected, const numbers* alternative, tolerance t, const char* output,
                  const ints& shape, const T* actual) {
  INFO("output " << output);
  REQUIRE(text_of(vector_of(shape)) == text_of(expected.shape));
  int wrong = 0;
  for (std::size_t i = 0; i < expected.data.size(); ++i) {
    const auto a = static_cast<double>(actual[i]);
    if (agrees(a, expected.data[i], t) || (alternative && agrees(a, alternative->data[i], t))) continue;
    if (++wrong <= 4) // the first few tell enough
      UNSCOPED_INFO("element " << i << " is " << a << ", not " << expected.data[i] << ": off by "
                               << std::abs(a - expected.data[i]));
  }
  CHECK(wrong == 0);
}
} // namespace

void example::read(const char* input, const ints& shape, float* to) const {
  copy(values_->inputs.at(input), input, shape, to);
}
void example::read(const char* input, const ints& shape, double* to) const {
  copy(values_->inputs.at(input), input, shape, to);
}
void example::read(const char* input, const ints& shape, std::int64_t* to) const {
  copy(values_->inputs.at(input), input, shape, to);
}
void example::read(const char* input, const ints& shape, bool* to) const {
  copy(values_->inputs.at(input), input, shape, to);
}

// A float may also overflow, or stay finite, where the reference's float does, and be wrong where that is all
// wrong.
void example::compare(const char* output, const ints& shape, const float* actual) const {
  const numbers& expected = values_->outputs.at(output);
  tolerance t = std::string_view(output).starts_with("grad_") ? of_float_gradient : of_float;
  if (const auto error = values_->float_errors.find(output);
      error != values_->float_errors.end() && error->second > 0.01)
    for (const double x : expected.data) t.absolute = std::max(t.absolute, error->second * std::abs(x));
  const auto alternative = values_->float_outputs.find(output);
  compare_with(expected, alternative == values_->float_outputs.end() ? nullptr : &alternative->second, t, output, shape,
               actual);
}
void example::compare(const char* output, const ints& shape, const double* actual) const {
  compare_with(values_->outputs.at(output), nullptr, of_double, output, shape, actual);
}
void example::compare(const char* output, const ints& shape, const std::int64_t* actual) const {
  compare_with(values_->outputs.at(output), nullptr, exact, output, shape, actual);
}

void example::expect_list(const char* output, const ints& list) const {
  INFO("output " << output);
  CHECK(vector_of(list) == [&] {
    const auto& data = values_->outputs.at(output).data;
    return std::vector<index>(data.begin(), data.end());
  }());
}
void example::expect_number(const char* output, index value) const { expect_list(output, ints{value}); }

} // namespace golden

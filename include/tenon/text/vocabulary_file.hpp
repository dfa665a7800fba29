// SPDX-License-Identifier: BSL-1.0
// vocab.json: every token's text and number, as GPT-2's tokenizer writes it. Needs nlohmann/json.
#pragma once

#include <tenon/io/atomic_file.hpp>
#include <tenon/io/mapped_file.hpp>
#include <tenon/text/token.hpp>

#include <nlohmann/json.hpp>

namespace tenon::detail {

// The tokens in the order of their numbers, which are 0 to n - 1. Throws file_error.
inline std::vector<std::string> read_vocabulary(const std::string& path) {
  const MappedFile file(path);
  const auto text = file.text();
  const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object() || json.empty()) fail_file(path, "is no vocabulary: expected a JSON object, token: number");
  std::vector<std::string> tokens(json.size());
  std::vector<bool> given(json.size());
  for (const auto& [token, number] : json.items()) {
    if (!number.is_number_integer()) fail_file(path, "is no vocabulary: token '", token, "' has no whole number");
    const auto id = number.get<std::int64_t>();
    if (id < 0 || static_cast<std::size_t>(id) >= tokens.size())
      fail_file(path, "numbers token '", token, "' ", id, ", although it has ", tokens.size(), " tokens");
    const auto at = static_cast<std::size_t>(id);
    if (given[at]) fail_file(path, "gives both '", tokens[at], "' and '", token, "' the number ", id);
    given[at] = true;
    tokens[at] = token;
  }
  return tokens;
}

// Throws file_error; the file is replaced as a whole or not at all.
inline void write_vocabulary(const std::string& path, const std::vector<std::string>& tokens) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  auto& object = json.get_ref<nlohmann::ordered_json::object_t&>();
  for (const auto& token : tokens) object.emplace_back(token, object.size()); // distinct, so that nothing is looked up
  const std::string text = json.dump();
  AtomicFile file(path);
  file.write(text.data(), text.size());
  file.commit();
}

} // namespace tenon::detail

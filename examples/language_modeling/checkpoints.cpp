// SPDX-License-Identifier: BSL-1.0
#include "checkpoints.hpp"

#include <tenon/io/safetensors.hpp>

#include <charconv>
#include <filesystem>

namespace fs = std::filesystem;

namespace {

// f(path) for the entries of a directory that can be read
template <class F> void each_entry(const std::string& directory, F f) {
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) f(at->path());
}

void check_notes(const Checkpoint& c, const Notes& wanted) {
  const auto notes = tenon::SafetensorsFile(c.path).metadata();
  for (const auto& [name, value] : wanted)
    if (const auto found = notes.find(name); found != notes.end() && found->second != value)
      throw usage_error("'" + c.path + "' was made with --" + name + " " + found->second + ", not " + value);
}

} // namespace

std::vector<Checkpoint> list_checkpoints(const std::string& directory) {
  std::vector<Checkpoint> found;
  each_entry(directory, [&](const fs::path& path) {
    constexpr std::string_view before = "checkpoint-";
    const std::string name = path.stem().string();
    if (!name.starts_with(before) || path.extension() != ".safetensors") return;
    Checkpoint c{0, path.string()};
    const char* const end = name.data() + name.size();
    if (const auto r = std::from_chars(name.data() + before.size(), end, c.step); r.ec == std::errc() && r.ptr == end)
      found.push_back(c);
  });
  std::ranges::sort(found, std::ranges::greater(), &Checkpoint::step);
  return found;
}

Checkpoint load_newest(const std::string& directory, const Notes& notes,
                       const std::function<void(const Checkpoint&)>& load) {
  std::optional<tenon::file_error> first;
  for (const auto& c : list_checkpoints(directory)) {
    try {
      check_notes(c, notes);
      load(c);
      return c;
    } catch (const tenon::file_error& e) {
      if (!first) first = e;
    }
  }
  if (first) throw *first;
  throw usage_error("'" + directory + "' has no checkpoint");
}

void prepare_directory(const std::string& directory, long step) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error || !fs::is_directory(directory)) tenon::detail::fail_file(directory, "cannot be made a directory");
  for (const auto& c : list_checkpoints(directory))
    if (c.step > step) fs::remove(c.path, error);
  each_entry(directory, [](const fs::path& path) {
    std::error_code ignored;
    if (path.filename().string().starts_with(".tenon-")) fs::remove(path, ignored);
  });
}

void rotate_checkpoints(const std::string& directory, std::size_t limit) {
  if (limit == 0) return;
  const auto found = list_checkpoints(directory);
  std::error_code ignored;
  for (std::size_t i = limit; i < found.size(); ++i) fs::remove(found[i].path, ignored);
}

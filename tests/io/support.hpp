// SPDX-License-Identifier: BSL-1.0
// Files for tests: a directory that goes when the test ends, whole files as strings, and the sentences of errors.
#pragma once

#include <tenon/io/file_error.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/stat.h>

namespace tenon::test {

class TemporaryDirectory {
  std::string path_;

public:
  TemporaryDirectory() {
    path_ = (std::filesystem::temp_directory_path() / "tenon-XXXXXX").string();
    if (!::mkdtemp(path_.data())) throw std::runtime_error("no temporary directory");
    ::chmod(path_.c_str(), 0755); // other users may look
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }
  std::string operator/(const char* name) const { return path_ + "/" + name; }
  std::ptrdiff_t count_files() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator{});
  }
};

inline void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
inline std::string read_file(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

// a number as it lies in a file
template <class T> std::string bytes_of(T value) {
  std::string s(sizeof(T), '\0');
  std::memcpy(s.data(), &value, sizeof(T));
  return s;
}

// the sentence of the file_error that f throws; empty where it throws none
template <class F> std::string fault_of(F f) {
  try {
    f();
  } catch (const file_error& e) {
    return e.what();
  }
  return {};
}

} // namespace tenon::test

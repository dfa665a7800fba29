// SPDX-License-Identifier: BSL-1.0
// What is thrown when a file cannot be read or written, or is not what its format promises.
#pragma once

#include <tenon/tensor/errors.hpp>

#include <cstring>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tenon {

// One sentence that names the file and the fault.
struct file_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace detail {

// a string from strings, characters and numbers
template <class... Part> std::string concat(const Part&... part) {
  std::string s;
  const auto append = [&s](const auto& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    if constexpr (std::is_arithmetic_v<P> && !std::is_same_v<P, char>) s += std::to_string(p);
    else s += p;
  };
  (append(part), ...);
  return s;
}

// a shape that is known when the program runs: (2, 3, 4)
inline std::string shape_text(const std::vector<index>& shape) {
  std::string s = "(";
  for (index n : shape) {
    if (s.size() > 1) s += ", ";
    s += std::to_string(n);
  }
  return s += ')';
}

template <class... Part> [[noreturn]] void fail_file(const std::string& path, const Part&... fault) {
  fail<file_error>(concat("file '", path, "' ", fault...));
}
// what the operating system answered, `error` being its errno
[[noreturn]] inline void fail_system(const std::string& path, const char* fault, int error) {
  fail_file(path, fault, ": ", std::strerror(error));
}

} // namespace detail
} // namespace tenon

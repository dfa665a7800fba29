// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

// a file in memory
class memory_file {
  int descriptor_ = ::memfd_create("fuzz", 0);

public:
  explicit memory_file(std::string_view bytes) {
    if (descriptor_ < 0 || ::write(descriptor_, bytes.data(), bytes.size()) != ::ssize_t(bytes.size())) std::abort();
  }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;
  ~memory_file() { ::close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
};

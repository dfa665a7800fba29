// SPDX-License-Identifier: BSL-1.0
// The bytes of a file, mapped into memory to be read (POSIX). What is never touched is never read from the disk.
#pragma once

#include <tenon/io/file_error.hpp>

#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon {

// Throws file_error. A file that is replaced by a rename meanwhile stays as it was; one that someone shortens must not
// be read any more.
class MappedFile {
  std::string path_;
  void* data_ = nullptr; // an empty file is not mapped
  std::size_t size_ = 0;

  // the descriptor is not needed once the file is mapped
  struct descriptor {
    int number;
    ~descriptor() {
      if (number >= 0) ::close(number);
    }
  };

public:
  explicit MappedFile(const std::string& path) : path_(path) {
    // without O_NONBLOCK, opening a pipe would wait for its writer
    const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.number < 0) detail::fail_system(path, "cannot be opened", errno);
    struct stat status;
    if (::fstat(file.number, &status) != 0) detail::fail_system(path, "cannot be examined", errno);
    if (S_ISDIR(status.st_mode)) detail::fail_file(path, "is a directory");
    if (!S_ISREG(status.st_mode)) detail::fail_file(path, "is not a regular file");
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ == 0) return;
    data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number, 0);
    if (data_ == MAP_FAILED) detail::fail_system(path, "cannot be mapped into memory", errno);
  }
  MappedFile(MappedFile&& other) noexcept
      : path_(std::move(other.path_)), data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile other) noexcept {
    std::swap(path_, other.path_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedFile() {
    if (data_) ::munmap(data_, size_);
  }

  const std::string& path() const { return path_; }
  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }
};

} // namespace tenon

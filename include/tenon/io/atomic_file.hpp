// SPDX-License-Identifier: BSL-1.0
// Replaces a file as a whole (POSIX): whatever happens meanwhile, its path has the old file or the new one.
#pragma once

#include <tenon/io/file_error.hpp>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon {

namespace detail {
// Writes all bytes to an open file; `path` is for the error's sentence.
inline void write_all(int file, const void* data, std::size_t bytes, const std::string& path) {
  const char* p = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = ::write(file, p, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_system(path, "cannot be written", errno);
    p += written;
    bytes -= static_cast<std::size_t>(written);
  }
}
} // namespace detail

// Writes to a temporary file in the directory of `path`; `commit` makes it the file. Without a commit nothing has
// happened. Throws file_error. A process that is killed may leave its temporary file, `.tenon-...`, behind.
class AtomicFile {
  std::string path_, target_, temporary_;
  int file_ = -1;

  std::string directory() const {
    const auto slash = target_.rfind('/');
    return slash == std::string::npos ? "./" : target_.substr(0, slash + 1);
  }
  // whether there is a file already, which lends the new one its permissions
  bool find_target(struct stat& status) {
    // a link stays, and what it points to is replaced
    char resolved[PATH_MAX];
    target_ = ::realpath(path_.c_str(), resolved) ? resolved : path_;
    if (::stat(target_.c_str(), &status) != 0) return false;
    if (S_ISDIR(status.st_mode)) detail::fail_file(path_, "is a directory");
    if (!S_ISREG(status.st_mode)) detail::fail_file(path_, "is not a regular file");
    if (::access(target_.c_str(), W_OK) != 0) detail::fail_system(path_, "cannot be replaced", errno);
    return true;
  }
  void create_temporary() {
    static std::atomic<unsigned> count = 0;
    do {
      temporary_ = detail::concat(directory(), ".tenon-", ::getpid(), "-", count++, ".tmp");
      file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (file_ < 0 && errno == EEXIST); // left behind by a process that was killed
    if (file_ < 0) detail::fail_system(path_, "cannot be written: no temporary file in its directory", errno);
  }
  void close() {
    const int file = std::exchange(file_, -1);
    if (::close(file) != 0) detail::fail_system(path_, "cannot be written", errno);
  }

public:
  explicit AtomicFile(const std::string& path) : path_(path) {
    struct stat status;
    const bool replaces = find_target(status);
    create_temporary();
    if (replaces) (void)::fchmod(file_, status.st_mode & 07777); // where it fails, the file is merely less accessible
  }
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() {
    if (file_ >= 0) ::close(file_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void write(const void* data, std::size_t bytes) { detail::write_all(file_, data, bytes, path_); }

  // The data reach the disk before the name does, and the name before this returns.
  void commit() {
    if (::fsync(file_) != 0) detail::fail_system(path_, "cannot be written", errno);
    close();
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) detail::fail_system(path_, "cannot be replaced", errno);
    temporary_.clear();
    const int parent = ::open(directory().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) detail::fail_system(path_, "is written, but its directory cannot be opened", errno);
    const int synced = ::fsync(parent), error = errno;
    ::close(parent);
    // some file systems know no fsync of a directory, and answer EINVAL
    if (synced != 0 && error != EINVAL)
      detail::fail_system(path_, "is written, but perhaps not yet on the disk", error);
  }
};

} // namespace tenon

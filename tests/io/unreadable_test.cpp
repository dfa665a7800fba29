// SPDX-License-Identifier: BSL-1.0
// What is no file, or cannot be opened, is refused by both formats with the same sentences.
#include "support.hpp"

#include <tenon/io/npy.hpp>
#include <tenon/io/safetensors.hpp>

#include <unistd.h>

using namespace tenon;
using namespace tenon::test;

namespace {
void check_unreadable(const std::string& path, const std::string& fault) {
  Tensor<float, 2> x;
  CHECK(fault_of([&] { SafetensorsFile file(path); }) == "file '" + path + "' " + fault);
  CHECK(fault_of([&] { load_npy(path, x); }) == "file '" + path + "' " + fault);
}
} // namespace

TEST_CASE("what is no file", "[unreadable]") {
  const TemporaryDirectory directory;
  check_unreadable(directory / "missing", "cannot be opened: No such file or directory");
  check_unreadable(directory.path(), "is a directory");
  check_unreadable("/dev/zero", "is not a regular file");
  const auto pipe = directory / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  check_unreadable(pipe, "is not a regular file"); // and nobody waits for a writer
  const auto empty = directory / "empty";
  write_file(empty, "");
  check_unreadable(empty, "is empty");
}

TEST_CASE("a file that may not be read", "[unreadable]") {
  const TemporaryDirectory directory;
  const auto path = directory / "secret";
  write_file(path, "secret");
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  const bool root = ::geteuid() == 0;
  if (root) REQUIRE(::seteuid(65534) == 0); // root may read everything, nobody may not
  check_unreadable(path, "cannot be opened: Permission denied");
  if (root) REQUIRE(::seteuid(0) == 0);
}

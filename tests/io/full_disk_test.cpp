// SPDX-License-Identifier: BSL-1.0
// A disk that is full: a file system of 64 kibibytes in memory, which only root can mount.
#include "support.hpp"

#include <tenon/io/safetensors.hpp>

#include <cstdio>

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tenon;
using namespace tenon::test;

namespace {
constexpr int skipped = 77;

// 0 if all is as it should be; in a process of its own, whose mounts nobody else sees
int save_on_small_disk(const std::string& disk) {
  if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0)
    return skipped;
  const auto path = disk + "/a.safetensors";
  const Tensor<float, 4000> small;
  const Tensor<float, 20000> large;
  save_safetensors(path, {named("x", small)});
  const auto old = read_file(path);
  const auto sentence = fault_of([&] { save_safetensors(path, {named("x", large)}); });
  std::fprintf(stderr, "%s\n", sentence.c_str());
  if (sentence != "file '" + path + "' cannot be written: No space left on device") return 1;
  if (read_file(path) != old) return 2;
  const std::filesystem::directory_iterator files(disk);
  if (std::distance(begin(files), end(files)) != 1) return 3;
  save_safetensors(path, {named("y", small)}); // what failed has left room
  return SafetensorsFile(path).contains("y") ? 0 : 4;
}
} // namespace

TEST_CASE("a full disk leaves the old file", "[full_disk]") {
  const TemporaryDirectory directory;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(save_on_small_disk(directory.path()));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == skipped) WARN("skipped: no file system can be mounted here");
  else CHECK(WEXITSTATUS(status) == 0);
}

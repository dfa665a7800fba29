// SPDX-License-Identifier: BSL-1.0
// A file is replaced as a whole or not at all: when writing fails, and when the writer is killed.
#include "support.hpp"

#include <tenon/io/npy.hpp>
#include <tenon/io/safetensors.hpp>

#include <chrono>
#include <csignal>
#include <random>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tenon;
using namespace tenon::test;

namespace {
// f in a process of its own; the text that it returns
template <class F> std::string in_child(F f) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::string text = f();
    ::_exit(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text(4096, '\0');
  const auto length = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  text.resize(static_cast<std::size_t>(length));
  return text;
}
} // namespace

TEST_CASE("without a commit nothing happens", "[atomic]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a";
  write_file(path, "old");
  {
    AtomicFile file(path);
    file.write("new", 3);
    CHECK(directory.count_files() == 2);
  }
  CHECK(read_file(path) == "old");
  CHECK(directory.count_files() == 1);
  AtomicFile file(path);
  file.write("new", 3);
  file.write("er", 2);
  file.commit();
  CHECK(read_file(path) == "newer");
  CHECK(directory.count_files() == 1);
}

TEST_CASE("two writers of one file do not meet", "[atomic]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a";
  AtomicFile first(path), second(path);
  first.write("first", 5);
  second.write("second", 6);
  second.commit();
  CHECK(read_file(path) == "second");
  first.commit();
  CHECK(read_file(path) == "first");
  CHECK(directory.count_files() == 1);
}

TEST_CASE("permissions and links stay", "[atomic]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a", link = directory / "link";
  write_file(path, "old");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  REQUIRE(::symlink("a", link.c_str()) == 0);
  AtomicFile file(link);
  file.write("new", 3);
  file.commit();
  CHECK(std::filesystem::is_symlink(link));
  CHECK(read_file(path) == "new");
  struct stat status;
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  // a new file is as accessible as any other
  const mode_t mask = ::umask(022);
  save_safetensors(directory / "b", {});
  ::umask(mask);
  REQUIRE(::stat((directory / "b").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
}

TEST_CASE("a path without a directory is one in the working directory", "[atomic]") {
  const TemporaryDirectory directory;
  const auto sentence = in_child([&] {
    if (::chdir(directory.path().c_str()) != 0) return std::string("no directory");
    return fault_of([] { save_safetensors("a", {}); });
  });
  CHECK(sentence == "");
  CHECK(std::filesystem::exists(directory / "a"));
}

TEST_CASE("what cannot be replaced", "[atomic]") {
  const TemporaryDirectory directory;
  const auto fault = [](const std::string& path) { return fault_of([&] { save_npy(path, Tensor<float>(1.f)); }); };
  CHECK(fault(directory.path()) == "file '" + directory.path() + "' is a directory");
  const auto pipe = directory / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(fault(pipe) == "file '" + pipe + "' is not a regular file");
  const auto lost = directory / "lost/a";
  CHECK(fault(lost) ==
        "file '" + lost + "' cannot be written: no temporary file in its directory: No such file or directory");
  // root may do everything, nobody may not
  const auto path = directory / "a";
  write_file(path, "old");
  const bool root = ::geteuid() == 0;
  if (!root) REQUIRE(::chmod(directory.path().c_str(), 0555) == 0);
  if (root) REQUIRE(::seteuid(65534) == 0);
  const auto other = directory / "b";
  const auto sentence = fault(other);
  if (root) REQUIRE(::seteuid(0) == 0);
  if (!root) REQUIRE(::chmod(directory.path().c_str(), 0755) == 0);
  CHECK(sentence == "file '" + other + "' cannot be written: no temporary file in its directory: Permission denied");
  CHECK(directory.count_files() == 2);
}

TEST_CASE("a file that may not be written is not replaced", "[atomic]") {
  const TemporaryDirectory directory;
  REQUIRE(::chmod(directory.path().c_str(), 0777) == 0);
  const auto path = directory / "a";
  write_file(path, "old");
  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  const auto sentence = in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return std::string("still root");
    return fault_of([&] { save_npy(path, Tensor<float>(1.f)); });
  });
  CHECK(sentence == "file '" + path + "' cannot be replaced: Permission denied");
  CHECK(read_file(path) == "old");
}

TEST_CASE("a full device", "[atomic]") {
  const int full = ::open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  CHECK(fault_of([&] { detail::write_all(full, "1234", 4, "a"); }) ==
        "file 'a' cannot be written: No space left on device");
  ::close(full);
}

TEST_CASE("when no more can be written the old file stays and no other", "[atomic]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a";
  const Tensor<float, 1000> x;
  write_file(path, "old");
  const auto sentence = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000}; // bytes of a file
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return std::string("no limit");
    return fault_of([&] { save_safetensors(path, {named("x", x)}); });
  });
  CHECK(sentence == "file '" + path + "' cannot be written: File too large");
  CHECK(read_file(path) == "old");
  CHECK(directory.count_files() == 1);
}

// The child writes one file over and over, with two contents in turn. Whenever it dies, the file has one of them.
TEST_CASE("a writer that is killed leaves the old file or the new one", "[atomic]") {
  const TemporaryDirectory directory;
  const auto path = directory / "model.safetensors";
  Tensor<float, 30000> ones;
  Tensor<double, 3, 5000> twos;
  for (float& v : ones) v = 1;
  for (double& v : twos) v = 2;
  const auto save_ones = [&] { save_safetensors(path, {named("x", ones)}, {{"which", "ones"}}); };
  const auto save_twos = [&] { save_safetensors(path, {named("y", twos), named("x", ones)}); };
  save_twos();
  const auto contents_of_twos = read_file(path);
  const auto start = std::chrono::steady_clock::now();
  save_ones();
  // a slow disk, or a busy machine, takes its time
  const std::chrono::duration<double, std::micro> one_save = std::chrono::steady_clock::now() - start;
  const auto contents_of_ones = read_file(path);
  REQUIRE(contents_of_ones != contents_of_twos);

  std::mt19937 random(1);
  int found_ones = 0, found_twos = 0, in_the_middle = 0;
  for (int i = 0; i < 200; ++i) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (int turn = i;; ++turn) turn % 2 ? save_ones() : save_twos();
    }
    ::usleep(static_cast<useconds_t>(std::uniform_real_distribution<>(0, 4 * one_save.count())(random)));
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    const auto contents = read_file(path);
    const bool is_ones = contents == contents_of_ones, is_twos = contents == contents_of_twos;
    REQUIRE((is_ones || is_twos));
    found_ones += is_ones;
    found_twos += is_twos;
    // what a killed writer leaves behind shows that it was killed while it wrote
    for (const auto& file : std::filesystem::directory_iterator(directory.path()))
      if (file.path().filename().string().starts_with(".tenon-")) {
        ++in_the_middle;
        std::filesystem::remove(file);
      }
  }
  CAPTURE(found_ones, found_twos, in_the_middle);
  CHECK(found_ones > 0);
  CHECK(found_twos > 0);
  CHECK(in_the_middle > 0);
}

// SPDX-License-Identifier: BSL-1.0
// usage: fuzz_NAME DIRECTORY
// Feeds a fuzzer where there is no libFuzzer: the files of a directory, whole and cut short after every byte, then
// some thousand inputs that are made of them by random changes, the same in every run.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
using bytes = std::vector<std::uint8_t>;

// memory of just that size, so that a sanitizer sees what is read past the end
void feed(bytes::const_iterator begin, bytes::const_iterator end) {
  const bytes exact(begin, end);
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}
} // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<bytes> corpus;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  if (corpus.empty()) return 1;

  int inputs = 0;
  for (const auto& file : corpus)
    for (auto end = file.begin();; ++end, ++inputs) {
      feed(file.begin(), end);
      if (end == file.end()) break;
    }
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i, ++inputs) {
    bytes input = corpus[random() % corpus.size()];
    const bytes& other = corpus[random() % corpus.size()];
    input.insert(input.end(), other.begin(),
                 other.begin() + static_cast<std::ptrdiff_t>(random() % (other.size() + 1)));
    for (auto edits = random() % 8; edits > 0 && !input.empty(); --edits)
      input[random() % input.size()] = static_cast<std::uint8_t>(random());
    feed(input.begin(), input.end());
  }
  std::printf("%d inputs\n", inputs);
}

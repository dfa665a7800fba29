// SPDX-License-Identifier: BSL-1.0
// Any bytes as the file that keeps the tokens of a text: made again, or read where it ends with what the text and the
// tokenizer say of it and has as many tokens as it says.
#include "memory_file.hpp"

#include <tenon/text/byte_tokenizer.hpp>
#include <tenon/text/token_file.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>

namespace {
void require(bool holds) {
  if (!holds) __builtin_trap();
}

const std::string text = "To be, or not to be";

// in memory, since each new file waits until the disk has it
struct kept_tokens {
  std::string path = "/dev/shm/tenon-tokens-" + std::to_string(::getpid());
  ~kept_tokens() { std::filesystem::remove(path); }

  void write(std::string_view bytes) const { std::ofstream(path, std::ios::binary) << bytes; }
  std::string bytes() const { return std::string(tenon::MappedFile(path).text()); }
  std::vector<tenon::TokenId> tokens(bool overwrite = false) const {
    const memory_file source(text);
    const tenon::TokenFile file(source.path(), tenon::ByteTokenizer(), path, overwrite);
    return {file.tokens().begin(), file.tokens().end()};
  }
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const kept_tokens kept;
  static const auto right = kept.tokens(true);
  static const std::string fresh = kept.bytes();
  require(right == tenon::ByteTokenizer().encode(text));

  const std::string_view input(reinterpret_cast<const char*>(data), size);
  kept.write(input);
  const auto tokens = kept.tokens();
  constexpr std::size_t footer = sizeof(tenon::detail::token_footer);
  if (kept.bytes() == input) { // it was read
    require(size == tokens.size() * sizeof(tenon::TokenId) + footer);
    require(input.starts_with({reinterpret_cast<const char*>(tokens.data()), size - footer}));
    std::string end = fresh.substr(fresh.size() - footer);
    const std::uint64_t count = tokens.size();
    std::memcpy(&end[offsetof(tenon::detail::token_footer, count)], &count, sizeof count);
    require(input.ends_with(end));
  } else {
    require(tokens == right && kept.bytes() == fresh);
  }
  return 0;
}

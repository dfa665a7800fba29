// SPDX-License-Identifier: BSL-1.0
// The tokens of a file, kept in a file of their own and mapped from there, so that neither need fit in memory.
#pragma once

#include <tenon/io/atomic_file.hpp>
#include <tenon/io/mapped_file.hpp>
#include <tenon/text/token.hpp>

#include <cstring>

namespace tenon {

namespace detail {

// What a file of tokens was made from, at its end; another source or tokenizer makes another file.
struct token_footer {
  char magic[8] = {'t', 'e', 'n', 'o', 'n', 't', 'o', 'k'};
  std::uint64_t count = 0, source_bytes = 0, source_hash = 0, tokenizer_hash = 0;
  bool operator==(const token_footer&) const = default;
};

// FNV-1a over 64 bits
class hash {
  std::uint64_t value_ = 0xcbf29ce484222325u;

public:
  hash& add(std::string_view bytes) {
    for (const char c : bytes) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return *this;
  }
  std::uint64_t value() const { return value_; }
};
template <tokenizer T> std::uint64_t hash_of(const T& t) {
  hash h;
  for (TokenId id = 0; id < t.vocab_size(); ++id) h.add(t.decode(std::span(&id, 1))).add({"", 1});
  return h.value();
}

// Where a text may be cut without another result of encoding the parts: before a space between two words, as soon as
// possible after `about` bytes.
inline std::size_t cut_after(std::string_view text, std::size_t about) {
  const auto visible = [&](std::size_t i) { return text[i] > ' ' && text[i] < 0x7F; };
  for (std::size_t i = std::max<std::size_t>(about, 1); i + 1 < text.size(); ++i)
    if (text[i] == ' ' && visible(i - 1) && visible(i + 1)) return i;
  return text.size();
}

} // namespace detail

// All tokens of a text file, in the order of the text. They are taken from `cache` where that was made of the same file
// by the same tokenizer, and written there otherwise; progress(bytes so far, all bytes) is called meanwhile. Throws
// file_error, and what the tokenizer throws.
class TokenFile {
  MappedFile file_;

  static bool holds(const MappedFile& file, detail::token_footer wanted) {
    detail::token_footer footer;
    const auto bytes = file.bytes();
    if (bytes.size() < sizeof footer) return false;
    std::memcpy(&footer, bytes.data() + (bytes.size() - sizeof footer), sizeof footer);
    wanted.count = (bytes.size() - sizeof footer) / sizeof(TokenId);
    return footer == wanted && bytes.size() == sizeof footer + wanted.count * sizeof(TokenId);
  }
  template <tokenizer T, class Progress>
  static MappedFile tokens_of(const std::string& source, const T& t, const std::string& cache, bool overwrite,
                              Progress progress) {
    const MappedFile file(source);
    const std::string_view text = file.text();
    detail::token_footer footer;
    footer.source_bytes = text.size();
    footer.source_hash = detail::hash().add(text).value();
    footer.tokenizer_hash = detail::hash_of(t);
    if (!overwrite && ::access(cache.c_str(), F_OK) == 0) {
      MappedFile old(cache);
      if (holds(old, footer)) return old;
    }
    AtomicFile out(cache);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t n = detail::cut_after(text.substr(at), std::size_t(1) << 20);
      const auto ids = t.encode(text.substr(at, n));
      out.write(ids.data(), ids.size() * sizeof(TokenId));
      footer.count += ids.size();
      progress(at += n, text.size());
    }
    out.write(&footer, sizeof footer);
    out.commit();
    return MappedFile(cache);
  }

public:
  template <tokenizer T, class Progress>
  TokenFile(const std::string& source, const T& t, const std::string& cache, bool overwrite, Progress progress)
      : file_(tokens_of(source, t, cache, overwrite, progress)) {}
  template <tokenizer T>
  TokenFile(const std::string& source, const T& t, const std::string& cache, bool overwrite = false)
      : TokenFile(source, t, cache, overwrite, [](std::size_t, std::size_t) {}) {}

  std::span<const TokenId> tokens() const {
    const auto bytes = file_.bytes().size() - sizeof(detail::token_footer);
    return {reinterpret_cast<const TokenId*>(file_.bytes().data()), bytes / sizeof(TokenId)};
  }
};

} // namespace tenon

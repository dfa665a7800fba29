// SPDX-License-Identifier: BSL-1.0
// The .npy format of NumPy, versions 1.0 and 2.0: a magic string, the length of a header, the header as a dictionary of
// Python, the elements. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <tenon/io/tensor_ref.hpp>

namespace tenon {

// what a file holds: one tensor
struct NpyArray {
  TensorEntry entry;
  ByteOrder order;
};

namespace detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } from left to right: the keys in any order, each
// once.
class npy_reader {
  const std::string& path_;
  std::string_view text_;
  std::size_t at_ = 0;

  template <class... Part> [[noreturn]] void fault(const Part&... part) const { fail_file(path_, part...); }
  [[noreturn]] void malformed() const { fault("has a malformed header, at its character ", at_ + 1); }

  // the next character that is not white; a zero at the end
  char peek() {
    at_ = std::min(text_.find_first_not_of(" \t\n\r\f", at_), text_.size());
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) malformed();
  }
  bool take_word(std::string_view word) {
    peek();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  std::string string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') malformed();
    const auto end = text_.find(quote, ++at_);
    if (end == text_.npos) malformed();
    const std::string s(text_.substr(at_, end - at_));
    at_ = end + 1;
    return s;
  }
  index extent() {
    if (peek() == '-') fault("has a shape with a negative extent");
    const auto digit = [&] { return at_ < text_.size() && '0' <= text_[at_] && text_[at_] <= '9'; };
    if (!digit()) malformed();
    index n = 0;
    for (; digit(); ++at_)
      if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, text_[at_] - '0', &n))
        fault("has a shape with an extent of more than 63 bits");
    if (at_ < text_.size() && text_[at_] == 'L') ++at_; // as Python 2 wrote it
    return n;
  }
  std::vector<index> shape() {
    std::vector<index> shape;
    expect('(');
    while (!take(')')) {
      shape.push_back(extent());
      if (take(',')) continue;
      if (shape.size() == 1) malformed(); // to Python (3) is a number
      expect(')');
      break;
    }
    return shape;
  }
  DType dtype(bool& swapped) {
    if (peek() != '\'' && peek() != '"') fault("has elements of several fields, which a tensor has not");
    const std::string descr = string();
    const auto type = find_dtype(std::string_view(descr).substr(descr.empty() ? 0 : 1), &dtype_description::npy);
    if (!type || std::string_view("<>=|").find(descr[0]) == std::string_view::npos ||
        (descr[0] == '|' && description(*type).bytes > 1))
      fault("has elements of the type '", descr, "', which no tensor has");
    swapped = descr[0] == '>';
    return *type;
  }

public:
  npy_reader(const std::string& path, std::string_view text) : path_(path), text_(text) {}

  // everything but the bytes
  NpyArray read() {
    std::optional<DType> type;
    std::optional<bool> fortran;
    std::optional<std::vector<index>> extents;
    bool swapped = false;
    expect('{');
    while (!take('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && !type) type = dtype(swapped);
      else if (key == "fortran_order" && !fortran) {
        fortran = take_word("True");
        if (!*fortran && !take_word("False")) malformed();
      } else if (key == "shape" && !extents) extents = shape();
      else if (key == "descr" || key == "fortran_order" || key == "shape") fault("names '", key, "' twice");
      else fault("has the unknown property '", key, "'");
      if (take(',')) continue;
      expect('}');
      break;
    }
    if (peek() != '\0' || at_ < text_.size()) malformed();
    if (!type || !fortran || !extents)
      fault("does not say its ", !type ? "descr" : !fortran ? "fortran_order" : "shape");
    return {{*type, std::move(*extents), {}}, {swapped, *fortran}};
  }
};

} // namespace detail

// Reads and checks the header of a file whose bytes these are; the entry points into them. Throws file_error.
inline NpyArray parse_npy(std::span<const std::byte> file, const std::string& path) {
  if (file.empty()) detail::fail_file(path, "is empty");
  const auto& magic = detail::npy_magic;
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (!magic.starts_with(text.substr(0, magic.size()))) detail::fail_file(path, "is no .npy file: it begins otherwise");
  if (text.size() < magic.size() + 2) detail::fail_file(path, "is truncated: it ends before its version");
  const int major = static_cast<unsigned char>(text[6]), minor = static_cast<unsigned char>(text[7]);
  if ((major != 1 && major != 2) || minor != 0)
    detail::fail_file(path, "has version ", major, ".", minor, " of the format; known are 1.0 and 2.0");
  const std::size_t length_bytes = major == 1 ? 2 : 4, prefix = magic.size() + 2 + length_bytes;
  if (text.size() < prefix) detail::fail_file(path, "is truncated: it ends before its header");
  std::uint32_t length = 0;
  std::memcpy(&length, text.data() + prefix - length_bytes, length_bytes);
  if (length > text.size() - prefix)
    detail::fail_file(path, "is truncated: of the ", length, " bytes of its header it has ", text.size() - prefix);
  NpyArray array = detail::npy_reader(path, text.substr(prefix, length)).read();
  TensorEntry& e = array.entry;
  const auto count = detail::count_elements(e.shape, e.dtype);
  if (!count)
    detail::fail_file(path, "has shape ", detail::shape_text(e.shape), ", which is more than any memory holds");
  const auto data = file.subspan(prefix + length);
  const auto bytes = static_cast<std::size_t>(*count * detail::description(e.dtype).bytes);
  if (data.size() < bytes)
    detail::fail_file(path, "is truncated: of the ", bytes, " bytes of its data it has ", data.size());
  if (data.size() > bytes) detail::fail_file(path, "has ", data.size() - bytes, " bytes after its data");
  e.bytes = data;
  return array;
}

namespace detail {
// What a file begins with, as NumPy writes it: version 1.0 where the header is short enough, spaces so that the data
// begin at a multiple of 64.
inline std::string npy_prefix(DType dtype, const std::vector<index>& shape) {
  const auto& d = description(dtype);
  std::string dict = concat("{'descr': '", d.bytes == 1 ? '|' : '<', d.npy, "', 'fortran_order': False, 'shape': ",
                            shape.size() == 1 ? concat("(", shape[0], ",)") : shape_text(shape), ", }");
  std::string prefix(npy_magic);
  prefix += std::string("\1\0\0\0", 4);
  dict.append(63 - (prefix.size() + dict.size()) % 64, ' ');
  dict += '\n';
  const auto length = static_cast<std::uint16_t>(dict.size());
  std::memcpy(prefix.data() + prefix.size() - 2, &length, 2);
  return prefix += dict;
}

} // namespace detail

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// The types of elements that files know: their names, their sizes, and which types of C++ they are.
#pragma once

#include <tenon/shape/ints.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace tenon {

static_assert(std::endian::native == std::endian::little, "tenon/io: files are little-endian, and so must the CPU be");

// The names are those of safetensors, in its order, which is also the order in which it stores tensors: last first.
enum class DType { BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64 };

namespace detail {
struct dtype_description {
  std::string_view name;
  index bytes;
  std::string_view npy; // without its byte order; empty where NumPy has no such type
};
inline constexpr dtype_description dtypes[] = {
    {"BOOL", 1, "b1"}, {"U8", 1, "u1"},  {"I8", 1, "i1"},  {"F8_E5M2", 1, ""}, {"F8_E4M3", 1, ""},
    {"I16", 2, "i2"},  {"U16", 2, "u2"}, {"F16", 2, "f2"}, {"BF16", 2, ""},    {"I32", 4, "i4"},
    {"U32", 4, "u4"},  {"F32", 4, "f4"}, {"F64", 8, "f8"}, {"I64", 8, "i8"},   {"U64", 8, "u8"},
};
constexpr const dtype_description& description(DType d) { return dtypes[static_cast<int>(d)]; }

// the type whose name, or whose name in .npy files, is this
constexpr std::optional<DType> find_dtype(std::string_view name, std::string_view dtype_description::* kind) {
  for (int i = 0; i < static_cast<int>(std::size(dtypes)); ++i)
    if (dtypes[i].*kind == name && !name.empty()) return static_cast<DType>(i);
  return std::nullopt;
}
} // namespace detail

// as safetensors has it: "F32"
constexpr std::string_view name_of(DType d) { return detail::description(d).name; }

// the type of a file's elements that a C++ type holds exactly
template <class T>
  requires std::integral<T> || std::floating_point<T>
constexpr DType dtype_of() {
  constexpr std::size_t bytes = sizeof(T);
  static_assert(bytes <= 8, "dtype_of: files hold elements of at most 8 bytes");
  if constexpr (std::same_as<T, bool>) return DType::BOOL;
  else if constexpr (std::floating_point<T>) return bytes == 4 ? DType::F32 : DType::F64;
  else if constexpr (std::signed_integral<T>)
    return bytes == 1 ? DType::I8 : bytes == 2 ? DType::I16 : bytes == 4 ? DType::I32 : DType::I64;
  else return bytes == 1 ? DType::U8 : bytes == 2 ? DType::U16 : bytes == 4 ? DType::U32 : DType::U64;
}

} // namespace tenon

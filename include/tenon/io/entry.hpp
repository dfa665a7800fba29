// SPDX-License-Identifier: BSL-1.0
// One tensor as a file holds it, and how its elements reach memory.
#pragma once

#include <tenon/io/dtype.hpp>
#include <tenon/io/half.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace tenon {

// What a file holds of one tensor; the bytes are the file's.
struct TensorEntry {
  DType dtype;
  std::vector<index> shape;
  std::span<const std::byte> bytes;
};

// how the bytes of an entry lie in the file; safetensors know only one way
struct ByteOrder {
  bool swapped = false; // elements are big-endian
  bool fortran = false; // the first dimension runs fastest
};

struct LoadOptions {
  bool cast = false; // F32 becomes double, F64 is rounded to float
};

namespace detail {

// the number of elements, or nothing where it or their bytes are more than an index holds
inline std::optional<index> count_elements(const std::vector<index>& shape, DType dtype) {
  index count = 1, bytes = 0;
  for (index n : shape)
    if (__builtin_mul_overflow(count, n, &count)) return std::nullopt;
  if (__builtin_mul_overflow(count, description(dtype).bytes, &bytes)) return std::nullopt;
  return count;
}

// Whether elements can be loaded as another type: F16 and BF16 as any floating-point type.
constexpr bool converts(DType from, DType to, LoadOptions options) {
  const auto wide = [](DType d) { return d == DType::F32 || d == DType::F64; };
  return from == to || (wide(to) && (from == DType::F16 || from == DType::BF16 || (options.cast && wide(from))));
}

// The first element that is no value of its type: a bool of C++ must be 0 or 1.
inline std::optional<std::size_t> find_invalid(const TensorEntry& e) {
  if (e.dtype != DType::BOOL) return std::nullopt;
  const auto at = std::find_if(e.bytes.begin(), e.bytes.end(), [](std::byte b) { return b > std::byte(1); });
  return at == e.bytes.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - e.bytes.begin()));
}

// f(i, j) for every element: the i-th in row-major order, where j is its place in the file
template <class F> void for_each_element(const std::vector<index>& shape, bool fortran, F f) {
  index count = 1;
  std::vector<index> stride, at(shape.size());
  for (index n : shape) {
    stride.push_back(count);
    count *= n;
  }
  if (!fortran)
    for (index i = 0; i < count; ++i) f(i, i);
  else
    for (index i = 0, j = 0; i < count; ++i) {
      f(i, j);
      for (std::size_t d = shape.size(); d-- > 0;) {
        j += stride[d];
        if (++at[d] < shape[d]) break;
        j -= stride[d] * shape[d];
        at[d] = 0;
      }
    }
}

// Elements of type From as the type To. What lies in the file is not aligned.
template <class From, class To> void copy_as(const TensorEntry& e, ByteOrder order, std::byte* to) {
  for_each_element(e.shape, order.fortran, [&](index i, index j) {
    std::array<std::byte, sizeof(From)> raw;
    std::memcpy(raw.data(), e.bytes.data() + j * static_cast<index>(sizeof(From)), sizeof(From));
    if (order.swapped) std::reverse(raw.begin(), raw.end());
    const To value = static_cast<To>(std::bit_cast<From>(raw));
    std::memcpy(to + i * static_cast<index>(sizeof(To)), &value, sizeof(To));
  });
}

template <class To> void copy_floats(const TensorEntry& e, ByteOrder order, std::byte* to) {
  switch (e.dtype) {
  case DType::F16:
    return copy_as<float16_bits, To>(e, order, to);
  case DType::BF16:
    return copy_as<bfloat16_bits, To>(e, order, to);
  case DType::F32:
    return copy_as<float, To>(e, order, to);
  default:
    return copy_as<double, To>(e, order, to);
  }
}

// Writes an entry's elements to memory in row-major order, as a type they convert to.
inline void copy_elements(const TensorEntry& e, ByteOrder order, DType dtype, void* data) {
  auto* to = static_cast<std::byte*>(data);
  if (e.bytes.empty()) return;
  if (e.dtype != dtype)
    return dtype == DType::F32 ? copy_floats<float>(e, order, to) : copy_floats<double>(e, order, to);
  if (!order.swapped && !order.fortran) return void(std::memcpy(to, e.bytes.data(), e.bytes.size()));
  switch (description(dtype).bytes) {
  case 1:
    return copy_as<std::uint8_t, std::uint8_t>(e, order, to);
  case 2:
    return copy_as<std::uint16_t, std::uint16_t>(e, order, to);
  case 4:
    return copy_as<std::uint32_t, std::uint32_t>(e, order, to);
  default:
    return copy_as<std::uint64_t, std::uint64_t>(e, order, to);
  }
}

} // namespace detail
} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Any bytes as a .npy file: refused with a sentence, or read. What is read and written again reads the same.
#include <tenon/io/npy_header.hpp>

#include <cstdint>

namespace {
void require(bool holds) {
  if (!holds) __builtin_trap();
}

void check(std::span<const std::byte> file) {
  using namespace tenon;
  const auto [entry, order] = parse_npy(file, "f");
  std::string elements(entry.bytes.size(), '\0');
  detail::copy_elements(entry, order, entry.dtype, elements.data());
  if (detail::converts(entry.dtype, DType::F64, {.cast = true})) {
    std::vector<double> numbers(static_cast<std::size_t>(*detail::count_elements(entry.shape, entry.dtype)));
    detail::copy_elements(entry, order, DType::F64, numbers.data());
  }
  if (entry.shape.size() > 1000) return; // its header does not fit version 1.0
  const std::string again = detail::npy_prefix(entry.dtype, entry.shape) + elements;
  require((again.size() - elements.size()) % 64 == 0);
  const auto [second, in_order] = parse_npy(std::as_bytes(std::span(again)), "again");
  require(second.dtype == entry.dtype && second.shape == entry.shape && !in_order.swapped && !in_order.fortran);
  require(std::memcmp(second.bytes.data(), elements.data(), elements.size()) == 0);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check({reinterpret_cast<const std::byte*>(data), size});
  } catch (const tenon::file_error& e) {
    require(std::string_view(e.what()).starts_with("file 'f' "));
  }
  return 0;
}

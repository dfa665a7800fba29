// SPDX-License-Identifier: BSL-1.0
// Any bytes as a safetensors file: refused with a sentence, or read. What is read has all its bytes in the file, and a
// header written from it says the same.
#include <tenon/io/safetensors_header.hpp>

#include <cstdint>

namespace {
void require(bool holds) {
  if (!holds) __builtin_trap();
}

void check(std::span<const std::byte> file) {
  using namespace tenon;
  const SafetensorsHeader header = parse_safetensors(file, "f");
  std::vector<ConstTensorRef> tensors;
  std::size_t total = 0;
  for (const auto& [name, entry] : header.entries) {
    std::vector<std::byte> elements(entry.bytes.size());
    detail::copy_elements(entry, {}, entry.dtype, elements.data());
    if (detail::converts(entry.dtype, DType::F64, {.cast = true})) {
      std::vector<double> numbers(static_cast<std::size_t>(*detail::count_elements(entry.shape, entry.dtype)));
      detail::copy_elements(entry, {}, DType::F64, numbers.data());
    }
    total += entry.bytes.size();
    tensors.push_back({name, entry.dtype, entry.shape, entry.bytes.data()});
  }
  const auto order = detail::storage_order(tensors);
  std::string again = detail::safetensors_prefix(order, header.metadata);
  require(again.size() % 8 == 0);
  for (const auto* t : order)
    again.append(static_cast<const char*>(t->data), static_cast<std::size_t>(detail::bytes_of(*t)));
  const SafetensorsHeader second = parse_safetensors(std::as_bytes(std::span(again)), "again");
  require(second.metadata == header.metadata && second.entries.size() == header.entries.size());
  for (const auto& [name, entry] : header.entries) {
    const auto at = second.entries.find(name);
    require(at != second.entries.end() && at->second.dtype == entry.dtype && at->second.shape == entry.shape);
    require(std::equal(entry.bytes.begin(), entry.bytes.end(), at->second.bytes.begin(), at->second.bytes.end()));
  }
  require(total <= file.size());
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

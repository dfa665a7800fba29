// SPDX-License-Identifier: BSL-1.0
// The safetensors format: the length of a header, the header in JSON, the elements of the tensors one after another
// without gaps. https://huggingface.co/docs/safetensors. Needs nlohmann/json.
#pragma once

#include <tenon/io/tensor_ref.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace tenon {

// what a file says of itself: texts under names
using Metadata = std::map<std::string, std::string>;

struct SafetensorsHeader {
  std::map<std::string, TensorEntry, std::less<>> entries;
  Metadata metadata;
};

// as the format's own library has it
inline constexpr std::uint64_t max_header_bytes = 100'000'000;

namespace detail {

// a name in quotes, with whatever is not printable escaped; throws std::invalid_argument where it is not UTF-8
inline std::string json_string(const std::string& name) {
  using json = nlohmann::json;
  std::string s = json(name).dump(-1, ' ', false, json::error_handler_t::ignore);
  if (json::parse(s).get_ref<const std::string&>() != name) fail<std::invalid_argument>("a name is not UTF-8: " + s);
  return s;
}

// Takes the header from nlohmann's parser piece by piece, and nothing that the format does not have: so there is no
// depth to overflow a stack, and no key is taken twice.
class safetensors_reader {
  enum class place { file, tensors, tensor, shape, offsets, metadata, end };

  const std::string& path_;
  std::span<const std::byte> data_; // what follows the header
  SafetensorsHeader& header_;
  place place_ = place::file;
  bool has_metadata_ = false;
  std::string name_, key_;
  // of the tensor that is being read
  std::optional<DType> dtype_;
  std::optional<std::vector<index>> shape_;
  std::optional<std::vector<std::uint64_t>> offsets_;

  template <class... Part> [[noreturn]] void fault(const Part&... part) const { fail_file(path_, part...); }
  [[noreturn]] void unexpected(const char* what) const {
    switch (place_) {
    case place::tensors:
      fault("has ", what, " as the tensor ", json_string(name_), ", which must be an object");
    case place::metadata:
      fault("has ", what, " as the metadata ", json_string(key_), ", which must be a string");
    default:
      fault("has ", what, " in the ", key_, " of tensor ", json_string(name_), ", where none belongs");
    }
  }

  bool number(std::uint64_t n) {
    if (place_ == place::shape) {
      if (n > static_cast<std::uint64_t>(PTRDIFF_MAX)) unexpected("a number of more than 63 bits");
      shape_->push_back(static_cast<index>(n));
    } else if (place_ == place::offsets) offsets_->push_back(n);
    else unexpected("a number");
    return true;
  }

  void finish_tensor() {
    const auto t = json_string(name_);
    if (!dtype_ || !shape_ || !offsets_)
      fault("gives tensor ", t, " no ", !dtype_ ? "dtype" : !shape_ ? "shape" : "data_offsets");
    if (offsets_->size() != 2) fault("gives tensor ", t, " ", offsets_->size(), " data_offsets instead of 2");
    const std::uint64_t begin = offsets_->front(), end = offsets_->back();
    const auto count = count_elements(*shape_, *dtype_);
    if (!count) fault("gives tensor ", t, " the shape ", shape_text(*shape_), ", which is more than any memory holds");
    if (begin > end) fault("lets the data of tensor ", t, " end before they begin");
    if (end > data_.size()) fault("is truncated: the data of tensor ", t, " end at byte ", end, " of ", data_.size());
    const auto bytes = static_cast<std::uint64_t>(*count * description(*dtype_).bytes);
    if (end - begin != bytes)
      fault("gives tensor ", t, " ", end - begin, " bytes, but ", name_of(*dtype_), " of shape ", shape_text(*shape_),
            " takes ", bytes);
    header_.entries.emplace(name_, TensorEntry{*dtype_, std::move(*shape_), data_.subspan(begin, bytes)});
    dtype_.reset();
    shape_.reset();
    offsets_.reset();
  }

public:
  safetensors_reader(const std::string& path, std::span<const std::byte> data, SafetensorsHeader& header)
      : path_(path), data_(data), header_(header) {}

  // what nlohmann's parser calls
  bool null() { unexpected("null"); }
  bool boolean(bool) { unexpected("a boolean"); }
  bool number_integer(std::int64_t) { unexpected("a negative number"); }
  bool number_unsigned(std::uint64_t n) { return number(n); }
  bool number_float(double, const std::string&) { unexpected("a fraction, or a number of more than 64 bits"); }
  bool binary(nlohmann::json::binary_t&) { unexpected("binary data"); } // JSON has none
  bool string(const std::string& s) {
    if (place_ == place::metadata) header_.metadata.emplace(key_, s);
    else if (place_ == place::tensor && key_ == "dtype") {
      dtype_ = find_dtype(s, &dtype_description::name);
      if (!dtype_) fault("gives tensor ", json_string(name_), " the unknown dtype ", json_string(s));
    } else unexpected("a string");
    return true;
  }
  bool start_object(std::size_t) {
    if (place_ == place::file) place_ = place::tensors;
    else if (place_ == place::tensors && name_ == "__metadata__") {
      place_ = place::metadata;
      has_metadata_ = true;
    } else if (place_ == place::tensors) place_ = place::tensor;
    else unexpected("an object");
    return true;
  }
  bool key(const std::string& key) {
    if (place_ == place::tensors) {
      name_ = key;
      if (name_ == "__metadata__" ? has_metadata_ : header_.entries.contains(name_))
        fault("names ", json_string(name_), " twice");
    } else if (place_ == place::metadata) {
      key_ = key;
      if (header_.metadata.contains(key_)) fault("names the metadata ", json_string(key_), " twice");
    } else {
      key_ = key;
      if (key_ != "dtype" && key_ != "shape" && key_ != "data_offsets")
        fault("gives tensor ", json_string(name_), " the unknown property ", json_string(key_));
      if (key_ == "dtype" ? dtype_.has_value() : key_ == "shape" ? shape_.has_value() : offsets_.has_value())
        fault("gives tensor ", json_string(name_), " two properties ", json_string(key_));
    }
    return true;
  }
  bool end_object() {
    if (place_ == place::tensor) finish_tensor();
    place_ = place_ == place::tensors ? place::end : place::tensors;
    return true;
  }
  bool start_array(std::size_t) {
    if (place_ == place::tensor && key_ == "shape") {
      place_ = place::shape;
      shape_.emplace();
    } else if (place_ == place::tensor && key_ == "data_offsets") {
      place_ = place::offsets;
      offsets_.emplace();
    } else unexpected("an array");
    return true;
  }
  bool end_array() {
    place_ = place::tensor;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    fault("has a header that is not valid JSON at its byte ", position);
  }
};

// The data of all tensors, in the order in which they lie, fill the file.
inline void check_gapless(const SafetensorsHeader& header, std::span<const std::byte> data, const std::string& path) {
  using named_entry = decltype(header.entries)::value_type;
  std::vector<const named_entry*> order;
  for (const auto& e : header.entries) order.push_back(&e);
  const auto begin = [](const named_entry* e) { return e->second.bytes.data(); };
  const auto end = [&](const named_entry* e) { return begin(e) + e->second.bytes.size(); };
  std::sort(order.begin(), order.end(), [&](auto* a, auto* b) {
    return begin(a) != begin(b) ? begin(a) < begin(b) : end(a) < end(b); // no bytes before some
  });
  const std::byte* expected = data.data();
  for (const auto* e : order) {
    if (begin(e) < expected) fail_file(path, "lets the data of tensor ", json_string(e->first), " overlap others");
    if (begin(e) > expected)
      fail_file(path, "has ", begin(e) - expected, " bytes that belong to no tensor before ", json_string(e->first));
    expected = end(e);
  }
  const auto rest = data.data() + data.size() - expected;
  if (rest != 0) fail_file(path, "has ", rest, " bytes after the last tensor");
}

} // namespace detail

// Reads and checks the header of a file whose bytes these are; the entries point into them. Throws file_error.
inline SafetensorsHeader parse_safetensors(std::span<const std::byte> file, const std::string& path) {
  constexpr std::size_t prefix = 8;
  if (file.empty()) detail::fail_file(path, "is empty");
  if (file.size() < prefix) detail::fail_file(path, "is truncated: the length of its header alone takes 8 bytes");
  std::uint64_t length;
  std::memcpy(&length, file.data(), prefix);
  if (length > max_header_bytes)
    detail::fail_file(path, "claims a header of ", length, " bytes, more than the format's limit of ",
                      max_header_bytes);
  if (length > file.size() - prefix)
    detail::fail_file(path, "is truncated: of the ", length, " bytes of its header it has ", file.size() - prefix);
  const std::string_view text(reinterpret_cast<const char*>(file.data()) + prefix, length);
  if (text.empty() || text.front() != '{') detail::fail_file(path, "has a header that does not begin with {");
  // to the JSON parser a zero would be the end
  if (const auto zero = text.find('\0'); zero != text.npos)
    detail::fail_file(path, "has a header that is not valid JSON at its byte ", zero + 1);
  const auto data = file.subspan(prefix + length);
  SafetensorsHeader header;
  detail::safetensors_reader reader(path, data, header);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  detail::check_gapless(header, data, path);
  return header;
}

namespace detail {

// The order in which tensors are stored: large elements first, so that all are aligned, then by name. Throws
// std::invalid_argument for tensors that no file can hold.
inline std::vector<const ConstTensorRef*> storage_order(const std::vector<ConstTensorRef>& tensors) {
  std::vector<const ConstTensorRef*> order;
  std::set<std::string_view> names{"__metadata__"};
  for (const auto& t : tensors) {
    order.push_back(&t);
    if (!names.insert(t.name).second)
      fail<std::invalid_argument>("save_safetensors: the name " + json_string(t.name) + " is taken");
  }
  std::sort(order.begin(), order.end(),
            [](auto* a, auto* b) { return a->dtype != b->dtype ? a->dtype > b->dtype : a->name < b->name; });
  return order;
}

// What a file begins with, for tensors in the order in which they are stored: the length of the header, and the header
// with spaces after it, so that the data begin at a multiple of 8. Throws std::invalid_argument where the names are too
// many for the format, or not UTF-8.
inline std::string safetensors_prefix(const std::vector<const ConstTensorRef*>& order, const Metadata& metadata) {
  std::string header = "{";
  const auto separate = [&] { return header.back() == '{' ? "" : ","; };
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (const auto& [key, value] : metadata) header += concat(separate(), json_string(key), ":", json_string(value));
    header += "}";
  }
  index at = 0;
  for (const auto* t : order) {
    std::string shape;
    for (index n : t->shape) shape += concat(shape.empty() ? "" : ",", n);
    const index end = at + bytes_of(*t);
    header += concat(separate(), json_string(t->name), ":{\"dtype\":\"", name_of(t->dtype), "\",\"shape\":[", shape,
                     "],\"data_offsets\":[", at, ",", end, "]}");
    at = end;
  }
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  if (header.size() > max_header_bytes)
    fail<std::invalid_argument>(concat("save_safetensors: the header would take ", header.size(),
                                       " bytes, more than the format's limit of ", max_header_bytes));
  std::string prefix(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(prefix.data(), &length, prefix.size());
  return prefix += header;
}

} // namespace detail
} // namespace tenon

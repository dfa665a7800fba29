// SPDX-License-Identifier: BSL-1.0
// Tensors under names in one file, exchanged with Python's safetensors.
#pragma once

#include <tenon/io/atomic_file.hpp>
#include <tenon/io/mapped_file.hpp>
#include <tenon/io/safetensors_header.hpp>

namespace tenon {

struct LoadAllOptions {
  bool cast = false;  // as in LoadOptions
  bool strict = true; // names that are missing or unexpected are errors, other shapes always
};

// what torch.nn.Module.load_state_dict returns
struct IncompatibleKeys {
  std::vector<std::string> missing_keys, unexpected_keys;
};

// A file that is open to be read. It is mapped into memory and its header is checked at once; elements are read when
// they are asked for. Everything throws file_error with a sentence that names the file and the fault.
class SafetensorsFile {
  MappedFile file_;
  SafetensorsHeader header_;

public:
  explicit SafetensorsFile(const std::string& path) : file_(path), header_(parse_safetensors(file_.bytes(), path)) {}

  // of all tensors, in alphabetical order
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : header_.entries) names.push_back(name);
    return names;
  }
  bool contains(std::string_view name) const { return header_.entries.contains(name); }
  // dtype, shape and bytes of one tensor; the bytes live as long as the file is open
  const TensorEntry& entry(std::string_view name) const {
    const auto at = header_.entries.find(name);
    if (at == header_.entries.end())
      detail::fail_file(file_.path(), "has no tensor ", detail::json_string(std::string(name)));
    return at->second;
  }
  const Metadata& metadata() const { return header_.metadata; }

  // Copies one tensor into a tensor, parameter or view of the same shape and type; F16 and BF16 become float or double.
  template <class X> void load(std::string_view name, X&& x, LoadOptions options = {}) const {
    const TensorRef to = named(std::string(name), static_cast<X&&>(x));
    const TensorEntry& from = entry(name);
    if (const auto fault = detail::load_fault(from, to, options); !fault.empty())
      detail::fail_file(file_.path(), "does not fit: ", detail::json_string(to.name), " ", fault);
    detail::copy_elements(from, {}, to.dtype, to.data);
  }

  // Copies all of these, or none if anything does not fit: then one sentence tells of all that does not.
  IncompatibleKeys load(const std::vector<TensorRef>& tensors, LoadAllOptions options = {}) const {
    IncompatibleKeys keys;
    std::string faults;
    std::set<std::string_view> wanted;
    const LoadOptions one{.cast = options.cast};
    for (const auto& t : tensors) {
      wanted.insert(t.name);
      if (!contains(t.name)) keys.missing_keys.push_back(t.name);
      else if (const auto fault = detail::load_fault(entry(t.name), t, one); !fault.empty())
        faults += detail::concat("; ", detail::json_string(t.name), " ", fault);
    }
    for (const auto& [name, entry] : header_.entries)
      if (!wanted.contains(name)) keys.unexpected_keys.push_back(name);
    if (options.strict)
      faults = list("; missing: ", keys.missing_keys) + list("; unexpected: ", keys.unexpected_keys) + faults;
    if (!faults.empty()) detail::fail_file(file_.path(), "does not fit: ", faults.substr(2));
    for (const auto& t : tensors)
      if (contains(t.name)) detail::copy_elements(entry(t.name), {}, t.dtype, t.data);
    return keys;
  }

  // One tensor in the file's own memory, without a copy; valid as long as the file is open. The type must be the
  // file's, and its elements aligned, which not every program that writes such files takes care of.
  template <class T, index... N> TensorView<const T, N...> view(std::string_view name) const {
    const TensorEntry& e = entry(name);
    const ConstTensorRef to{std::string(name), dtype_of<T>(), {N...}, nullptr};
    auto fault = detail::load_fault(e, to, {});
    if (fault.empty() && e.dtype != to.dtype) fault = "is converted when it is loaded, and has no view";
    if (fault.empty() && reinterpret_cast<std::uintptr_t>(e.bytes.data()) % alignof(T) != 0)
      fault = detail::concat("does not lie at a multiple of ", alignof(T), " bytes, and has no view; load it");
    if (!fault.empty()) detail::fail_file(file_.path(), "does not fit: ", detail::json_string(to.name), " ", fault);
    return TensorView<const T, N...>(reinterpret_cast<const T*>(e.bytes.data()));
  }

private:
  static std::string list(const char* title, const std::vector<std::string>& names) {
    std::string s;
    for (const auto& name : names) s += detail::concat(s.empty() ? title : ", ", detail::json_string(name));
    return s;
  }
};

// Writes tensors to a file, which is replaced as a whole: whatever happens, its path has the old file or the new one.
// Throws file_error, and std::invalid_argument for two tensors of one name or a name that a file cannot hold.
inline void save_safetensors(const std::string& path, const std::vector<ConstTensorRef>& tensors,
                             const Metadata& metadata = {}) {
  const auto order = detail::storage_order(tensors);
  const std::string prefix = detail::safetensors_prefix(order, metadata);
  AtomicFile file(path);
  file.write(prefix.data(), prefix.size());
  for (const auto* t : order) file.write(t->data, static_cast<std::size_t>(detail::bytes_of(*t)));
  file.commit();
}

// Reads all of these tensors from a file, see SafetensorsFile::load.
inline IncompatibleKeys load_safetensors(const std::string& path, const std::vector<TensorRef>& tensors,
                                         LoadAllOptions options = {}) {
  return SafetensorsFile(path).load(tensors, options);
}

} // namespace tenon

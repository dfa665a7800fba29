// SPDX-License-Identifier: BSL-1.0
// One tensor in a file, exchanged with NumPy.
#pragma once

#include <tenon/io/atomic_file.hpp>
#include <tenon/io/mapped_file.hpp>
#include <tenon/io/npy_header.hpp>

namespace tenon {

// Writes a tensor, parameter, view or what an expression computes to a .npy file, which is replaced as a whole. Throws
// file_error. numpy.save
template <tensor_like X> void save_npy(const std::string& path, const X& x) {
  if constexpr (!detail::has_row_major_elements<X>()) return save_npy(path, eval(x));
  else {
    const ConstTensorRef from = named({}, x);
    const std::string prefix = detail::npy_prefix(from.dtype, from.shape);
    AtomicFile file(path);
    file.write(prefix.data(), prefix.size());
    file.write(from.data, static_cast<std::size_t>(detail::bytes_of(from)));
    file.commit();
  }
}

// Reads a .npy file into a tensor, parameter or view of the same shape and type; float16 becomes float or double.
// Either order of bytes and of dimensions is understood. Throws file_error. numpy.load
template <class X> void load_npy(const std::string& path, X&& x, LoadOptions options = {}) {
  const TensorRef to = named({}, static_cast<X&&>(x));
  const MappedFile file(path);
  const NpyArray array = parse_npy(file.bytes(), path);
  if (const auto fault = detail::load_fault(array.entry, to, options); !fault.empty())
    detail::fail_file(path, "does not fit: it ", fault);
  detail::copy_elements(array.entry, array.order, to.dtype, to.data);
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// A tensor in memory with its name, whatever its shape and type: what files are written from and read into.
#pragma once

#include <tenon/io/entry.hpp>
#include <tenon/io/file_error.hpp>
#include <tenon/tensor/tensor.hpp>

namespace tenon {

// to be written; the elements lie in row-major order
struct ConstTensorRef {
  std::string name;
  DType dtype;
  std::vector<index> shape;
  const void* data;
};

// to be read into
struct TensorRef {
  std::string name;
  DType dtype;
  std::vector<index> shape;
  void* data;

  operator ConstTensorRef() const { return {name, dtype, shape, data}; }
};

namespace detail {
inline index bytes_of(const ConstTensorRef& t) {
  index bytes = description(t.dtype).bytes;
  for (index n : t.shape) bytes *= n;
  return bytes;
}

template <class X> inline constexpr bool is_view = false;
template <class T, class L> inline constexpr bool is_view<View<T, L>> = true;

template <class X> constexpr bool has_row_major_elements() {
  if constexpr (!requires(X x) { x.data(); }) return false;
  else if constexpr (requires { typename X::layout_type; }) return contiguous(X::layout_type::value);
  else return true;
}
} // namespace detail

// A tensor, a parameter or a view under a name. It refers to the elements, which must live as long.
template <class X> auto named(std::string name, X&& x) {
  using R = std::remove_cvref_t<X>;
  static_assert(requires { x.data(); }, "named: an expression has no elements yet; store it in a tensor first");
  static_assert(std::is_lvalue_reference_v<X> || detail::is_view<R>,
                "named: refers to a tensor that ends here; give that tensor a variable");
  static_assert(detail::has_row_major_elements<R>(),
                "named: the elements of this view do not lie in row-major order; store it in a tensor first");
  using T = std::remove_pointer_t<decltype(x.data())>;
  using Ref = std::conditional_t<std::is_const_v<T>, ConstTensorRef, TensorRef>;
  constexpr ints size = R::size_type::list;
  return Ref{std::move(name), dtype_of<std::remove_const_t<T>>(), std::vector<index>(size.v, size.v + size.n),
             x.data()};
}

namespace detail {
// Why an entry cannot be loaded into a tensor, as the end of a sentence about the entry; empty where it can.
inline std::string load_fault(const TensorEntry& e, const ConstTensorRef& t, LoadOptions options) {
  if (e.shape != t.shape) return concat("has shape ", shape_text(e.shape), ", and the tensor ", shape_text(t.shape));
  if (!converts(e.dtype, t.dtype, options))
    return concat("holds ", name_of(e.dtype), ", and the tensor ", name_of(t.dtype));
  if (const auto at = find_invalid(e))
    return concat("holds ", static_cast<int>(e.bytes[*at]), " as element ", *at, ", and a BOOL is 0 or 1");
  return {};
}
} // namespace detail

} // namespace tenon

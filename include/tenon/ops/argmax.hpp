// SPDX-License-Identifier: BSL-1.0
// Where the largest and the smallest elements are.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
// the first place along dimension D where the extremum is found; nan counts as one
template <class Extremum> struct arg_row {
  template <class E, int D> constexpr auto operator()(E e, std::integral_constant<int, D>) const {
    return let(e, [](auto x) {
      using S = typename decltype(x)::size_type;
      const node::coordinate<std::int64_t, S, D> place{};
      const auto found = x == back(x, folded<Extremum, 1u << D>(x)) || x != x;
      return folded<amin_op, 1u << D>(where(found, place, static_cast<std::int64_t>(S::list[D])));
    });
  }
};
constexpr text check_argument(const char* what, index d, const ints& size) {
  if (const text t = check_dim(what, d, size); !t.empty()) return t;
  if (size.n > 0 && size[wrap_dim(d, size.n)] == 0) return say(what, ": nothing to compare in shape ", size);
  return {};
}
struct argmax_row : arg_row<amax_op> {
  static constexpr char name[] = "argmax";
};
struct argmin_row : arg_row<amin_op> {
  static constexpr char name[] = "argmin";
};
} // namespace detail

// A search as users call it: along a dimension, or through all elements in row-major order.
template <class Row> struct row_search {
  template <tensor_like X, class... Args> constexpr auto operator()(X&& x, Args...) const {
    using S = shape_of<X>;
    constexpr detail::reduction_request request = detail::reduction_arguments<Args...>::value;
    constexpr text sentence = check<X, Args...>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty() || S::rank == 0) return detail::placeholder<std::int64_t, Size<>>();
    else if constexpr (sizeof...(Args) == 0) return (*this)(flatten(static_cast<X&&>(x)), c<0>);
    else {
      constexpr int d = wrap_dim(request.dims[0], S::rank);
      auto r = Row{}(detail::stopped(node_of(static_cast<X&&>(x))), std::integral_constant<int, d>{});
      if constexpr (request.keeps) return r;
      else return detail::without_dims<1u << d>(r);
    }
  }

  template <class X, class... Args> static constexpr text check() {
    constexpr detail::reduction_request request = detail::reduction_arguments<Args...>::value;
    constexpr ints size = shape_of<X>::list;
    if (sizeof...(Args) == 0) return detail::check_argument(Row::name, 0, ints{product(size)});
    if (const text t = request.fault(Row::name, false); !t.empty()) return t;
    if (request.dims.n != 1) return say(Row::name, ": expected one dimension, got ", request.dims.n);
    return detail::check_argument(Row::name, request.dims[0], size);
  }
};

// The index of the first maximum, or of the first nan if there is one. torch.argmax
inline constexpr row_search<detail::argmax_row> argmax{};
inline constexpr row_search<detail::argmin_row> argmin{};

} // namespace tenon

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
  template <tensor_like X, long long D, class... Keep>
    requires(sizeof...(Keep) == 0 || std::is_same_v<void(Keep...), void(keepdim_t)>)
  constexpr auto operator()(X&& x, constant<D>, Keep...) const {
    using S = shape_of<X>;
    constexpr text sentence = check<S>(D);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty() || S::rank == 0) return detail::placeholder<std::int64_t, Size<>>();
    else {
      constexpr int d = wrap_dim(D, S::rank);
      auto r = Row{}(detail::stopped(node_of(static_cast<X&&>(x))), std::integral_constant<int, d>{});
      if constexpr (sizeof...(Keep) > 0) return r;
      else return detail::without_dims<1u << d>(r);
    }
  }
  template <tensor_like X> constexpr auto operator()(X&& x) const {
    return (*this)(flatten(static_cast<X&&>(x)), c<0>);
  }

private:
  template <class S> static constexpr text check(index d) {
    if (const text t = check_dim(Row::name, d, S::list); !t.empty()) return t;
    if (S::rank > 0 && S::list[wrap_dim(d, S::rank)] == 0)
      return say(Row::name, ": nothing to compare in shape ", S::list);
    return {};
  }
};

// The index of the first maximum, or of the first nan if there is one. torch.argmax
inline constexpr row_search<detail::argmax_row> argmax{};
inline constexpr row_search<detail::argmin_row> argmin{};

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Pooling over the trailing dimensions, one dimension after the other: the largest element of a rectangle is the
// largest of its rows' largest, and the first of several is found the same way; a mean is a mean of means.
#pragma once

#include <tenon/ops/pad.hpp>
#include <tenon/ops/reduce.hpp>
#include <tenon/shape/convolution.hpp>
#include <tenon/tensor/unfold.hpp>

namespace tenon {

struct pool1d_options {
  index stride = 0; // 0: the kernel
  index padding = 0;
  index dilation = 1;            // of max_pool
  bool count_include_pad = true; // of avg_pool: whether the padding counts as elements
};
struct pool2d_options {
  hw stride = 0; // 0: the kernel
  hw padding = 0;
  hw dilation = 1;
  bool count_include_pad = true;
};

namespace detail {
constexpr sliding pooling(index kernel, const pool1d_options& o) {
  return {ints{kernel}, ints{o.stride == 0 ? kernel : o.stride}, ints{o.padding}, ints{o.dilation}};
}
constexpr sliding pooling(const hw& kernel, const pool2d_options& o) {
  return {kernel.list(), (o.stride == hw(0) ? kernel : o.stride).list(), o.padding.list(), o.dilation.list()};
}
// of the options of another function
template <class Kernel, class O> constexpr sliding pooling(const Kernel&, const O&) { return {}; }

constexpr text check_pooling(const char* what, const ints& size, const sliding& how, bool dilates) {
  const int n = how.kernel.n;
  if (size.n < n) return say(what, ": shape ", size, "; expected ", n == 1 ? "(..., L)" : "(..., H, W)");
  for (int i = 0; i < n; ++i) {
    if (how.padding[i] > how.kernel[i] / 2)
      return say(what, ": padding ", how.padding, " is more than half of the kernel ", how.kernel);
    if (!dilates && how.dilation[i] != 1) return say(what, ": dilation ", how.dilation, "; expected 1");
  }
  return check_sliding(what, size, how);
}
// Numbers that follow the tensor, as in PyTorch, are none of the arguments.
template <auto Kernel, auto O, class X, class... Others> constexpr text pool_fault(const char* what, bool averages) {
  constexpr sliding how = pooling(Kernel, O);
  if (how.kernel.n == 0 || how.kernel[0] == 0 || sizeof...(Others) > 0)
    return say(what, ": expected a kernel and options as template arguments: ", what, "<2, pool",
               std::is_same_v<std::remove_const_t<decltype(Kernel)>, hw> ? "2d" : "1d", "_options{.stride = 1}>(x)");
  return first_fault(averages ? check_fractions<value_of<X>>(what) : text(),
                     check_pooling(what, shape_of<X>::list, how, !averages));
}

// The first maximum along the last dimension, which is the one that receives the gradient; nan counts as one.
struct first_maximum {
  template <class T> static constexpr T border() { return lowest<T>(); }
  template <sliding, int, index, class E> static constexpr auto apply(E windows) {
    if constexpr (!E::differentiable) return folded<amax_op, 1u << (E::size_type::rank - 1)>(windows);
    else return with_gradient(windows);
  }

private:
  template <class E> static constexpr auto with_gradient(E windows) {
    return let(windows, [](auto x) {
      using S = typename decltype(x)::size_type;
      using T = typename decltype(x)::value_type;
      constexpr unsigned last = 1u << (S::rank - 1);
      const node::coordinate<T, S, S::rank - 1> place{};
      const auto still = stopped(x);
      const auto found = still == back(x, folded<amax_op, last>(still)) || still != still;
      const auto first = folded<amin_op, last>(where(found, place, static_cast<T>(S::list[S::rank - 1])));
      return folded<sum_op, last>(where(place == back(x, first), x, T(0)));
    });
  }
};
// The mean along the last dimension, of Extent elements and perhaps their padding.
template <bool CountsPadding> struct average {
  template <class T> static constexpr T border() { return T(0); }
  template <sliding How, int I, index Extent, class E> static constexpr auto apply(E windows) {
    using S = typename E::size_type;
    using T = typename E::value_type;
    constexpr unsigned last = 1u << (S::rank - 1);
    if constexpr (CountsPadding || How.padding[I] == 0) return folded<mean_op, last>(windows);
    else {
      const node::coordinate<T, Size<S::list[S::rank - 1 - How.kernel.n + I]>, 0> place{};
      constexpr auto extent = static_cast<T>(Extent), kernel = static_cast<T>(How.kernel[I]);
      const auto first = place * static_cast<T>(How.stride[I]) - static_cast<T>(How.padding[I]);
      const auto count = minimum(first + kernel, extent) - maximum(first, T(0));
      return folded<sum_op, last>(windows) / along_place<How.kernel.n - I>(count);
    }
  }

private:
  // with dimensions after the places, and one for the window
  template <int After, class N> static constexpr auto along_place(N count) {
    if constexpr (After == 0) return count;
    else return along_place<After - 1>(unsqueeze(count, c<-1>));
  }
};

template <class Pool, sliding How, int I, class E, class S> constexpr auto pooled_from(E e, S original) {
  if constexpr (I < 0) return e;
  else {
    constexpr int rank = E::size_type::rank, d = rank - How.kernel.n + I;
    const auto windows = node_of(unfold(e, c<d>, c<How.kernel[I]>, c<How.stride[I]>, c<How.dilation[I]>));
    return pooled_from<Pool, How, I - 1>(
        node_of(without_dims<1u << rank>(Pool::template apply<How, I, S::list[d]>(windows))), original);
  }
}
template <class Pool, sliding How, class X> constexpr auto pooled(X&& x) {
  using T = value_of<X>;
  return pooled_from<Pool, How, How.kernel.n - 1>(
      padded<How.border()>(node_of(static_cast<X&&>(x)), Pool::template border<T>()), shape_of<X>{});
}
} // namespace detail

// The largest element of each window over (..., L). Of equal ones the first receives the gradient.
// torch.nn.functional.max_pool1d
template <index Kernel = 0, auto O = pool1d_options{}, tensor_like X, class... Others>
constexpr auto max_pool1d(X&& x, const Others&...) {
  constexpr text sentence = detail::pool_fault<Kernel, O, X, Others...>("max_pool1d", false);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return detail::pooled<detail::first_maximum, detail::pooling(Kernel, O)>(static_cast<X&&>(x));
}
// ... over (..., H, W)
template <hw Kernel = 0, auto O = pool2d_options{}, tensor_like X, class... Others>
constexpr auto max_pool2d(X&& x, const Others&...) {
  constexpr text sentence = detail::pool_fault<Kernel, O, X, Others...>("max_pool2d", false);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return detail::pooled<detail::first_maximum, detail::pooling(Kernel, O)>(static_cast<X&&>(x));
}

// The mean of each window over (..., L). torch.nn.functional.avg_pool1d
template <index Kernel = 0, auto O = pool1d_options{}, tensor_like X, class... Others>
constexpr auto avg_pool1d(X&& x, const Others&...) {
  constexpr text sentence = detail::pool_fault<Kernel, O, X, Others...>("avg_pool1d", true);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return detail::pooled<detail::average<O.count_include_pad>, detail::pooling(Kernel, O)>(static_cast<X&&>(x));
}
// ... over (..., H, W)
template <hw Kernel = 0, auto O = pool2d_options{}, tensor_like X, class... Others>
constexpr auto avg_pool2d(X&& x, const Others&...) {
  constexpr text sentence = detail::pool_fault<Kernel, O, X, Others...>("avg_pool2d", true);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return detail::pooled<detail::average<O.count_include_pad>, detail::pooling(Kernel, O)>(static_cast<X&&>(x));
}

namespace detail {
constexpr text check_adaptive(const ints& size, const hw& out) {
  if (size.n < 2) return say("adaptive_avg_pool2d: shape ", size, "; expected (..., H, W)");
  const index h = size[size.n - 2], w = size[size.n - 1];
  if (out.h < 1 || out.w < 1 || h % out.h != 0 || w % out.w != 0 || h == 0 || w == 0)
    return say("adaptive_avg_pool2d: ", out.list(), " parts do not divide shape ", size, " evenly");
  return {};
}
template <hw Out, class X, class... Others> constexpr text adaptive_fault() {
  if (Out == hw(0) || sizeof...(Others) > 0)
    return say(
        "adaptive_avg_pool2d: expected numbers of parts as a template argument: adaptive_avg_pool2d<hw(2, 3)>(x)");
  return first_fault(check_fractions<value_of<X>>("adaptive_avg_pool2d"), check_adaptive(shape_of<X>::list, Out));
}
} // namespace detail

// The means of Out.h times Out.w equal parts of (..., H, W), which they must divide.
// torch.nn.functional.adaptive_avg_pool2d
template <hw Out = 0, tensor_like X, class... Others> constexpr auto adaptive_avg_pool2d(X&& x, const Others&...) {
  constexpr ints size = shape_of<X>::list;
  constexpr text sentence = detail::adaptive_fault<Out, X, Others...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else return avg_pool2d<hw(size[size.n - 2] / Out.h, size[size.n - 1] / Out.w)>(static_cast<X&&>(x));
}

} // namespace tenon

// SPDX-License-Identifier: BSL-1.0
// Convolutions: what the kernel covers at each of its places is a column, and the weight times all columns is a product
// of matrices. The columns exist for some images at a time, and the way back gathers them again.
#pragma once

#include <tenon/ops/matmul.hpp>
#include <tenon/ops/pad.hpp>
#include <tenon/shape/convolution.hpp>
#include <tenon/tensor/unfold.hpp>

namespace tenon {

struct conv1d_options {
  index stride = 1, padding = 0, dilation = 1, groups = 1;
};
struct conv2d_options {
  hw stride = 1, padding = 0, dilation = 1;
  index groups = 1;
};

namespace detail {
constexpr sliding sliding_of(const ints& kernel, const conv1d_options& o) {
  return {kernel, ints{o.stride}, ints{o.padding}, ints{o.dilation}};
}
constexpr sliding sliding_of(const ints& kernel, const conv2d_options& o) {
  return {kernel, o.stride.list(), o.padding.list(), o.dilation.list()};
}

// a window over each trailing dimension; the dimensions inside the windows come last
template <sliding How, int I = 0, class X> constexpr auto all_windows(X&& x) {
  if constexpr (I == How.kernel.n) return node_of(static_cast<X&&>(x));
  else
    return all_windows<How, I + 1>(unfold(static_cast<X&&>(x), c<shape_of<X>::rank - How.kernel.n>, c<How.kernel[I]>,
                                          c<How.stride[I]>, c<How.dilation[I]>));
}
// (n, c, places..., kernel...) as (n, c, kernel..., places...)
template <class S, int N> struct kernel_first {
  static constexpr arrangement how = [] {
    arrangement r = rule::identity<S>::how;
    for (int i = 0; i < N; ++i) {
      r.from[2 + i] = 2 + N + i;
      r.from[2 + N + i] = 2 + i;
    }
    return r;
  }();
  static constexpr ints size = [] {
    ints s = S::list;
    for (int d = 0; d < S::rank; ++d) s[static_cast<int>(how.from[d])] = S::list[d];
    return s;
  }();
};

// the shape of so many channels at all places
template <index Images, index Channels, ints Places> struct convolved_shape {
  static constexpr ints size = [] {
    ints s{Images, Channels};
    for (const index n : Places) s.push_back(n);
    return s;
  }();
  using type = size_of<size>;
};

// Some images x by a weight (groups, output channels of each, what the kernel covers).
template <sliding How, index Groups> struct convolve {
  template <class X, class Nothing, class W>
  constexpr auto operator()(const X& x, const Nothing&, const W& weight) const {
    constexpr ints size = X::size_type::list, places = How.places(size);
    constexpr index images = size[0], channels = size[1] / Groups, outputs = W::size_type::list[1] * Groups;
    const auto windows = all_windows<How>(padded<How.border()>(x, typename X::value_type(0)));
    using S = typename std::remove_const_t<decltype(windows)>::size_type;
    const auto columns = reshaped_to<Size<images, Groups, channels * product(How.kernel), product(places)>>(
        node_of(arrange<kernel_first<S, How.kernel.n>>(windows)));
    return reshaped_to<typename convolved_shape<images, outputs, places>::type>(contracted(weight, columns));
  }
};
// Images whose columns a second-level cache may hold, but one at least.
template <class T> constexpr index images_at_once(index images, index columns) {
  const index bytes = columns * static_cast<index>(sizeof(T));
  const index fitting = bytes > 0 ? (index(1) << 19) / bytes : images;
  return fitting < 1 ? 1 : fitting < images ? fitting : images > 0 ? images : 1;
}

// The kernel is the weight's trailing dimensions; a weight of another rank is refused by its check.
template <int Spatial> constexpr ints kernel_of(const ints& weight) {
  ints kernel;
  for (int i = 0; i < Spatial; ++i) kernel.push_back(i + 2 < weight.n ? weight[i + 2] : 1);
  return kernel;
}
template <sliding How, index Groups, class X, class W> constexpr auto convolved(X images, W weight) {
  constexpr ints x = X::size_type::list, w = W::size_type::list;
  using T = typename X::value_type;
  constexpr index columns = x[1] * product(How.kernel) * product(How.places(x));
  auto matrices =
      node_of(reshaped_to<Size<Groups, w[0] / Groups, product(w) / (w[0] > 0 ? w[0] : 1)>>(static_cast<W&&>(weight)));
  using nothing = node::scalar<T, Size<x[0]>>; // no operand but the images is cut
  return node::parts<images_at_once<T>(x[0], columns), convolve<How, Groups>, X, nothing, decltype(matrices)>(
      {}, images, nothing(T(0)), matrices);
}
// x by a weight whose kernel has so many dimensions
template <int Spatial, auto O, class X, class W> constexpr auto convolution(X&& x, W&& weight) {
  using T = common_value<X, W>;
  constexpr sliding how = sliding_of(kernel_of<Spatial>(shape_of<W>::list), O);
  return convolved<how, O.groups>(converted<T>(node_of(static_cast<X&&>(x))),
                                  converted<T>(node_of(static_cast<W&&>(weight))));
}

template <class B> constexpr text check_conv_bias(const char* what, const ints& weight) {
  if (const text t = check_tensor<B>(what, "bias"); !t.empty()) return t;
  if (list_of<B>() == ints{weight[0]}) return {};
  return say(what, ": bias ", list_of<B>(), " for weight ", weight, "; expected ", ints{weight[0]});
}
// Numbers that follow the tensors, as in PyTorch, are none of the arguments.
template <int Spatial, auto O, class X, class W, class... B> constexpr text convolution_fault(const char* what) {
  using options = std::conditional_t<Spatial == 1, conv1d_options, conv2d_options>;
  if constexpr (!std::is_same_v<std::remove_const_t<decltype(O)>, options> || sizeof...(B) > 1 ||
                ((number<B> || std::is_same_v<std::remove_cvref_t<B>, options>) || ...))
    return say(what, ": expected options as a template argument: ", what, "<", what,
               "_options{.stride = 2}>(x, weight)");
  else {
    constexpr ints weight = list_of<W>();
    return first_fault(
        check_tensor<W>(what, "weight"),
        check_convolution(what, shape_of<X>::list, weight, sliding_of(kernel_of<Spatial>(weight), O), O.groups),
        check_conv_bias<B>(what, weight)...);
  }
}
} // namespace detail

// Each output channel at each place of the kernel: the sum of what it covers times the weight, plus the channel's bias
// if there is one. x (N, C, L), weight (O, C / groups, K), bias (O). torch.nn.functional.conv1d
template <auto O = conv1d_options{}, tensor_like X, class W = missing, class... B>
constexpr auto conv1d(X&& x, W&& weight = {}, B&&... bias) {
  constexpr text sentence = detail::convolution_fault<1, O, X, W, B...>("conv1d");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return (detail::convolution<1, O>(static_cast<X&&>(x), static_cast<W&&>(weight)) + ... +
            unsqueeze(static_cast<B&&>(bias), c<1>));
}
// x (N, C, H, W), weight (O, C / groups, KH, KW), bias (O). torch.nn.functional.conv2d
template <auto O = conv2d_options{}, tensor_like X, class W = missing, class... B>
constexpr auto conv2d(X&& x, W&& weight = {}, B&&... bias) {
  constexpr text sentence = detail::convolution_fault<2, O, X, W, B...>("conv2d");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return (detail::convolution<2, O>(static_cast<X&&>(x), static_cast<W&&>(weight)) + ... +
            unsqueeze(unsqueeze(static_cast<B&&>(bias), c<1>), c<2>));
}

} // namespace tenon
